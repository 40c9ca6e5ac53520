// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "core/experiment/experiment.h"

// What a model costs, from its widths alone.
namespace accelbench {

struct LayerFigures {
  std::int64_t inputs = 0;
  std::int64_t units = 0;
  std::int64_t parameters = 0;  ///< weights and biases
  std::int64_t flop_per_step =
      0;  ///< a full batch: forward, weight gradient and, but for the first layer, input gradient
  std::int64_t memory_bytes =
      0;  ///< a step in float32: its parameters, their gradients and moments, a batch of outputs and their gradients
};

struct ModelFigures {
  std::vector<LayerFigures> layers;
  std::int64_t parameters = 0;
  std::int64_t flop_per_step = 0;  ///< 4·B·ΣW + 2·B·Σ(W without the first layer)
  std::int64_t memory_bytes =
      0;  ///< a step in float32: parameters, gradients, optimizer state, activations, a batch
};

ModelFigures model_figures(const ModelSpec& model, const TrainingSpec& training, std::int64_t features);

}  // namespace accelbench
