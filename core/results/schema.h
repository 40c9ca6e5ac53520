// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/results/database.h"

// The tables of a results file, described for other programs in resources/guide/results.md.
namespace accelbench {

inline constexpr std::int64_t results_application_id =
    0x41434C42;                                            ///< "ACLB", in the header of the SQLite file
inline constexpr std::int64_t results_version = 3;         ///< user_version; raised when a table changes
inline constexpr std::int64_t oldest_results_version = 1;  ///< that is still read
inline constexpr std::int64_t version_with_variants = 2;
inline constexpr std::int64_t version_with_comparisons = 3;

/// Columns of `epochs` that hold metrics: the names of Metric in their order, then the same with "val_".
std::vector<std::string> metric_columns();
/// Those columns, separated by commas.
std::string metric_column_list();

/// Makes the tables in a new file.
Status create_schema(Database& database);
/// The version of a results file of ours by its header and the shape of its tables: quick, and enough to read
/// a few values. Says what to do where it is none.
Result<std::int64_t> check_shape(Database& database);
/// The version of a whole results file that this program reads; says what to do where it is none.
Result<std::int64_t> check_schema(Database& database);

}  // namespace accelbench
