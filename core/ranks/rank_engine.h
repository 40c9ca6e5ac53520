// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/engine/engine.h"
#include "core/engine/exchange.h"
#include "core/ranks/rank_readings.h"

namespace accelbench::ranks {

/// In how many processes an accelerator trains: its ranks, or one for each CUDA device that it names.
std::int64_t ranks_of(const AcceleratorSpec& accelerator);
/// What one rank is to do of an accelerator of several: the same, on its own, on the first device.
AcceleratorSpec of_one_rank(AcceleratorSpec accelerator);
/// The same for the rank that this process is: where threads are left open, ranks of one host share its
/// processors; CUDA devices are dealt out to them in the order named, or of their numbers.
AcceleratorSpec of_this_rank(AcceleratorSpec accelerator, const Engine& engine, const Exchange& exchange);

/// An engine as the first rank has it: what it compiles leads the other ranks. Its readings are those of the
/// others. `met`: set once the ranks have agreed on their work, after which they follow the executable.
std::unique_ptr<Engine> make_rank_engine(std::unique_ptr<Engine> engine, Exchange& exchange, bool& met);

}  // namespace accelbench::ranks
