// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scaling/nccl_time.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace accelbench {
namespace {

/// One row of NCCL's table: an algorithm with a protocol. Latencies in seconds.
struct NcclWay {
  bool tree;
  double base, nvlink_hop, network_hop;
  double one_host, several_hosts;  ///< shares of the bus that can be used
};
constexpr double us = 1e-6;
constexpr std::array<NcclWay, 6> nccl_ways = {{
    {true, 6.8 * us, 0.6 * us, 5.0 * us, 0.92 / 3.8, 0.92 / 3.8},            // tree, LL
    {true, 14.0 * us, 1.25 * us, 8.5 * us, 0.92 * 7 / 9, 0.92 * 120 / 128},  // tree, LL128
    {true, 8.4 * us, 4.0 * us, 14.0 * us, 0.92, 0.92},                       // tree, Simple
    {false, 6.6 * us, nccl_nvlink_hop_s, 2.7 * us, 0.5, 0.5},                // ring, LL
    {false, 14.0 * us, 1.9 * us, 4.0 * us, 0.92, 0.92},                      // ring, LL128
    {false, 8.4 * us, 3.4 * us, 14.0 * us, 1, 1},                            // ring, Simple
}};
constexpr const NcclWay& tree_ll = nccl_ways[0];
constexpr const NcclWay& ring_ll = nccl_ways[3];

double hosts_of(const NcclDevices& devices) {
  const std::int64_t most = std::max<std::int64_t>(devices.per_host, 1);
  return static_cast<double>((devices.devices + most - 1) / most);
}

double log2_of(double hosts) {
  return static_cast<double>(std::bit_width(static_cast<std::uint64_t>(hosts)) - 1);
}

double latency_of(const NcclWay& way, const NcclDevices& devices) {
  const double ranks = static_cast<double>(devices.devices), hosts = hosts_of(devices);
  if (way.tree)
    return way.base + 2 * ((ranks / hosts - 1) * way.nvlink_hop + log2_of(hosts) * way.network_hop);
  const double between = 2 * (hosts - 1);
  return way.base + (2 * (ranks - 1) - between) * way.nvlink_hop + between * way.network_hop;
}

/// Bytes a second of the whole message: a tree sends it up and down, a ring 2(n − 1)/n of it.
double rate_of(const NcclWay& way, const NcclDevices& devices, double bus_bytes_per_s) {
  const double ranks = static_cast<double>(devices.devices);
  const double usable = hosts_of(devices) > 1 ? way.several_hosts : way.one_host;
  return bus_bytes_per_s * usable * (way.tree ? 0.5 : ranks / (2 * (ranks - 1)));
}

}  // namespace

double nccl_all_reduce_s(const NcclDevices& devices, double bytes, double bus_bytes_per_s, double scale) {
  if (devices.devices <= 1) return 0;
  double least = std::numeric_limits<double>::infinity();
  for (const NcclWay& way : nccl_ways)
    least =
        std::min(least, scale * latency_of(way, devices) + bytes / rate_of(way, devices, bus_bytes_per_s));
  return least;
}

double nccl_ring_latency_s(const NcclDevices& devices) { return latency_of(ring_ll, devices); }
double nccl_tree_latency_s(const NcclDevices& devices) { return latency_of(tree_ll, devices); }

}  // namespace accelbench
