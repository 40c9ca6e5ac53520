// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/data/standardize.h"

namespace accelbench {
namespace {

constexpr const char* purpose = "data";

Result<Pages> reserve(std::int64_t rows, std::int64_t columns) {
  const auto bytes = bytes_of(rows, columns * 4, purpose);
  if (!bytes) return tl::make_unexpected(bytes.error());
  return Pages::reserve(*bytes, purpose);
}

Status check_size(const DataShape& shape) {
  constexpr std::int64_t most_columns = std::int64_t{1} << 31;
  if (shape.features > most_columns || shape.targets > most_columns) {
    return bad_input(purpose, fmt::format("{} features and {} targets found, at most {} of each expected",
                                          shape.features, shape.targets, most_columns));
  }
  const std::int64_t columns = shape.features + shape.targets + (shape.classes > 0 ? 1 : 0);
  const auto bytes = bytes_of(shape.samples, columns * 4, purpose);
  if (!bytes) return tl::make_unexpected(bytes.error());
  return fits_in_memory(*bytes, purpose);
}

Samples rows_of(const std::shared_ptr<const Table>& table, std::int64_t first, std::int64_t last) {
  const auto part = [&](auto all, std::int64_t width) {
    return all.subspan(static_cast<std::size_t>(first * width),
                       static_cast<std::size_t>((last - first) * width));
  };
  Samples samples{last - first, table->features, table->targets, {}, {}, {}, table};
  samples.x = part(table->x.as<const float>(), table->features);
  if (table->classes > 0) {
    samples.labels = part(table->labels.as<const std::int32_t>(), 1);
  } else {
    samples.y = part(table->y.as<const float>(), table->targets);
  }
  return samples;
}

Status check_split(std::int64_t samples, std::int64_t train, double validation_split) {
  if (samples == 0) return bad_input(purpose, "no samples found, at least one expected");
  if (validation_split == 0 || (train > 0 && train < samples)) return {};
  return bad_input(
      "data.validation_split",
      fmt::format("{} of {} samples leave {} to train and {} to validate; at least one of each is needed",
                  validation_split, samples, train, samples - train),
      "use more samples, or another share, or 0 for no validation");
}

}  // namespace

std::int64_t training_samples(std::int64_t samples, double validation_split) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(samples) * (1.0 - validation_split)));
}

Result<Table> make_table(const DataShape& shape) {
  if (auto fits = check_size(shape); !fits) return tl::make_unexpected(fits.error());
  auto x = reserve(shape.samples, shape.features);
  if (!x) return tl::make_unexpected(x.error());
  auto y = reserve(shape.samples, shape.classes > 0 ? 0 : shape.targets);
  if (!y) return tl::make_unexpected(y.error());
  auto labels = reserve(shape.samples, shape.classes > 0 ? 1 : 0);
  if (!labels) return tl::make_unexpected(labels.error());
  return Table{shape.samples,
               shape.features,
               shape.targets,
               shape.classes,
               std::move(*x),
               std::move(*y),
               std::move(*labels),
               {},
               {},
               {},
               {}};
}

TableLike like_of(const Table& table, std::string origin) {
  return {std::move(origin),  table.shape(),        table.feature_names,
          table.target_names, table.target_columns, table.class_names};
}

Status check_like(const DataShape& shape, const TableLike& like, Columns columns, const std::string& place) {
  const auto refuse = [&](std::int64_t found, std::int64_t expected, const char* what) {
    return bad_input(place,
                     fmt::format("{} {} found, {} expected as in {}", found, what, expected, like.origin));
  };
  if (shape.features != like.shape.features) return refuse(shape.features, like.shape.features, "features");
  if (columns == Columns::features) return {};
  if ((shape.classes > 0) != (like.shape.classes > 0)) {
    return bad_input(place,
                     fmt::format("{} found, {} expected as in {}", shape.classes > 0 ? "classes" : "targets",
                                 shape.classes > 0 ? "targets" : "classes", like.origin));
  }
  if (shape.targets == like.shape.targets) return {};
  return refuse(shape.targets, like.shape.targets, "targets");
}

Dataset described(Table& table) {
  Dataset dataset;
  dataset.classes = table.classes;
  dataset.class_names = std::move(table.class_names);
  dataset.feature_names = std::move(table.feature_names);
  dataset.target_names = std::move(table.target_names);
  dataset.target_columns = std::move(table.target_columns);
  return dataset;
}

Result<std::int64_t> split_rows(std::int64_t samples, double validation_split) {
  const std::int64_t train = training_samples(samples, validation_split);
  if (auto split = check_split(samples, train, validation_split); !split)
    return tl::make_unexpected(split.error());
  return train;
}

Samples all_rows(Table table) {
  const std::int64_t samples = table.samples;
  return rows_of(std::make_shared<const Table>(std::move(table)), 0, samples);
}

Result<Dataset> into_dataset(Table table, double validation_split, bool standardized) {
  const auto train = split_rows(table.samples, validation_split);
  if (!train) return tl::make_unexpected(train.error());
  Dataset dataset = described(table);
  if (standardized) {
    auto moments = standardize(table.x.as<float>(), table.features, *train);
    dataset.mean = std::move(moments.mean);
    dataset.deviation = std::move(moments.deviation);
  }
  const auto shared = std::make_shared<const Table>(std::move(table));
  dataset.train = rows_of(shared, 0, *train);
  dataset.validation = rows_of(shared, *train, shared->samples);
  return dataset;
}

Result<Dataset> into_dataset(Table train, Table validation, bool standardized) {
  Dataset dataset = described(train);
  dataset.classes = std::max(train.classes, validation.classes);
  if (standardized) {
    auto moments = standardize(train.x.as<float>(), train.features, train.samples);
    scale(validation.x.as<float>(), validation.features, moments);
    dataset.mean = std::move(moments.mean);
    dataset.deviation = std::move(moments.deviation);
  }
  dataset.train = all_rows(std::move(train));
  dataset.validation = all_rows(std::move(validation));
  return dataset;
}

}  // namespace accelbench
