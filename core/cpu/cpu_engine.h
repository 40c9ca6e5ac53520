// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/engine/engine.h"

namespace accelbench {

/// The built-in engine on the processor: float32 and float64, any number of threads, the same bits for each.
std::unique_ptr<Engine> make_cpu_engine();

}  // namespace accelbench
