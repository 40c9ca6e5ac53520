// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/names.h"
#include "core/scaling/scaling_model.h"

// From measured steps to a model of scaling, and from it to predictions with intervals.
//
// The parameters are those whose steps come closest to the measured ones, in logarithms, weighted by how well
// each is known; no point is taken to be known, and no model to be true, to better than 2 %. What few points
// cannot tell is held by assumptions (ScalingAssumptions), each with how far off it may be. Intervals come
// from 200 repetitions, each with rounds drawn anew (all ranks of a round together), 2 % of noise on each
// point, and assumptions drawn within their spread: what the points do not tell widens the intervals of the
// predictions. Sources: Efron, Tibshirani, "An Introduction to the Bootstrap" (1993), 8.6 and 9.5; Bardsley,
// Solonen, Haario, Laine, "Randomize-then-optimize", SIAM J. Sci. Comput. 36 (2014).
namespace accelbench {

/// A value with its interval of 95 %.
struct ScalingEstimate {
  double centre = 0, low = 0, high = 0;
  bool operator==(const ScalingEstimate&) const = default;
};

/// What was measured with one number of ranks.
struct MeasuredRanks {
  std::int64_t ranks = 1;
  /// Seconds of a step of a whole batch by round, the same rounds for all; empty: not measured.
  std::vector<std::optional<double>> step_s;
  std::optional<double> exchange_share;  ///< what of a step waited for the exchange; empty: not told
};

/// A positive number that is expected, and the factor by which it may well be off (one standard deviation).
struct Assumed {
  double value = 1;
  double factor = 2;
};
/// A share that is expected, and its standard deviation in logits.
struct AssumedShare {
  double value = 0.5;
  double spread = 1.5;
};
/// What is believed before anything is measured.
struct ScalingAssumptions {
  AssumedShare fixed_share = {0.05, 1.5};  ///< of a step by one rank
  Assumed latency_s = {10e-6, 6};
  Assumed bytes_per_s = {4e9, 6};
  AssumedShare overlap = {0.6, 3};
  Assumed crowding = {0.1, 4};
};
/// For processes on one host, or on several over Ethernet; for NCCL the hops of its own table, and the bus of
/// anything from PCI Express to NVLink.
ScalingAssumptions scaling_assumptions(ExchangeWay way, bool several_hosts);

enum class ScalingParameter { compute, fixed, latency, bandwidth, overlap, crowding };
template <>
struct Names<ScalingParameter> {
  static constexpr std::array table = {
      Named<ScalingParameter>{ScalingParameter::compute, "compute_s", "computing that ranks share"},
      Named<ScalingParameter>{ScalingParameter::fixed, "fixed_s", "what every rank does alike"},
      Named<ScalingParameter>{ScalingParameter::latency, "latency_s", "latency of one hop"},
      Named<ScalingParameter>{ScalingParameter::bandwidth, "bytes_per_s", "bandwidth of the exchange"},
      Named<ScalingParameter>{ScalingParameter::overlap, "overlap",
                              "what of the exchange goes on beside the backward pass"},
      Named<ScalingParameter>{ScalingParameter::crowding, "crowding",
                              "slowdown of a rank's computing on a full host"},
  };
};

struct FittedParameter {
  ScalingParameter parameter = ScalingParameter::compute;
  ScalingEstimate value;
  bool measured = false;  ///< its spread is under half of what was assumed: the points tell it
  bool operator==(const FittedParameter&) const = default;
};

/// What the model says of one number of ranks. A prediction wherever it was not measured.
struct ScalingPrediction {
  std::int64_t ranks = 1;
  bool measured = false;
  ScalingEstimate step_s;      ///< of a whole batch
  ScalingEstimate speed_up;    ///< samples/s against those of the fewest ranks measured
  ScalingEstimate efficiency;  ///< speed-up / (ranks / fewest ranks)
  ScalingEstimate exchange_share;
  bool operator==(const ScalingPrediction&) const = default;
};

/// The batches of a prediction's steps, a second.
ScalingEstimate samples_per_second(const ScalingWork& work, const ScalingPrediction& prediction);

struct ScalingFit {
  ScalingParameters parameters;
  std::vector<FittedParameter> told;           ///< without those that this work does not have
  std::vector<ScalingPrediction> predictions;  ///< rising ranks: those measured, and powers of two
  /// How far the model misses the measured step that it misses most: 0.1 is a tenth.
  double misfit = 0;
  bool operator==(const ScalingFit&) const = default;
};
/// Beyond this it does not hold what was measured, let alone what was not.
inline constexpr double most_misfit = 0.1;

/// As far as predictions go; strong scaling ends before a rank has no row of a batch.
inline constexpr std::int64_t most_predicted_ranks = 4096;

/// Empty with fewer than two numbers of ranks measured. The same input gives the same fit. Some tens of
/// milliseconds.
std::optional<ScalingFit> fit_scaling(const ScalingWork& work, const ScalingAssumptions& assumptions,
                                      const std::vector<MeasuredRanks>& measured);

}  // namespace accelbench
