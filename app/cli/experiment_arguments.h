// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"

namespace CLI {
class App;
}

// What the commands share that take an experiment.
namespace accelbench {

struct ExperimentArguments {
  std::string file;
  std::vector<std::string> settings;  ///< KEY=VALUE
  std::vector<std::string> allowed;   ///< folders beside the experiment's own that may be read
};

/// EXPERIMENT, --set and --allow-path.
void add_experiment_arguments(CLI::App& command, ExperimentArguments& arguments, bool required = true);

struct OpenedExperiment {
  Experiment experiment;
  DataRoots roots;
};

/// Reads and checks; tells warnings, and each problem where it gives nothing.
std::optional<OpenedExperiment> open_experiment(const ExperimentArguments& arguments);

/// The same of an experiment's text, as results hold it: its relative paths begin beside `file`, which names
/// it in messages.
std::optional<OpenedExperiment> open_experiment_text(const ExperimentArguments& arguments,
                                                     const std::string& text, const std::string& file);

/// What the experiment of this file may read: its own folder, those allowed on the command line, and those
/// that the user's settings trust.
DataRoots roots_of(const std::string& file, const std::vector<std::string>& allowed);

/// "resources/seed.accel.yaml" → "seed".
std::string stem_of(const std::string& file);

}  // namespace accelbench
