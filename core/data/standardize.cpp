// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/standardize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/parallel.h"
#include "core/data/dataset.h"

namespace accelbench {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

std::vector<std::byte> alone(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

/// Values of each rank as those of all.
template <class T>
std::vector<T> gathered(std::span<const T> own, const GatherParts& gather) {
  const std::vector<std::byte> bytes = gather(std::as_bytes(own));
  std::vector<T> all(bytes.size() / sizeof(T));
  std::memcpy(all.data(), bytes.data(), all.size() * sizeof(T));
  return all;
}

/// Some rows of a matrix, and how those of others come to them.
struct HeldColumns {
  std::span<const float> x;
  std::int64_t features;
  const GatherParts& gather;
  std::int64_t rows() const { return static_cast<std::int64_t>(x.size()) / features; }
};

// Σ over rows of term(x, column), for each column: blocks side by side, their sums added in order.
template <class Term>
std::vector<double> column_sums(const HeldColumns& of, const Term& term) {
  const std::int64_t rows = of.rows(), features = of.features;
  const std::int64_t blocks = (rows + rows_of_a_block - 1) / rows_of_a_block;
  std::vector<double> own(index(blocks * features));
  parallel_rows(rows, rows_of_a_block, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row) {
      double* sums = &own[index(row / rows_of_a_block * features)];
      const float* values = &of.x[index(row * features)];
      for (std::int64_t column = 0; column < features; ++column)
        sums[column] += term(values[column], index(column));
    }
  });
  const std::vector<double> parts = gathered<double>(own, of.gather);
  std::vector<double> sums(index(features));
  for (std::size_t i = 0; i < parts.size(); ++i) sums[i % index(features)] += parts[i];
  return sums;
}

/// Of all ranks.
std::vector<float> first_row(const HeldColumns& of) {
  auto rows = gathered<float>(of.x.first(of.rows() > 0 ? index(of.features) : 0), of.gather);
  rows.resize(index(of.features));
  return rows;
}

// Rounding in the mean would give a constant column a tiny deviation and so blow rounding up to values of 1.
std::vector<bool> varying_columns(const HeldColumns& of, const std::vector<float>& first) {
  std::vector<std::uint8_t> own(index(of.features));
  for (std::size_t i = 0; i < of.x.size(); ++i) {
    const std::size_t column = i % own.size();
    if (of.x[i] != first[column]) own[column] = 1;
  }
  const std::vector<std::uint8_t> all = gathered<std::uint8_t>(own, of.gather);
  std::vector<bool> varies(own.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] != 0) varies[i % own.size()] = true;
  return varies;
}

}  // namespace

Moments column_moments(std::span<const float> x, std::int64_t features, std::int64_t rows,
                       const GatherParts& gather) {
  const auto n = static_cast<double>(rows);
  const HeldColumns columns{x, features, gather};
  const auto first = first_row(columns);
  const auto varies = varying_columns(columns, first);
  Moments moments;
  moments.mean = column_sums(columns, [](float value, std::size_t) { return double{value}; });
  for (std::size_t c = 0; c < moments.mean.size(); ++c)
    moments.mean[c] = varies[c] ? moments.mean[c] / n : double{first[c]};
  moments.deviation = column_sums(columns, [&](float value, std::size_t column) {
    const double difference = value - moments.mean[column];
    return difference * difference;
  });
  for (std::size_t c = 0; c < moments.mean.size(); ++c) {
    const double deviation = std::sqrt(moments.deviation[c] / n);
    moments.deviation[c] = varies[c] && deviation > 0 ? deviation : 1.0;
  }
  return moments;
}

Moments column_moments(std::span<const float> x, std::int64_t features, std::int64_t rows) {
  return column_moments(x.first(index(rows * features)), features, rows, alone);
}

void scale(std::span<float> x, std::int64_t features, const Moments& moments) {
  const std::int64_t rows = static_cast<std::int64_t>(x.size()) / features;
  parallel_rows(rows, rows_of_a_block, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first * features; i < last * features; ++i) {
      const std::size_t column = index(i % features);
      x[index(i)] = static_cast<float>((x[index(i)] - moments.mean[column]) / moments.deviation[column]);
    }
  });
}

Moments standardize(std::span<float> x, std::int64_t features, std::int64_t training_rows) {
  Moments moments = column_moments(x, features, training_rows);
  scale(x, features, moments);
  return moments;
}

}  // namespace accelbench
