// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/engine/engine.h"
#include "core/engine/exchange.h"
#include "core/ranks/rank_readings.h"

namespace accelbench::ranks {

/// What one rank is to do of an accelerator of several: the same, on its own.
AcceleratorSpec of_one_rank(AcceleratorSpec accelerator);
/// The same on this host: where threads are left open, ranks of one host share its processors.
AcceleratorSpec of_this_rank(AcceleratorSpec accelerator, const Engine& engine, const Exchange& exchange);

/// An engine as the first rank has it: what it compiles leads the other ranks. Its readings are those of the
/// others. `met`: set once the ranks have agreed on their work, after which they follow the executable.
std::unique_ptr<Engine> make_rank_engine(std::unique_ptr<Engine> engine, Exchange& exchange, bool& met);

}  // namespace accelbench::ranks
