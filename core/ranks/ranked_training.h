// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <stop_token>

#include "core/launch/launch.h"
#include "core/run/event_stream.h"
#include "core/run/single_run.h"
#include "core/settings/settings.h"

namespace accelbench::ranks {

/// Of each rank on this host: what the accelerator asks for; else the processors divided among the ranks.
std::int64_t threads_of_a_rank(const AcceleratorSpec& accelerator, const Engine& engine);

/// The command that starts the accelerator's ranks, and refusals as plan_launch() has them.
Result<Launch> launch_of(const AcceleratorSpec& accelerator, const Engine& engine, const Settings& settings,
                         const std::filesystem::path& scratch);

/// Trains by ranks that a launcher starts, see OutsideTraining::train. `engine`: that of one rank.
RunSummary train_over_ranks(const Engine& engine, const Settings& settings, const SingleRun& run,
                            EventStream& events, std::stop_token stop);

}  // namespace accelbench::ranks
