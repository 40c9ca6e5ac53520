// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/order.h"

#include <numeric>
#include <utility>

#include "core/base/philox.h"
#include "core/work/feistel.h"

namespace accelbench {
namespace {

// Uniform in 0 … choices − 1 without bias: D. Lemire, "Fast random integer generation in an interval", ACM
// TOMACS 29 (2019). Of the four words the first that is not refused; the last is taken as it is (chance below
// 2^-64). What is refused lies below 2^32 mod choices, so that the division is needed only below `choices`.
std::size_t bounded(const std::array<std::uint32_t, 4>& words, std::uint32_t choices) {
  std::uint64_t product = 0;
  for (const std::uint32_t word : words) {
    product = std::uint64_t{word} * choices;
    const auto low = static_cast<std::uint32_t>(product);
    if (low >= choices || low >= (0U - choices) % choices) break;
  }
  return static_cast<std::size_t>(product >> 32);
}

// Durstenfeld's form of the Fisher–Yates shuffle: from the last row down, each changes places with one not
// behind it.
template <class Row>
void shuffle_by_exchange(std::uint64_t seed, std::uint64_t stream, std::span<Row> rows) {
  std::iota(rows.begin(), rows.end(), Row{0});
  for (std::size_t i = rows.size(); i-- > 1;) {
    std::swap(rows[i], rows[bounded(Philox::words(seed, stream, i), static_cast<std::uint32_t>(i + 1))]);
  }
}

template <class Row>
void order(std::uint64_t seed, std::int64_t epoch, bool shuffle, std::span<Row> rows) {
  const auto count = static_cast<std::int64_t>(rows.size());
  if (!shuffle) {
    std::iota(rows.begin(), rows.end(), Row{0});
  } else if (count <= shuffle_by_exchange_up_to) {
    shuffle_by_exchange(seed, random_stream(RandomUse::order, static_cast<std::uint32_t>(epoch)), rows);
  } else {
    const FeistelNetwork network(seed, epoch, count);
    for (std::int64_t i = 0; i < count; ++i)
      rows[static_cast<std::size_t>(i)] = static_cast<Row>(network.row(i));
  }
}

}  // namespace

void sample_order(std::uint64_t seed, std::int64_t epoch, bool shuffle, std::span<std::int64_t> rows) {
  order(seed, epoch, shuffle, rows);
}

void sample_order(std::uint64_t seed, std::int64_t epoch, bool shuffle, std::span<std::int32_t> rows) {
  order(seed, epoch, shuffle, rows);
}

std::int64_t feistel_row(std::uint64_t seed, std::int64_t epoch, std::int64_t samples,
                         std::int64_t position) {
  return FeistelNetwork(seed, epoch, samples).row(position);
}

}  // namespace accelbench
