// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/result.h"

// Results files that were deleted lie in `.trash` beside the others for a while, so that it can be taken
// back.
namespace accelbench {

struct MovedResults {
  std::filesystem::path from, to;
};

/// One deletion: the files, what SQLite keeps beside them, their checkpoints and weights.
struct TrashedResults {
  std::vector<MovedResults> moved;
};

/// All of them or none. Refuses a file that a living program records.
Result<TrashedResults> trash_results(const std::vector<std::filesystem::path>& files);
/// Back to where they stood; a file that has taken the name meanwhile is an error, and nothing is replaced.
Status restore_results(const TrashedResults& trashed);

/// Of a results file with its checkpoints and weights.
std::int64_t bytes_with_checkpoints(const std::filesystem::path& file);
/// What lies in the trash of this folder of results.
std::int64_t trash_bytes(const std::filesystem::path& folder);
/// Removes for good what was deleted longer ago than this; how many bytes that gave.
std::int64_t empty_trash(const std::filesystem::path& folder, std::chrono::hours older_than);

}  // namespace accelbench
