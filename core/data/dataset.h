// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/experiment.h"

// Data sets in memory: float32 features, float32 targets or int32 classes, samples in rows.
namespace accelbench {

/// What is computed over rows goes by blocks of so many, whose results come together in their order.
inline constexpr std::int64_t rows_of_a_block = 65'536;

/// Consecutive rows of a table.
struct RowRange {
  std::int64_t first = 0;
  std::int64_t count = std::numeric_limits<std::int64_t>::max();  ///< from here on, as far as there are any

  bool holds(std::int64_t row) const { return row >= first && row - first < count; }
  /// Of so many rows.
  RowRange within(std::int64_t rows) const {
    const std::int64_t begin = std::min(first, rows);
    return {begin, std::min(count, rows - begin)};
  }
  bool operator==(const RowRange&) const = default;
};

/// A view of rows [samples, features] that keeps its storage alive; copying it copies no data. Where several
/// ranks share the rows, each holds some of them: the spans begin at row `held.first`.
struct Samples {
  std::int64_t samples = 0;  ///< of all ranks
  std::int64_t features = 0;
  std::int64_t targets = 0;              ///< columns of y; 0 for classes
  std::span<const float> x;              ///< samples × features, C order
  std::span<const float> y;              ///< samples × targets, C order; empty for classes
  std::span<const std::int32_t> labels;  ///< one class a sample; empty for targets
  std::shared_ptr<const void> storage;
  RowRange held = {};  ///< all, but where ranks share the rows

  bool is_shared() const { return held != RowRange{}; }
};

struct Dataset {
  Samples train;
  Samples validation;                      ///< samples = 0 without one
  std::int64_t classes = 0;                ///< 0 for regression
  std::vector<std::string> class_names;    ///< as found in the file, sorted; empty for numbers
  std::vector<std::string> feature_names;  ///< as found in the file
  std::vector<double> mean, deviation;     ///< of standardize, fitted on the training part; empty without it
  std::vector<std::string> target_names;   ///< as found in the file
  std::vector<std::int64_t> target_columns;  ///< csv: where the targets stand in the file, from 0
};

/// What can be said of data without loading them: for the window while editing.
struct DataShape {
  std::int64_t samples = 0;
  std::int64_t features = 0;
  std::int64_t targets = 0;             ///< 0 for classes
  std::int64_t classes = 0;             ///< 0 for regression
  std::int64_t validation_samples = 0;  ///< of separate files (data.validation); not counted in `samples`
};

/// Where relative paths start and which folders beside it may be read.
struct DataRoots {
  std::filesystem::path base_dir;
  std::vector<std::filesystem::path> allowed;
};

/// `wanted` decides where the data leave it open (npy): targets or classes, by the loss. Without it an
/// integer y of one column is taken for classes.
Result<Dataset> load_dataset(const DataSpec& spec, const DataRoots& roots,
                             std::optional<Task> wanted = std::nullopt);
Result<DataShape> data_shape(const DataSpec& spec, const DataRoots& roots,
                             std::optional<Task> wanted = std::nullopt);

/// floor(n · (1 − split)) in IEEE double, as Keras.
std::int64_t training_samples(std::int64_t samples, double validation_split);

}  // namespace accelbench
