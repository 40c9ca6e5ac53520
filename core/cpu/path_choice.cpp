// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/path_choice.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "core/cpu/fused_layout.h"
#include "core/cpu/plan.h"
#include "core/cpu/work_sizes.h"

namespace accelbench::cpu {
namespace {

// Measured on one core of an EPYC of 2022 (AVX-512 at half rate), float32: what a path reaches, what an
// update of one parameter costs, and what a task of the blocked path costs before it multiplies.
constexpr double fused_flop_per_us = 95e3, blocked_flop_per_us = 103e3;
constexpr double update_us = 0.28e-3, task_us = 0.8, meeting_us = 2.0, fused_step_us = 0.15;

std::size_t second_cache_bytes() {
  const long bytes = sysconf(_SC_LEVEL2_CACHE_SIZE);
  return bytes > 0 ? static_cast<std::size_t>(bytes) : std::size_t{1} << 20;
}

/// The working set of a step: a part of the cache is left to the batch and to everybody else.
std::size_t state_bytes(const Work& work) {
  const auto copies = 1 + static_cast<std::size_t>(moments_of(work.experiment.training.optimizer));
  return static_cast<std::size_t>(work.parameters()) * sizeof(float) * copies;
}

/// Tasks and phases of a step on the blocked path.
struct Shares {
  double tasks = 0;
  double phases = 0;
  double threads = 1;
};

Shares shares_of(const Plan& plan) {
  Shares shares;
  for (const LayerPlan& layer : plan.layers) {
    shares.tasks += static_cast<double>(layer.forward.tiles(plan.batch_rows) + layer.parameter_parts());
    if (layer.passes_gradient)
      shares.tasks += static_cast<double>(layer.input_gradient.tiles(plan.batch_rows));
    shares.phases += layer.passes_gradient ? 2 : 1;
  }
  shares.phases += 2;
  shares.threads = static_cast<double>(plan.threads);
  return shares;
}

using Clock = std::chrono::steady_clock;
constexpr double window_us = 300;
constexpr int windows = 4;

/// Steps of the first epoch over and over, until the window is full.
double window(Executable& executable) {
  std::int64_t steps = 0;
  const auto begin = Clock::now();
  double elapsed_us = 0;
  do {
    BatchSums sums;
    const std::int64_t before = executable.steps();
    executable.run_steps(4, sums);
    if (executable.steps() == before) executable.begin_epoch(0);
    steps += executable.steps() - before;
    elapsed_us = std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
  } while (elapsed_us < window_us || steps == 0);
  return elapsed_us / static_cast<double>(steps);
}

}  // namespace

std::optional<std::string> not_fused_because(const Work& work, Precision precision) {
  if (precision != Precision::float32)
    return fmt::format("the fused path trains in float32, not in {}", name_of(precision));
  const std::size_t limit = second_cache_bytes() / 4 * 3, bytes = state_bytes(work);
  if (bytes <= limit) return std::nullopt;
  return fmt::format(
      "weights and optimizer state take {} KiB, the fused path has room for {} KiB in the second cache",
      bytes / 1024, limit / 1024);
}

PathPrediction predict_paths(const Work& work, std::int64_t threads) {
  const auto plan = make_plan(work, Precision::float32, threads);
  if (!plan) return {};  // refused where it is made
  const double flop = plan->flop_per_step, updates = static_cast<double>(work.parameters()) * update_us;
  const Shares shares = shares_of(*plan);
  PathPrediction prediction;
  prediction.fused_us = fused_step_us + flop / fused_flop_per_us + updates;
  prediction.blocked_us = (flop / blocked_flop_per_us + updates + shares.tasks * task_us) / shares.threads +
                          (shares.threads > 1 ? shares.phases * meeting_us : 0);
  return prediction;
}

PathPrediction try_paths(const PathCandidates& candidates) {
  PathPrediction best{1e30, 1e30};
  for (Executable* path : {&candidates.fused, &candidates.blocked}) path->begin_epoch(0);
  for (int round = 0; round < windows; ++round) {
    best.fused_us = std::min(best.fused_us, window(candidates.fused));
    best.blocked_us = std::min(best.blocked_us, window(candidates.blocked));
  }
  return best;
}

}  // namespace accelbench::cpu
