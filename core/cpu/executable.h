// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/engine/engine.h"

namespace accelbench::cpu {

/// Plans, allocates and starts the threads. Checks that the work's parts fit each other, so that no bad index
/// is ever used; `threads` and `processors` are at least 1.
Result<std::unique_ptr<Executable>> make_executable(const Work& work, Precision precision,
                                                    std::int64_t threads, std::int64_t processors);

}  // namespace accelbench::cpu
