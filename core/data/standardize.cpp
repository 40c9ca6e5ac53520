// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/standardize.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"

namespace accelbench {
namespace {

constexpr std::int64_t block_rows = 65'536;

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

// Σ over rows of term(x, column), for each column: blocks side by side, their sums added in order.
template <class Term>
std::vector<double> column_sums(std::span<const float> x, std::int64_t features, std::int64_t rows,
                                const Term& term) {
  const std::int64_t blocks = (rows + block_rows - 1) / block_rows;
  std::vector<double> parts(index(blocks * features));
  parallel_rows(rows, block_rows, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row) {
      double* sums = &parts[index(row / block_rows * features)];
      const float* values = &x[index(row * features)];
      for (std::int64_t column = 0; column < features; ++column)
        sums[column] += term(values[column], index(column));
    }
  });
  std::vector<double> sums(index(features));
  for (std::size_t i = 0; i < parts.size(); ++i) sums[i % index(features)] += parts[i];
  return sums;
}

// Rounding in the mean would give a constant column a tiny deviation and so blow rounding up to values of 1.
std::vector<bool> varying_columns(std::span<const float> x, std::int64_t features, std::int64_t rows) {
  std::vector<bool> varies(index(features), false);
  for (std::size_t i = 0; i < index(rows * features); ++i) {
    const std::size_t column = i % index(features);
    if (x[i] != x[column]) varies[column] = true;
  }
  return varies;
}

}  // namespace

Moments column_moments(std::span<const float> x, std::int64_t features, std::int64_t rows) {
  const auto n = static_cast<double>(rows);
  const auto varies = varying_columns(x, features, rows);
  Moments moments;
  moments.mean = column_sums(x, features, rows, [](float value, std::size_t) { return double{value}; });
  for (std::size_t c = 0; c < moments.mean.size(); ++c)
    moments.mean[c] = varies[c] ? moments.mean[c] / n : double{x[c]};
  moments.deviation = column_sums(x, features, rows, [&](float value, std::size_t column) {
    const double difference = value - moments.mean[column];
    return difference * difference;
  });
  for (std::size_t c = 0; c < moments.mean.size(); ++c) {
    const double deviation = std::sqrt(moments.deviation[c] / n);
    moments.deviation[c] = varies[c] && deviation > 0 ? deviation : 1.0;
  }
  return moments;
}

void scale(std::span<float> x, std::int64_t features, const Moments& moments) {
  const std::int64_t rows = static_cast<std::int64_t>(x.size()) / features;
  parallel_rows(rows, block_rows, [&](std::int64_t first, std::int64_t last) {
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
