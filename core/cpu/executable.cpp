// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/executable.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/cpu/blocked_path.h"
#include "core/cpu/fused_network.h"
#include "core/cpu/path_choice.h"
#include "core/cpu/path_executable.h"
#include "core/engine/work_check.h"

namespace accelbench::cpu {
namespace {

using Made = Result<std::unique_ptr<Executable>>;

// Predictions closer than this are checked by a trial.
constexpr double clear_ratio = 1.5;

template <class Path, class... Arguments>
Made make(const Work& work, const std::string& reason, Arguments... arguments) {
  auto path = Path::create(work, std::move(arguments)...);
  if (!path) return tl::make_unexpected(path.error());
  return std::make_unique<PathExecutable<Path>>(work, std::move(*path), reason);
}

Made make_blocked(const Work& work, const ExecutionRequest& request, const std::string& reason) {
  auto plan = make_plan(work, request.precision, request.team.size, request.share(), request.shards);
  if (!plan) return tl::make_unexpected(plan.error());
  switch (request.precision) {
    case Precision::float64:
      return make<BlockedPath<double>>(work, reason, std::move(*plan), request.team, request.exchange);
    case Precision::bfloat16:
      return make<BlockedPath<float, Bfloat16>>(work, reason, std::move(*plan), request.team,
                                                request.exchange);
    default:
      return make<BlockedPath<float>>(work, reason, std::move(*plan), request.team, request.exchange);
  }
}

Made make_on(const Work& work, const ExecutionRequest& request, const PathChoice& choice) {
  if (choice.path == CpuPath::fused) return make<FusedNetwork>(work, choice.reason);
  return make_blocked(work, request, choice.reason);
}

PathChoice faster(const PathPrediction& step, const char* how) {
  const bool fused = step.fused_us <= step.blocked_us;
  return {fused ? CpuPath::fused : CpuPath::blocked,
          fmt::format("{} {:.3g} µs a step against {:.3g} µs", how, std::min(step.fused_us, step.blocked_us),
                      std::max(step.fused_us, step.blocked_us))};
}

/// Both paths are made for the trial, and again for the training: nothing of the trial is left in them.
Result<PathChoice> choice_by_trial(const Work& work, const ExecutionRequest& request) {
  if (auto remembered = remembered_choice(work, request.team.size)) return *remembered;
  const auto fused = make_on(work, request, {CpuPath::fused, {}});
  if (!fused) return tl::make_unexpected(fused.error());
  const auto blocked = make_on(work, request, {CpuPath::blocked, {}});
  if (!blocked) return tl::make_unexpected(blocked.error());
  const PathChoice choice = faster(try_paths({**fused, **blocked}), "measured");
  remember_choice(work, request.team.size, choice);
  return choice;
}

Result<PathChoice> choose(const Work& work, const ExecutionRequest& request) {
  if (request.share().size > 1)
    return PathChoice{CpuPath::blocked,
                      request.shards
                          ? "ranks exchange gradients, each keeps its part of the optimizer's state"
                          : "ranks exchange gradients, which the fused path does not keep"};
  if (request.path != CpuPath::automatic) return PathChoice{request.path, "asked for"};
  if (const auto reason = not_fused_because(work, request.precision))
    return PathChoice{CpuPath::blocked, *reason};
  const PathPrediction step = predict_paths(work, request.team.size);
  const double ratio = std::max(step.fused_us, step.blocked_us) / std::min(step.fused_us, step.blocked_us);
  if (ratio >= clear_ratio) return faster(step, "predicted");
  return choice_by_trial(work, request);
}

}  // namespace

Made make_executable(const Work& work, const ExecutionRequest& request) {
  if (auto fits = check_whole_work(work, request.exchange != nullptr); !fits) return tl::make_unexpected(fits.error());
  const auto choice = choose(work, request);
  if (!choice) return tl::make_unexpected(choice.error());
  return make_on(work, request, *choice);
}

}  // namespace accelbench::cpu
