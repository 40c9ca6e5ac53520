// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
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

/// Texts beside the tensors, by name: `__metadata__` of the format.
using TensorTexts = std::vector<std::pair<std::string, std::string>>;

/// Written as F64 or F32 to a temporary file, synced, renamed.
Status write_weights(const std::filesystem::path& file, const std::vector<TrainedLayer>& layers,
                     bool as_float64, const TensorTexts& texts);
Status write_weights(const std::filesystem::path& file, const std::vector<TrainedLayer>& layers,
                     bool as_float64, const std::string& fingerprint);
Status write_weights(const std::filesystem::path& file, const std::vector<LayerWeights>& layers,
                     const std::string& fingerprint);

/// F32 and F64 files; refuses anything that is not a whole, well-formed file of such layers. Of a checkpoint
/// of a training (metadata "format": "accelbench checkpoint …") the layers alone are taken.
Result<std::vector<TrainedLayer>> read_weights(const std::filesystem::path& file);

/// The texts of a file alone: its header is read and no tensor.
Result<std::map<std::string, std::string>> read_texts(const std::filesystem::path& file);

/// Any tensors, by name, with texts beside them: what checkpoints are made of.
struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<double> values;  ///< C order
};
struct TensorFile {
  std::map<std::string, std::string> metadata;
  bool as_float64 = false;  ///< F64, otherwise F32
  std::vector<NamedTensor> tensors;
};
/// Written to a temporary file, synced, renamed.
Status write_tensors(const std::filesystem::path& file, const TensorFile& content);
/// Refuses what is no whole safetensors file, mixed dtypes, and metadata that are no texts.
Result<TensorFile> read_tensors(const std::filesystem::path& file);

inline constexpr std::string_view checkpoint_format = "accelbench checkpoint 1";

}  // namespace accelbench
