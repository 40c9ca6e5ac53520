// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "core/base/names.h"

// What a training step takes over several ranks: a model of few parameters, fitted to measured points
// (scaling_fit.h).
//
//   step(n)      = fixed + computing(n) + exchange(n) − hidden(n)
//   computing(n) = compute · rows(n) · (1 + crowding · (min(n, h) − 1) / (h − 1)), h ranks on a full host
//   rows(n)      = ⌈B/n⌉ / B of the largest rank (strong: the batch B is shared), 1 (weak: each rank has B)
//   exchange(n)  = messages · latency · 2(n − 1) + bytes · 2(n − 1)/n / bandwidth   (a ring; 0 for one rank)
//   hidden(n)    = min(overlap · exchange(n), backward · computing(n))
//
// Only the backward pass can hide an exchange. Sources: the α–β model of collectives: Thakur, Rabenseifner,
// Gropp, "Optimization of collective communication operations in MPICH", IJHPCA 19 (2005), section 4;
// 2(n − 1)/n: nccl-tests, PERFORMANCE.md; the fixed part: Amdahl, AFIPS 30 (1967).
namespace accelbench {

/// Strong: the batch of all ranks together is kept. Weak: that of each rank.
enum class ScalingKind { strong, weak };
template <>
struct Names<ScalingKind> {
  static constexpr std::array table = {
      Named<ScalingKind>{ScalingKind::strong, "strong", "the batch of all ranks together is kept"},
      Named<ScalingKind>{ScalingKind::weak, "weak", "the batch of each rank is kept"},
  };
};

/// How an exchange grows with the ranks.
enum class ExchangeWay { ring, nccl };

/// What is known before anything is measured.
struct ScalingWork {
  ScalingKind kind = ScalingKind::strong;
  ExchangeWay way = ExchangeWay::ring;
  std::int64_t batch_size = 1;      ///< of all ranks (strong), of each (weak)
  double exchanged_bytes = 0;       ///< a step: the gradients of all weights
  double backward_share = 2 / 3.;   ///< of the computing: 4 of 6 operations a weight and sample
  std::int64_t ranks_per_host = 8;  ///< a full one; nccl: beyond these a ring or tree crosses hosts
  std::int64_t messages =
      1;  ///< that the bytes are sent in: one after the other, each once its gradients are there
  bool operator==(const ScalingWork&) const = default;
};

/// What is fitted.
struct ScalingParameters {
  double compute_s = 0;  ///< of a step by one rank, what ranks share (weak: what each does)
  double fixed_s = 0;    ///< of a step, done by every rank alike: updates of the weights; 0 for weak scaling
  double latency_s = 0;  ///< of one hop; nccl: of a hop over NVLink in a ring, its whole table scaled alike
  double bytes_per_s = 1;  ///< bandwidth of the bus, as nccl-tests counts it
  double overlap = 0;      ///< of an exchange, what may go on beside the backward pass: 0 … 1
  double crowding = 0;     ///< by how much slower a rank computes on a full host: one memory, one power limit
  bool operator==(const ScalingParameters&) const = default;
};

/// Of a whole batch: of all ranks together.
double samples_of_step(const ScalingWork& work, std::int64_t ranks);
/// What a rank computes of a step by one rank: 1 for one rank.
double computing_share(const ScalingWork& work, std::int64_t ranks);
/// Seconds of the computing of one step by the rank with the most rows.
double computing_s(const ScalingWork& work, const ScalingParameters& parameters, std::int64_t ranks);
/// Seconds of the exchange of one step, hidden or not; 0 for one rank.
double exchange_s(const ScalingWork& work, const ScalingParameters& parameters, std::int64_t ranks);
/// The part of it that steps wait for.
double exposed_s(const ScalingWork& work, const ScalingParameters& parameters, std::int64_t ranks);
double step_s(const ScalingWork& work, const ScalingParameters& parameters, std::int64_t ranks);

}  // namespace accelbench
