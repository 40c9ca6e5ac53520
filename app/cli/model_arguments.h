// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/run/model_samples.h"

namespace CLI {
class App;
}

// What the commands share that use a trained model.
namespace accelbench {

struct ModelArguments {
  std::string weights;
  std::vector<std::string> files;    ///< of samples, or ...
  std::string experiment;            ///< ... an experiment whose data are taken
  std::vector<std::string> allowed;  ///< folders beside the experiment's own that may be read
};

/// WEIGHTS, DATA..., --data and --allow-path.
void add_model_arguments(CLI::App& command, ModelArguments& arguments);

struct ModelAndSamples {
  TrainedModel model;
  std::vector<NamedSamples> parts;
};

/// Reads the weights, then the samples as the model takes them; without `answers` files need no targets or
/// classes.
Result<ModelAndSamples> open_model(const ModelArguments& arguments, bool answers);

}  // namespace accelbench
