// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>

#include "core/experiment/experiment.h"

namespace accelbench {

/// Rewrites every relative path of an experiment that stood in `from` so that it names the same file seen
/// from `to`.
void move_paths(Experiment& experiment, const std::filesystem::path& from, const std::filesystem::path& to);

/// How an experiment in `folder` names a file: relative where the file lies inside the folder, absolute
/// elsewhere.
std::string path_for_experiment(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace accelbench
