// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/engine/engine.h"

// Which path of the CPU engine trains a work: predicted, tried where the prediction is too close, remembered.
namespace accelbench::cpu {

struct PathChoice {
  CpuPath path = CpuPath::blocked;  ///< fused or blocked
  std::string reason;               ///< "predicted 6 µs a step against 14 µs"
};

/// Why this work cannot go the fused path on this machine; empty where it can: float32, weights and moments
/// in the second cache.
std::optional<std::string> not_fused_because(const Work& work, Precision precision);

/// Microseconds a step, from the work's shape and rates measured on one machine: good for ratios.
struct PathPrediction {
  double fused_us = 0;
  double blocked_us = 0;
};
PathPrediction predict_paths(const Work& work, std::int64_t threads);

/// Both paths compiled, for a trial alone: it trains them.
struct PathCandidates {
  Executable& fused;
  Executable& blocked;
};
/// Measured microseconds a step, the best of a few short windows of each, taken in turns; some milliseconds
/// in all.
PathPrediction try_paths(const PathCandidates& candidates);

/// What was decided for a shape on this machine, kept in the user's data folder. A file that cannot be read
/// or written is as good as none.
std::optional<PathChoice> remembered_choice(const Work& work, std::int64_t threads);
void remember_choice(const Work& work, std::int64_t threads, const PathChoice& choice);

}  // namespace accelbench::cpu
