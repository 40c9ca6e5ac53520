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
void add_experiment_arguments(CLI::App& command, ExperimentArguments& arguments);

struct OpenedExperiment {
  Experiment experiment;
  DataRoots roots;
};

/// Reads and checks; tells warnings, and each problem where it gives nothing.
std::optional<OpenedExperiment> open_experiment(const ExperimentArguments& arguments);

/// "resources/seed.accel.yaml" → "seed".
std::string stem_of(const std::string& file);

}  // namespace accelbench
