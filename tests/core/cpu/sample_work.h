// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>
#include <memory>
#include <stdexcept>
#include <vector>

#include "core/base/philox.h"
#include "core/cpu/cpu_engine.h"

// Works made by hand, so that the engine is tested without files: uniform data and weights from Philox.
namespace accelbench::testing {

/// Numbers in [low, high), a function of the stream.
inline std::vector<float> uniform(std::size_t count, std::uint64_t stream, double low, double high) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto words = Philox::words(7, stream, i);
    values[i] = static_cast<float>(low + (high - low) * uniform_double(words[0], words[1]));
  }
  return values;
}

struct SampleShape {
  std::int64_t features = 3;
  std::vector<LayerSpec> layers;
  std::int64_t samples = 8;
  std::int64_t validation = 0;
  std::int64_t classes = 0;  ///< 0: as many targets as the last layer has units
};

struct SampleStorage {
  std::vector<float> x, y;
  std::vector<std::int32_t> labels;
};

inline Samples make_samples(const SampleShape& shape, std::int64_t samples, std::uint64_t stream) {
  auto storage = std::make_shared<SampleStorage>();
  const auto count = static_cast<std::size_t>(samples);
  const std::int64_t targets = shape.classes > 0 ? 0 : shape.layers.back().units;
  storage->x = uniform(count * static_cast<std::size_t>(shape.features), stream, 0, 1);
  storage->y = uniform(count * static_cast<std::size_t>(targets), stream + 1, 0, 1);
  for (std::size_t i = 0; i < count && shape.classes > 0; ++i)
    storage->labels.push_back(static_cast<std::int32_t>(Philox::words(7, stream + 2, i)[0] %
                                                        static_cast<std::uint32_t>(shape.classes)));
  return {samples, shape.features, targets, storage->x, storage->y, storage->labels, storage};
}

/// Weights uniform in ±1 / √inputs, biases in ±0.1.
inline Work make_sample_work(const SampleShape& shape) {
  Work work;
  work.experiment.model.layers = shape.layers;
  work.data.train = make_samples(shape, shape.samples, 100);
  work.data.validation = make_samples(shape, shape.validation, 200);
  work.data.classes = shape.classes;
  std::int64_t inputs = shape.features;
  for (const LayerSpec& layer : shape.layers) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
    const std::uint64_t stream = 300 + 2 * work.initial_weights.size();
    work.initial_weights.push_back(
        {inputs, layer.units, uniform(static_cast<std::size_t>(inputs * layer.units), stream, -bound, bound),
         uniform(static_cast<std::size_t>(layer.units), stream + 1, -0.1, 0.1)});
    inputs = layer.units;
  }
  work.frozen.assign(shape.layers.size(), false);
  return work;
}

inline AcceleratorSpec cpu_accelerator(Precision precision, std::int64_t threads = 1,
                                       CpuPath path = CpuPath::automatic) {
  AcceleratorSpec accelerator;
  accelerator.id = "cpu";
  accelerator.precision = precision;
  accelerator.threads = threads;
  accelerator.path = path;
  return accelerator;
}

/// Compiled; a failure ends the test program with its message. Which path the engine chooses depends on the
/// processor's caches and the threads: who compares bits names one.
inline std::unique_ptr<Executable> compiled(const Work& work, Precision precision, std::int64_t threads = 1,
                                            CpuPath path = CpuPath::automatic) {
  auto executable = make_cpu_engine()->compile(work, cpu_accelerator(precision, threads, path));
  if (!executable) throw std::runtime_error(to_string(executable.error()));
  return std::move(*executable);
}

struct Parameters {
  std::vector<double> weight, bias;
  bool operator==(const Parameters&) const = default;
};

inline Parameters read(const Executable& executable, const Work& work, std::size_t layer) {
  const LayerWeights& initial = work.initial_weights[layer];
  Parameters parameters{std::vector<double>(initial.weight.size()), std::vector<double>(initial.bias.size())};
  executable.read_layer(layer, parameters.weight, parameters.bias);
  return parameters;
}

inline std::vector<Parameters> read_all(const Executable& executable, const Work& work) {
  std::vector<Parameters> all;
  for (std::size_t layer = 0; layer < work.initial_weights.size(); ++layer)
    all.push_back(read(executable, work, layer));
  return all;
}

inline constexpr std::int64_t whole_epoch = std::int64_t{1} << 40;

/// The sums of the next steps alone.
inline BatchSums run_steps(Executable& executable, std::int64_t steps) {
  BatchSums sums;
  executable.run_steps(steps, sums);
  return sums;
}

/// The sums of the whole validation set.
inline BatchSums evaluate(Executable& executable) {
  BatchSums sums;
  executable.evaluate(0, executable.evaluation_steps(), sums);
  return sums;
}

/// The sums of each of the first epochs.
inline std::vector<BatchSums> train(Executable& executable, std::int64_t epochs) {
  std::vector<BatchSums> sums;
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    executable.begin_epoch(epoch);
    sums.push_back(run_steps(executable, whole_epoch));
  }
  return sums;
}

}  // namespace accelbench::testing
