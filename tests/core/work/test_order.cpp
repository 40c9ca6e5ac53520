// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <vector>

namespace accelbench {
namespace {

using Rows = std::vector<std::int64_t>;

Rows order(std::uint64_t seed, std::int64_t epoch, std::size_t rows, bool shuffle = true) {
  Rows filled(rows, -1);
  sample_order(seed, epoch, shuffle, filled);
  return filled;
}

Rows network(std::uint64_t seed, std::int64_t epoch, std::int64_t rows, std::int64_t first,
             std::int64_t last) {
  Rows visited;
  for (std::int64_t position = first; position < last; ++position) {
    visited.push_back(feistel_row(seed, epoch, rows, position));
  }
  return visited;
}

bool is_permutation_of_all(Rows rows) {
  std::ranges::sort(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] != static_cast<std::int64_t>(i)) return false;
  }
  return true;
}

// Printed by order_vectors.py, which knows the description in the guide alone.
TEST(Order, PublishedVectorsByExchange) {
  EXPECT_EQ(order(42, 0, 0), Rows{});
  EXPECT_EQ(order(42, 0, 1), Rows{0});
  EXPECT_EQ(order(42, 0, 2), (Rows{1, 0}));
  EXPECT_EQ(order(42, 1, 2), (Rows{0, 1}));
  EXPECT_EQ(order(42, 0, 5), (Rows{1, 3, 4, 0, 2}));
  EXPECT_EQ(order(42, 1, 5), (Rows{3, 2, 4, 0, 1}));
  EXPECT_EQ(order(42, 0, 10), (Rows{5, 7, 9, 0, 6, 1, 2, 3, 8, 4}));
  EXPECT_EQ(order(42, 1, 10), (Rows{3, 8, 4, 6, 1, 9, 5, 0, 2, 7}));
  const Rows seed_network = order(42, 99, 90);
  EXPECT_EQ(Rows(seed_network.begin(), seed_network.begin() + 8), (Rows{28, 68, 1, 23, 37, 64, 40, 73}));
  const Rows largest = order((std::uint64_t{1} << 63) + 5, 3, 65'536);
  EXPECT_EQ(Rows(largest.begin(), largest.begin() + 8),
            (Rows{13304, 35589, 1912, 49753, 46152, 42301, 29598, 4619}));
}

TEST(Order, PublishedVectorsByNetwork) {
  EXPECT_EQ(network(42, 0, 1, 0, 1), Rows{0});
  EXPECT_EQ(network(42, 0, 2, 0, 2), (Rows{1, 0}));
  EXPECT_EQ(network(42, 0, 5, 0, 5), (Rows{1, 4, 0, 3, 2}));
  EXPECT_EQ(network(42, 0, 17, 0, 17), (Rows{4, 12, 10, 1, 16, 9, 5, 7, 15, 13, 11, 2, 0, 14, 8, 6, 3}));
  const Rows first_of_network = {39367, 31044, 7771, 11774, 25194, 3905, 55594, 6327};
  const Rows whole = order(42, 0, 65'537);
  EXPECT_EQ(Rows(whole.begin(), whole.begin() + 8), first_of_network);
  EXPECT_EQ(network(42, 0, 65'537, 0, 8), first_of_network);
  EXPECT_EQ(network(42, 1, 65'537, 0, 8), (Rows{48103, 39408, 60251, 16928, 18204, 31960, 39320, 33267}));
  EXPECT_EQ(network(42, 7, 10'000'000, 9'999'996, 10'000'000), (Rows{3666592, 6579212, 6999890, 7768497}));
}

TEST(Order, VisitsEachRowOnce) {
  for (const std::size_t rows : {0UL, 1UL, 2UL, 3UL, 64UL, 1000UL, 65'536UL, 65'537UL, 100'000UL}) {
    EXPECT_TRUE(is_permutation_of_all(order(7, 2, rows))) << rows;
  }
  for (std::int64_t rows = 1; rows <= 70; ++rows) {
    EXPECT_TRUE(is_permutation_of_all(network(7, 2, rows, 0, rows))) << rows;
  }
}

TEST(Order, IsTheIdentityWithoutShuffle) { EXPECT_EQ(order(7, 2, 4, false), (Rows{0, 1, 2, 3})); }

TEST(Order, IsTheSameForBothWidths) {
  for (const std::size_t rows : {100UL, 70'000UL}) {
    std::vector<std::int32_t> narrow(rows);
    sample_order(5, 6, true, narrow);
    const Rows wide = order(5, 6, rows);
    EXPECT_TRUE(std::ranges::equal(narrow, wide));
  }
}

TEST(Order, DependsOnEveryBitOfSeedAndOnEpoch) {
  const Rows base = order(0, 0, 1000);
  for (int bit = 0; bit < 64; ++bit) EXPECT_NE(order(std::uint64_t{1} << bit, 0, 1000), base) << bit;
  EXPECT_NE(order(0, 1, 1000), base);
}

// Sum of (found - expected)² / expected over the cells, in deviations from its mean: for many degrees of
// freedom f it is about normal with mean f and variance 2 f. A right shuffle passes ±4 for all but 1 in 16
// 000 seeds; the seeds are fixed.
double chi_square_deviations(const std::vector<double>& counts, double expected, double freedom) {
  double sum = 0;
  for (const double count : counts) sum += (count - expected) * (count - expected) / expected;
  return (sum - freedom) / std::sqrt(2 * freedom);
}

using RowAt = std::function<std::int64_t(std::int64_t epoch, std::int64_t position)>;

// Every row should come as often at every position.
double position_deviations(std::int64_t rows, std::int64_t epochs, const RowAt& row_at) {
  std::vector<double> counts(static_cast<std::size_t>(rows * rows));
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    for (std::int64_t i = 0; i < rows; ++i) ++counts[static_cast<std::size_t>(i * rows + row_at(epoch, i))];
  }
  const double expected = static_cast<double>(epochs) / static_cast<double>(rows);
  return chi_square_deviations(counts, expected, static_cast<double>((rows - 1) * (rows - 1)));
}

// All 24 permutations of 4 rows should come as often.
double permutation_deviations(std::int64_t epochs, const RowAt& row_at) {
  std::map<Rows, double> counts;
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    Rows rows;
    for (std::int64_t i = 0; i < 4; ++i) rows.push_back(row_at(epoch, i));
    ++counts[rows];
  }
  std::vector<double> values;
  for (const auto& [rows, count] : counts) values.push_back(count);
  values.resize(24);
  return chi_square_deviations(values, static_cast<double>(epochs) / 24, 23);
}

// Neighbours in the order should not be neighbours in the data: the step from one to the next, in 64 classes.
double step_deviations(const Rows& rows) {
  std::vector<double> counts(64);
  const auto n = static_cast<std::int64_t>(rows.size());
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::int64_t step = (rows[i] - rows[i - 1] + n) % n;
    ++counts[static_cast<std::size_t>(step * 64 / n)];
  }
  return chi_square_deviations(counts, static_cast<double>(n - 1) / 64, 63);
}

// A block of the order should take as many rows from every block of the data: 32 × 32 cells.
double block_deviations(const Rows& rows) {
  std::vector<double> counts(32 * 32);
  const std::size_t n = rows.size();
  for (std::size_t i = 0; i < n; ++i) ++counts[i * 32 / n * 32 + static_cast<std::size_t>(rows[i]) * 32 / n];
  return chi_square_deviations(counts, static_cast<double>(n) / (32 * 32), 31 * 31);
}

TEST(Order, ExchangeIsAShuffle) {
  std::map<std::int64_t, Rows> drawn;
  const auto by_exchange = [&](std::size_t rows) {
    return [&, rows](std::int64_t epoch, std::int64_t position) {
      if (position == 0) drawn[0] = order(42, epoch, rows);
      return drawn[0][static_cast<std::size_t>(position)];
    };
  };
  EXPECT_NEAR(position_deviations(50, 5000, by_exchange(50)), 0, 4);
  EXPECT_NEAR(permutation_deviations(24'000, by_exchange(4)), 0, 4);
  EXPECT_NEAR(step_deviations(order(42, 0, 65'536)), 0, 4);
  EXPECT_NEAR(block_deviations(order(42, 0, 65'536)), 0, 4);
}

TEST(Order, NetworkIsAShuffle) {
  const auto by_network = [](std::int64_t rows) {
    return
        [rows](std::int64_t epoch, std::int64_t position) { return feistel_row(42, epoch, rows, position); };
  };
  EXPECT_NEAR(position_deviations(50, 5000, by_network(50)), 0, 4);
  EXPECT_NEAR(position_deviations(60, 5000, by_network(60)), 0, 4);
  for (std::int64_t epoch = 0; epoch < 4; ++epoch) {
    const Rows rows = order(42, epoch, 100'000);
    EXPECT_NEAR(step_deviations(rows), 0, 4) << epoch;
    EXPECT_NEAR(block_deviations(rows), 0, 4) << epoch;
  }
}

// Two epochs should share about one place (Poisson, mean 1): in 20 pairs 20 ± 4 · √20.
TEST(Order, EpochsAreIndependent) {
  std::int64_t same = 0;
  Rows before = order(42, 0, 70'000);
  for (std::int64_t epoch = 1; epoch <= 20; ++epoch) {
    const Rows rows = order(42, epoch, 70'000);
    for (std::size_t i = 0; i < rows.size(); ++i) same += rows[i] == before[i] ? 1 : 0;
    before = rows;
  }
  EXPECT_NEAR(static_cast<double>(same), 20, 4 * std::sqrt(20));
}

}  // namespace
}  // namespace accelbench
