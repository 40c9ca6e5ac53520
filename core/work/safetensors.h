// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/work/work.h"

// Weights on disk: safetensors with `layers.K.weight` [units, inputs] and `layers.K.bias` [units], K from 0.
namespace accelbench {

/// Weights of a trained model in double; exact for float32 and float64 runs.
struct TrainedLayer {
  std::int64_t inputs = 0;
  std::int64_t units = 0;
  std::vector<double> weight;  ///< [units, inputs], C order
  std::vector<double> bias;    ///< [units]
  bool operator==(const TrainedLayer&) const = default;
};

/// Written as F64 or F32 to a temporary file, synced, renamed.
Status write_weights(const std::filesystem::path& file, const std::vector<TrainedLayer>& layers,
                     bool as_float64, const std::string& fingerprint);
Status write_weights(const std::filesystem::path& file, const std::vector<LayerWeights>& layers,
                     const std::string& fingerprint);

/// F32 and F64 files; refuses anything that is not a whole, well-formed file of such layers.
Result<std::vector<TrainedLayer>> read_weights(const std::filesystem::path& file);

}  // namespace accelbench
