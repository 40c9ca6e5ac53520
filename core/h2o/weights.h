// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/h2o/configuration.h"
#include "core/h2o/rest.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"

// Weights to the server before a training and back after it.
namespace accelbench::h2o {

/// Names of the frames that hold initial weights and biases, one of each a layer.
struct WeightFrames {
  std::vector<std::string> weights;
  std::vector<std::string> biases;
};

/// The layer as the server has it: one logit becomes two outputs, of which each gets half with opposite sign.
LayerWeights there(const LayerWeights& layer, bool two_outputs_for_one);
/// And back: the difference of the two.
TrainedLayer here(const TrainedLayer& layer, bool two_outputs_for_one);

/// Sends the initial weights as frames `prefix` + "w0", "b0", …
Result<WeightFrames> send_weights(Rest& rest, const Work& work, const Configuration& configuration,
                                  const std::string& prefix);

/// The weights that the model has now.
Result<std::vector<TrainedLayer>> fetch_weights(Rest& rest, const Work& work,
                                                const Configuration& configuration, const std::string& model);

}  // namespace accelbench::h2o
