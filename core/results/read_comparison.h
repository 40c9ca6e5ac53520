// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/base/result.h"
#include "core/results/database.h"
#include "core/results/results_file.h"

namespace accelbench {

/// Reads the tables of a comparison beside the runs that stand in `results`; a training has none of it.
/// `variants`: of the file, 0 without a sweep. Every value is checked: the file may be anybody's.
Status read_comparison(Database& database, std::size_t variants, Results& results);

/// What a results file of ours would never hold.
tl::unexpected<Error> damaged(const Database& database, const std::string& what);

/// Refuses tables with more rows than are read.
Status check_rows(Database& database, const std::string& table, std::int64_t most);

}  // namespace accelbench
