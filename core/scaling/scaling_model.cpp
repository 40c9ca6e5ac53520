// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scaling/scaling_model.h"

#include <algorithm>

#include "core/scaling/nccl_time.h"

namespace accelbench {
namespace {

double ring_s(const ScalingWork& work, const ScalingParameters& parameters, double ranks) {
  const double hops = 2 * (ranks - 1);
  return static_cast<double>(work.messages) * hops * parameters.latency_s +
         work.exchanged_bytes * hops / ranks / parameters.bytes_per_s;
}

}  // namespace

double samples_of_step(const ScalingWork& work, std::int64_t ranks) {
  return static_cast<double>(work.batch_size) *
         static_cast<double>(work.kind == ScalingKind::weak ? ranks : 1);
}

double computing_share(const ScalingWork& work, std::int64_t ranks) {
  if (work.kind == ScalingKind::weak) return 1;
  const std::int64_t rows = (work.batch_size + ranks - 1) / ranks;
  return static_cast<double>(rows) / static_cast<double>(work.batch_size);
}

double computing_s(const ScalingWork& work, const ScalingParameters& parameters, std::int64_t ranks) {
  const std::int64_t full = work.ranks_per_host;
  const double crowd =
      full > 1 ? static_cast<double>(std::min(ranks, full) - 1) / static_cast<double>(full - 1) : 0;
  return parameters.compute_s * computing_share(work, ranks) * (1 + parameters.crowding * crowd);
}

double exchange_s(const ScalingWork& work, const ScalingParameters& parameters, std::int64_t ranks) {
  if (ranks <= 1) return 0;
  if (work.way == ExchangeWay::ring) return ring_s(work, parameters, static_cast<double>(ranks));
  const auto messages = static_cast<double>(work.messages);
  return messages * nccl_all_reduce_s({ranks, work.ranks_per_host}, work.exchanged_bytes / messages,
                                      parameters.bytes_per_s, parameters.latency_s / nccl_nvlink_hop_s);
}

double exposed_s(const ScalingWork& work, const ScalingParameters& parameters, std::int64_t ranks) {
  const double whole = exchange_s(work, parameters, ranks);
  const double backward = work.backward_share * computing_s(work, parameters, ranks);
  return whole - std::min(parameters.overlap * whole, backward);
}

double step_s(const ScalingWork& work, const ScalingParameters& parameters, std::int64_t ranks) {
  return parameters.fixed_s + computing_s(work, parameters, ranks) + exposed_s(work, parameters, ranks);
}

}  // namespace accelbench
