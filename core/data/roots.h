// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/data/dataset.h"

namespace accelbench {

/// The file that a path of an experiment means: relative to the experiment's folder, all links followed, and
/// inside that folder or one of the allowed ones. Otherwise an error that names them and `--allow-path`.
/// `key` is the place in errors.
Result<std::filesystem::path> resolve_path(const std::string& path, const DataRoots& roots,
                                           const std::string& key);

}  // namespace accelbench
