// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/work/work.h"

// The weights that every accelerator starts from.
namespace accelbench {

/// Number i = unit · inputs + input of layer K is drawn from Philox(seed, stream(weights, K), i); biases are
/// 0. Uniform: a (2u − 1), u with 53 bits of the first two words. Normal: Box–Muller's two numbers in turn,
/// the first inside ±2; where both are outside, those of counter i + 2^48, i + 2·2^48, …; times √variance /
/// 0.87962566103423978, the deviation of a standard normal number cut at ±2 (as Keras). In double, rounded
/// once to float32.
LayerWeights draw_layer(Initializer initializer, std::uint64_t seed, std::uint32_t layer, std::int64_t inputs,
                        std::int64_t units);

/// All layers: drawn, or read where model.start_from says so (then shapes must match and every number be
/// finite).
Result<std::vector<LayerWeights>> initial_weights(const Experiment& experiment, std::int64_t features,
                                                  const DataRoots& roots);

/// Which layers are not trained; errors where start_from.freeze names none of the model's.
Result<std::vector<bool>> frozen_layers(const ModelSpec& model);

}  // namespace accelbench
