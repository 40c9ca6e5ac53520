// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/gather_parts.h"

#include <algorithm>
#include <numeric>

namespace accelbench {
namespace {

std::size_t as_index(int i) { return static_cast<std::size_t>(i); }

}  // namespace

std::vector<std::int64_t> gather_numbers(Exchange& exchange, std::span<const std::int64_t> own) {
  std::vector<std::int64_t> all(own.size() * as_index(exchange.size()));
  std::ranges::copy(own, all.begin() + static_cast<std::ptrdiff_t>(own.size() * as_index(exchange.rank())));
  ExchangeValues values(std::as_writable_bytes(std::span(all)));
  values.unit = own.size_bytes();  // a rank's numbers are its part
  exchange.all_gather(values);
  return all;
}

std::vector<std::byte> gather_parts(Exchange& exchange, std::span<const std::byte> own) {
  const std::int64_t mine = static_cast<std::int64_t>(own.size());
  const std::vector<std::int64_t> sizes = gather_numbers(exchange, std::span(&mine, 1));
  const std::size_t ranks = sizes.size();
  std::vector<std::size_t> give(ranks, own.size()), take(sizes.begin(), sizes.end());
  std::vector<std::byte> given, all(std::accumulate(take.begin(), take.end(), std::size_t{0}));
  for (std::size_t rank = 0; rank < ranks; ++rank) given.insert(given.end(), own.begin(), own.end());
  exchange.all_to_all(std::span(given), give, std::span(all), take);
  return all;
}

}  // namespace accelbench
