// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>

#include "core/base/result.h"
#include "core/data/table.h"

// Data from two NumPy arrays: x [samples, features]; y [samples] or [samples, targets]. In a file each, or in
// an archive of numpy.savez.
namespace accelbench {

/// Classes need an integer y of one column, values from 0; their number is the largest value + 1, at least 2.
/// Without `wanted` such a y is taken for classes, any other for targets.
/// Of these rows alone, where they are adjacent in the file; their number of classes is that of the rows.
Result<Table> load_npy(const std::filesystem::path& x, const std::filesystem::path& y,
                       std::optional<Task> wanted, RowRange range = {});

/// Reads the heads alone, and y where it holds classes.
Result<DataShape> npy_shape(const std::filesystem::path& x, const std::filesystem::path& y,
                            std::optional<Task> wanted);

/// The same of two members of an archive (keys.x + ".npy", …); keys.path is not looked at. Sizes, places and
/// checksums of the archive are held to what is found; nothing is unpacked but into the table.
Result<Table> load_npz(const std::filesystem::path& path, const NpzData& keys, std::optional<Task> wanted);
Result<DataShape> npz_shape(const std::filesystem::path& path, const NpzData& keys,
                            std::optional<Task> wanted);

}  // namespace accelbench
