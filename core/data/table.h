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

  DataShape shape() const { return {samples, features, targets, classes}; }
};

/// A table of this shape with its memory; refuses what overflows or does not fit in the machine.
Result<Table> make_table(const DataShape& shape);

/// Splits and standardizes in place: the parts are views of the table's own memory.
Result<Dataset> into_dataset(Table table, double validation_split, bool standardize);

}  // namespace accelbench
