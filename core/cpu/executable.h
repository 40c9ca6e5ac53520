// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/cpu/team.h"
#include "core/engine/engine.h"

// The work on one path. Both check that the work's parts fit each other, so that no bad index is ever used.
namespace accelbench::cpu {

/// Plans, allocates and starts the threads: float64, float32, bfloat16.
Result<std::unique_ptr<Executable>> make_blocked_executable(const Work& work, Precision precision,
                                                            const TeamSpec& team);

/// float32 on the calling thread.
Result<std::unique_ptr<Executable>> make_fused_executable(const Work& work);

}  // namespace accelbench::cpu
