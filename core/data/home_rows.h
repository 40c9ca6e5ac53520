// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>

#include "core/data/dataset.h"
#include "core/data/standardize.h"
#include "core/data/table.h"

// Data that several ranks share: each reads and holds its home rows, consecutive ones of the training set and
// of the validation set, in whole blocks.
namespace accelbench {

/// Of so many rows, those of one rank of `size`. Where there are fewer blocks than ranks, some have none.
RowRange home_rows(std::int64_t rows, int rank, int size, std::int64_t block = rows_of_a_block);

/// A rank's home rows as they stand in the files.
struct HomeTables {
  std::int64_t train_rows = 0, validation_rows = 0;  ///< of all ranks
  RowRange train_home, validation_home;
  Table train, validation;
};

/// Reads no other rows where the format allows it (npy, generators); of a table of text it keeps no other.
Result<HomeTables> load_home_rows(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted,
                                  int rank, int size);
/// Standardizes by the moments of all training rows, with the other ranks, which do the same.
Dataset into_dataset(HomeTables tables, bool standardized, const GatherParts& gather);

/// A data set that is whole, without the rows that are not a rank's home rows; these are no whole blocks.
Dataset keep_home_rows(const Dataset& whole, int rank, int size);

}  // namespace accelbench
