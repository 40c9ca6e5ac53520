// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/scaling/scaling_fit.h"

// What a comparison shows of one accelerator over several numbers of ranks, as plain values.
namespace accelbench {

/// A median, or a ratio, with its interval of 95 %; ends that few rounds do not tell are empty.
struct ScalingFigure {
  std::optional<double> value, low, high;
  bool operator==(const ScalingFigure&) const = default;
};

/// One number of ranks.
struct ScalingPoint {
  std::string row;  ///< "cpu-r2"; with a sweep "cpu@2"
  std::int64_t ranks = 1;
  std::int64_t rounds = 0;               ///< counted, that it and the fewest ranks took part in
  ScalingFigure samples_per_second;      ///< median
  ScalingFigure speed_up;                ///< against the fewest ranks, paired by round
  ScalingFigure efficiency;              ///< speed-up / (ranks / fewest ranks)
  std::optional<double> exchange_share;  ///< of a step: what waited for other ranks; median
  std::string reason;                    ///< why there are no figures
  bool operator==(const ScalingPoint&) const = default;
};

struct ScalingStudy {
  std::string accelerator;  ///< "cpu", of "cpu-r1", "cpu-r2", …
  std::string engine;
  ScalingWork work;
  std::string variant;               ///< of a sweep: what all its points have in common; empty without one
  std::vector<ScalingPoint> points;  ///< rising ranks, two at least
  std::optional<ScalingFit> fit;
  std::string no_fit;  ///< why there is none
  bool operator==(const ScalingStudy&) const = default;
};

}  // namespace accelbench
