// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <string>

#include "core/run/child_work.h"
#include "core/run/engines.h"

namespace accelbench {

/// `accelbench-cli engine`: one run for a parent process. One JSON request line on stdin, then commands;
/// events on descriptor 1, which is kept under a private number and pointed at 2, so that no library can
/// write into the stream. Returns the exit status of the process. A request with a bundle is trained from it
/// (core/work/read_bundle.h). `asked` gets the line of the request before it is looked at.
/// `make`: instead of what the request asks for.
using TakeRequest = std::function<void(const std::string& line)>;
using MakeChildWork = std::function<Result<Work>(const ChildWork& prepared)>;
int run_child_engine(const EngineRegistry& registry = engines(), const TakeRequest& asked = {},
                     const MakeChildWork& make = {});

}  // namespace accelbench
