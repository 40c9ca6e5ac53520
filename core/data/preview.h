// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"

// The beginning of data as they will be read, for a person to look at: rows, columns, a picture. In bounded
// time and memory however large the data are, and even where they would be refused: what is wrong stands
// beside what was found. Before standardization.
namespace accelbench {

/// A value as it stands in the file or was made.
struct PreviewCell {
  std::string text;
  bool refused = false;  ///< missing, or no finite number where one is needed
};

enum class ColumnRole { feature, target, label };

struct PreviewColumn {
  std::string name;  ///< as in the file, or "x0", "y", "class"
  ColumnRole role = ColumnRole::feature;
  std::int64_t values = 0;          ///< that can be read, of the rows looked at
  std::int64_t missing = 0;         ///< fields without a value
  std::int64_t refused = 0;         ///< words among numbers, infinities, numbers outside float32
  std::vector<std::string> places;  ///< of the first ones missing or refused: "data.csv:17"
  // Of the values that can be read; none where there are none, and none of them for labels.
  std::optional<double> least, most, mean, deviation;  ///< deviation of the population
  /// How many values lie in each of 20 equal parts of least … most; for labels, samples of each of `labels`.
  std::vector<std::int64_t> histogram;
  std::vector<std::string> labels;  ///< the classes found, sorted as in training; at most most_labels
};

struct ImageShape {
  std::int64_t rows = 0, columns = 0;
};

struct Preview {
  static constexpr std::int64_t most_rows = 10'000;  ///< looked at
  static constexpr std::int64_t most_columns = 1'000;
  static constexpr std::size_t most_places = 5;
  static constexpr std::size_t most_points = 2'000;
  static constexpr std::size_t most_labels = 100;
  static constexpr std::size_t bins = 20;

  std::optional<std::int64_t> samples;  ///< of all the data; none where only reading all of them would tell
  std::int64_t samples_about = 0;       ///< the same, or estimated from the size of the file
  std::int64_t looked_at = 0;           ///< the first so many samples
  std::int64_t features = 0;
  std::int64_t targets = 0;            ///< 0 for classes
  std::vector<PreviewColumn> columns;  ///< the first most_columns: features, then targets or the label
  std::vector<std::vector<PreviewCell>> rows;  ///< the first ones, in the order of `columns`
  /// [plotted_rows, columns.size()]: numbers of the first samples for pictures of any two columns; of labels
  /// the number of the class; NaN for what cannot be read.
  std::vector<float> plotted;
  std::int64_t plotted_rows = 0;    ///< at most most_points
  std::optional<ImageShape> image;  ///< of one sample, where features are pixels
  std::vector<float> pixels;        ///< [rows.size(), image rows, image columns], as they are read
  std::vector<Error> problems;      ///< what would be refused, the first of each kind
};

/// Looks at the first samples and returns the first `rows` of them. Fails where nothing can be shown: no
/// file, or none of its format. `wanted` as for load_dataset. Separate validation files are looked at by
/// their own data spec.
Result<Preview> preview(const DataSpec& spec, const DataRoots& roots, std::int64_t rows,
                        std::optional<Task> wanted = std::nullopt);

}  // namespace accelbench
