// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/pages.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

// What a source of data fills: all samples in the order of the source, before split and standardization.
namespace accelbench {

struct Table {
  std::int64_t samples = 0;
  std::int64_t features = 0;
  std::int64_t targets = 0;  ///< 0 for classes
  std::int64_t classes = 0;  ///< 0 for regression
  Pages x;                   ///< float32 [samples, features]
  Pages y;                   ///< float32 [samples, targets]
  Pages labels;              ///< int32 [samples] for classes
  std::vector<std::string> class_names;
  std::vector<std::string> feature_names;
  std::vector<std::string> target_names;
  std::vector<std::int64_t> target_columns;  ///< csv: where the targets stand in the file

  DataShape shape() const { return {samples, features, targets, classes}; }
};

/// A table of this shape with its memory; refuses what overflows or does not fit in the machine.
Result<Table> make_table(const DataShape& shape);

/// What a second table must agree with: the training part's, or that of a trained model.
struct TableLike {
  std::string origin;  ///< where it is told, for messages: a file
  DataShape shape;
  std::vector<std::string> feature_names;  ///< empty: not known
  std::vector<std::string> target_names;
  std::vector<std::int64_t> target_columns;
  std::vector<std::string> class_names;  ///< empty: 0 … classes − 1
};
TableLike like_of(const Table& table, std::string origin);
/// Which columns of a file are read for one like another.
enum class Columns { same, features_and_targets, features };
/// Refuses, at `place` and with like.origin, another width, and targets in place of classes. The number of
/// classes may differ.
Status check_like(const DataShape& shape, const TableLike& like, Columns columns, const std::string& place);

/// Rows to train, the first ones; refuses a split that leaves none to train or, where it is not 0, to
/// validate.
Result<std::int64_t> split_rows(std::int64_t samples, double validation_split);
/// Splits and standardizes in place: the parts are views of the table's own memory.
Result<Dataset> into_dataset(Table table, double validation_split, bool standardize);
/// Two tables of equal shape, standardized by the moments of the first; classes of both are counted.
Result<Dataset> into_dataset(Table train, Table validation, bool standardize);
/// All rows as they are, for the life of the samples.
Samples all_rows(Table table);
/// What is said of the data as a whole, without rows.
Dataset described(Table& table);

}  // namespace accelbench
