// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/cpu/team.h"
#include "core/engine/engine.h"

namespace accelbench::cpu {

/// Plans, allocates and starts the threads. Checks that the work's parts fit each other, so that no bad index
/// is ever used.
Result<std::unique_ptr<Executable>> make_executable(const Work& work, Precision precision,
                                                    const TeamSpec& team);

}  // namespace accelbench::cpu
