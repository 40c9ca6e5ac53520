// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

// How long NCCL expects an all-reduce to take, by its own table: the start of a model where no device has
// been measured yet. Source: NVIDIA/nccl, src/graph/tuning.cc at 5067397: base latencies, hops over NVLink
// and over the network, and the share of the bandwidth that each algorithm with each protocol can use. Left
// out: its limits a channel, its correction for trees of middling messages, NVLS and CollNet.
namespace accelbench {

/// Devices, spread over hosts of at most so many.
struct NcclDevices {
  std::int64_t devices = 1;
  std::int64_t per_host = 8;
};

/// A hop over NVLink in a ring with the protocol LL: what the latencies of a fit are told in.
inline constexpr double nccl_nvlink_hop_s = 0.6e-6;

/// Seconds of the fastest of ring and tree with LL, LL128 and Simple. `bus_bytes_per_s`: what nccl-tests
/// calls the bus bandwidth, taken alike within a host and between hosts (a network card a device). `scale`
/// multiplies every latency of the table. 0 for one device.
double nccl_all_reduce_s(const NcclDevices& devices, double bytes, double bus_bytes_per_s, double scale = 1);

/// The latency alone, with LL: 15.0 µs in a ring of 8 devices, 45.2 µs in a tree over 8 hosts of 8.
double nccl_ring_latency_s(const NcclDevices& devices);
double nccl_tree_latency_s(const NcclDevices& devices);

}  // namespace accelbench
