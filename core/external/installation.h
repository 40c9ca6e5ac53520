// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/external/engine_state.h"

// An environment of an engine's own in the user's data folder, from the user's own package index.
namespace accelbench {

/// resources/runners/requirements/NAME.json.
struct Requirements {
  std::vector<std::string> packages;   ///< as pip takes them: "keras>=3.5,<4"
  std::vector<std::string> arguments;  ///< further ones for pip
  double download_mb = 0;
  double disk_mb = 0;
  std::string python;  ///< ">=3.10"
};
Result<Requirements> read_requirements(const std::filesystem::path& file);
/// Those of an engine, beside our programs in Python.
Result<Requirements> requirements_of(EngineKind engine);

struct InstallationPlan {
  EngineKind engine = EngineKind::keras;
  Requirements requirements;
  std::filesystem::path python;  ///< the environment is made of
  std::string python_version;
  std::filesystem::path folder;  ///< where it will be; what is there is replaced
  bool replaces = false;
};
/// Looks whether it can be done: a Python that is new enough and can make environments (`python`; empty:
/// python3 of PATH), and space on the disk. Changes nothing.
Result<InstallationPlan> plan_installation(EngineKind engine, const std::filesystem::path& python = {});

/// Lines for a person, as they come: "Downloading numpy-2.4.6-…whl (16.9 MB)".
using InstallationProgress = std::function<void(std::string_view line)>;
/// Blocks for minutes. Everything is made beside the folder and put there when the engine could be imported;
/// whatever happens before leaves what was there as it was, and can be repeated.
Result<EngineState> install(const InstallationPlan& plan, const InstallationProgress& progress,
                            const std::stop_token& stop);

/// Removes the engine's own environment; an error where there is none.
Status remove_environment(EngineKind engine);

}  // namespace accelbench
