// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

#include "core/base/result.h"
#include "core/results/database.h"
#include "core/results/results_file.h"

namespace accelbench {

/// What a list shows of a results file, read from its database. The caller has checked that it is one of this
/// `version`; an error where it is damaged.
Result<ResultsEntry> read_entry(Database& database, std::int64_t version, const std::filesystem::path& file);

}  // namespace accelbench
