// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"

namespace accelbench {

/// Rewrites every relative path of an experiment that stood in `from` so that it names the same file seen
/// from `to`.
void move_paths(Experiment& experiment, const std::filesystem::path& from, const std::filesystem::path& to);

/// How an experiment in `folder` names a file: relative where the file lies inside the folder, absolute
/// elsewhere.
std::string path_for_experiment(const std::filesystem::path& file, const std::filesystem::path& folder);

/// Every file name of data, to change; empty ones, too.
void change_paths(DataSpec& data, const std::function<void(std::string&)>& change);
/// The files that data are read from, as the experiment names them; empty names left out.
std::vector<std::string> data_paths(const DataSpec& data);

}  // namespace accelbench
