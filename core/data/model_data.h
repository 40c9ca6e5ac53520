// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/data/standardize.h"
#include "core/data/table.h"

// Data for a trained model: its columns, its classes, and scaled as its training part was.
namespace accelbench {

/// What a model says of the data it takes.
struct ModelColumns {
  TableLike like;                  ///< origin: the file with the weights
  std::optional<Moments> moments;  ///< of the training part; none: not standardized
};

/// A table from files that a person names, told apart by how they begin: a zip archive (.npz), NumPy arrays
/// (x.npy, and y.npy with answers), IDX (images, and labels with answers; gzip, too), anything else a table
/// of text. `keys` are the names in an archive, `text` says how tables of text are written.
///
/// With Columns::features answers need not be there and are not read.
Result<Table> load_for_model(const std::vector<std::filesystem::path>& files, const ModelColumns& model,
                             Columns columns, const NpzData& keys = {}, const CsvData& text = {});

/// The data of an experiment for a model: its parts as load_dataset gives them, scaled by the model's
/// moments.
Result<Dataset> load_dataset_for_model(const DataSpec& spec, const DataRoots& roots,
                                       const ModelColumns& model);

}  // namespace accelbench
