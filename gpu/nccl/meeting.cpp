// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/nccl/meeting.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "gpu/nccl/library.h"

namespace accelbench::cuda::nccl {
namespace {

/// As it goes over the network: texts that are too long are cut.
struct Told {
  std::int32_t good = 0, unavailable = 0, version = 0;
  std::array<char, 52> device{};
  std::array<char, 448> reason{};
};

void put(std::span<char> to, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), to.size() - 1), to.begin());
}

std::string_view text_of(std::span<const char> from) {
  return {from.data(), static_cast<std::size_t>(std::find(from.begin(), from.end(), '\0') - from.begin())};
}

Told told_of(const Stand& stand) {
  Told told;
  told.good = stand.status ? 1 : 0;
  told.version = stand.version;
  put(told.device, stand.device);
  if (stand.status) return told;
  const Error& error = stand.status.error();
  told.unavailable = error.kind == ErrorKind::unavailable ? 1 : 0;
  std::string reason = error.place.empty() ? error.message : error.place + ": " + error.message;
  if (!error.fix.empty()) reason += "; " + error.fix;
  put(told.reason, reason);
  return told;
}

std::string name_of_rank(const Exchange& host, std::size_t rank) {
  return fmt::format("rank {} on host {}", rank, host.host_of(static_cast<int>(rank)));
}

Status check_versions(const Exchange& host, std::span<const Told> all) {
  for (std::size_t rank = 1; rank < all.size(); ++rank)
    if (all[rank].version != all.front().version)
      return unavailable({},
                         fmt::format("{} has NCCL {}, the first rank {}", name_of_rank(host, rank),
                                     version_text(all[rank].version), version_text(all.front().version)),
                         "install the same NCCL on all hosts");
  return {};
}

Status check_devices(const Exchange& host, std::span<const Told> all) {
  std::map<std::string_view, std::size_t> taken;
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    const std::string_view device = text_of(all[rank].device);
    if (device.empty()) continue;
    const auto [first, is_new] = taken.emplace(device, rank);
    if (!is_new)
      return unavailable({},
                         fmt::format("{} and rank {} have the same device, {}", name_of_rank(host, rank),
                                     first->second, device),
                         "use as many ranks as there are devices, each with one of its own");
  }
  return {};
}

}  // namespace

Status meet(Exchange& host, const Stand& stand) {
  std::vector<Told> all(static_cast<std::size_t>(host.size()));
  all[static_cast<std::size_t>(host.rank())] = told_of(stand);
  host.all_gather(std::as_writable_bytes(std::span(all)));
  if (!stand.status) return stand.status;
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    if (all[rank].good != 0) continue;
    const std::string reason = fmt::format("{}: {}", name_of_rank(host, rank), text_of(all[rank].reason));
    return all[rank].unavailable != 0 ? Status(unavailable({}, reason)) : Status(failed({}, reason));
  }
  if (Status same = check_versions(host, all); !same) return same;
  return check_devices(host, all);
}

Turn turn_of(const Exchange& host) {
  Turn turn;
  std::map<std::string, int> ranks_of;
  for (int rank = 0; rank < host.size(); ++rank) {
    const int there = ranks_of[host.host_of(rank)]++;
    if (rank == host.rank()) turn.own = there;
    turn.all = std::max(turn.all, there + 1);
  }
  return turn;
}

}  // namespace accelbench::cuda::nccl
