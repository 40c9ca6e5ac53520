// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/initial_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/pages.h"
#include "core/base/parallel.h"
#include "core/base/philox.h"
#include "core/base/repeatable_math.h"
#include "core/data/roots.h"
#include "core/work/safetensors.h"

namespace accelbench {
namespace {

constexpr double cut_deviation = 0.87962566103423978;

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Distribution {
  bool uniform;
  double variance;
};

Distribution distribution_of(Initializer initializer, double inputs, double units) {
  switch (initializer) {
    case Initializer::glorot_uniform:
      return {true, 2 / (inputs + units)};
    case Initializer::glorot_normal:
      return {false, 2 / (inputs + units)};
    case Initializer::he_uniform:
      return {true, 2 / inputs};
    case Initializer::he_normal:
      return {false, 2 / inputs};
    case Initializer::lecun_normal:
      return {false, 1 / inputs};
  }
  return {true, 0};
}

double cut_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t number) {
  for (std::uint64_t attempt = 0; attempt < 16; ++attempt) {
    for (const double value : repeatable::normals(Philox::words(seed, stream, number + (attempt << 48)))) {
      if (std::fabs(value) <= 2) return value;
    }
  }
  return 0;  // a chance of 10^-43
}

using Layers = std::vector<std::int64_t>;

Layers layers_taken(const StartFrom& start, std::size_t in_file) {
  if (!start.layers.empty()) return start.layers;
  Layers all(in_file);
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

Status check_layer_number(std::int64_t layer, std::size_t layers, const char* key) {
  if (layer >= 0 && index(layer) < layers) return {};
  return bad_input(key, fmt::format("layer {} found; the model has layers 0 to {}", layer, layers - 1));
}

Status check_counts(const StartFrom& start, const std::string& file, std::size_t in_file,
                    std::size_t in_model) {
  if (!start.layers.empty() || in_file == in_model) return {};
  return bad_input("model.start_from", fmt::format("{} has {} layers, the model {}", file, in_file, in_model),
                   "name the layers to take: layers: [0, 1]");
}

bool all_finite_floats(const std::vector<double>& values) {
  for (const double value : values) {
    if (!(std::fabs(value) <= std::numeric_limits<float>::max())) return false;
  }
  return true;
}

Status take_layer(const std::string& file, std::int64_t number, const std::vector<TrainedLayer>& trained,
                  LayerWeights& layer) {
  if (index(number) >= trained.size()) {
    return bad_input("model.start_from.layers",
                     fmt::format("layer {} is not in {}, which has {}", number, file, trained.size()));
  }
  const TrainedLayer& found = trained[index(number)];
  if (found.inputs != layer.inputs || found.units != layer.units) {
    return bad_input("model.start_from",
                     fmt::format("layers.{}.weight of {} has shape [{}, {}], the model needs [{}, {}]",
                                 number, file, found.units, found.inputs, layer.units, layer.inputs),
                     "use the widths of the earlier training, or take fewer layers");
  }
  if (!all_finite_floats(found.weight) || !all_finite_floats(found.bias)) {
    return bad_input("model.start_from",
                     fmt::format("layer {} of {} has numbers that are not finite in float32", number, file),
                     "start from weights of a training that did not diverge");
  }
  std::ranges::transform(found.weight, layer.weight.begin(),
                         [](double value) { return static_cast<float>(value); });
  std::ranges::transform(found.bias, layer.bias.begin(),
                         [](double value) { return static_cast<float>(value); });
  return {};
}

Status start_from(const StartFrom& start, const DataRoots& roots, std::vector<LayerWeights>& layers) {
  const auto path = resolve_path(start.path, roots, "model.start_from.path");
  if (!path) return tl::make_unexpected(path.error());
  const auto trained = read_weights(*path);
  if (!trained) return tl::make_unexpected(trained.error());
  if (auto same = check_counts(start, path->string(), trained->size(), layers.size()); !same) return same;
  for (const std::int64_t number : layers_taken(start, trained->size())) {
    if (auto known = check_layer_number(number, layers.size(), "model.start_from.layers"); !known)
      return known;
    if (auto taken = take_layer(path->string(), number, *trained, layers[index(number)]); !taken)
      return taken;
  }
  return {};
}

Status check_memory(const ModelSpec& model, std::int64_t features) {
  std::int64_t inputs = features;
  std::int64_t total = 0;
  for (const LayerSpec& layer : model.layers) {
    const auto weights = bytes_of(inputs, layer.units, "model.layers");
    if (!weights) return tl::make_unexpected(weights.error());
    const auto bytes = bytes_of(*weights, 4, "model.layers");
    if (!bytes) return tl::make_unexpected(bytes.error());
    if (__builtin_add_overflow(total, *bytes, &total))
      return bad_input("model.layers", "the weights fit in no machine");
    inputs = layer.units;
  }
  auto fits = fits_in_memory(total, "model.layers");
  if (!fits) fits.error().fix = "use fewer units";
  return fits;
}

}  // namespace

LayerWeights draw_layer(Initializer initializer, std::uint64_t seed, std::uint32_t layer, std::int64_t inputs,
                        std::int64_t units) {
  LayerWeights drawn{inputs, units, std::vector<float>(index(inputs * units)),
                     std::vector<float>(index(units))};
  const auto [uniform, variance] =
      distribution_of(initializer, static_cast<double>(inputs), static_cast<double>(units));
  const std::uint64_t stream = random_stream(RandomUse::weights, layer);
  const double scale = uniform ? std::sqrt(3 * variance) : std::sqrt(variance) / cut_deviation;
  parallel_rows(inputs * units, 16'384, [&, uniform = uniform](std::int64_t first, std::int64_t last) {
    for (auto i = static_cast<std::uint64_t>(first); i < static_cast<std::uint64_t>(last); ++i) {
      const auto words = Philox::words(seed, stream, i);
      const double number =
          uniform ? 2 * uniform_double(words[0], words[1]) - 1 : cut_normal(seed, stream, i);
      drawn.weight[i] = static_cast<float>(scale * number);
    }
  });
  return drawn;
}

Result<std::vector<LayerWeights>> initial_weights(const Experiment& experiment, std::int64_t features,
                                                  const DataRoots& roots) {
  const ModelSpec& model = experiment.model;
  if (auto fits = check_memory(model, features); !fits) return tl::make_unexpected(fits.error());
  std::vector<LayerWeights> layers;
  std::int64_t inputs = features;
  for (const LayerSpec& layer : model.layers) {
    const auto number = static_cast<std::uint32_t>(layers.size());
    layers.push_back(draw_layer(model.initializer, experiment.training.seed, number, inputs, layer.units));
    inputs = layer.units;
  }
  if (model.start_from) {
    if (auto started = start_from(*model.start_from, roots, layers); !started)
      return tl::make_unexpected(started.error());
  }
  return layers;
}

Result<std::vector<bool>> frozen_layers(const ModelSpec& model) {
  std::vector<bool> frozen(model.layers.size(), false);
  if (!model.start_from) return frozen;
  for (const std::int64_t layer : model.start_from->freeze) {
    if (auto known = check_layer_number(layer, frozen.size(), "model.start_from.freeze"); !known) {
      return tl::make_unexpected(known.error());
    }
    frozen[index(layer)] = true;
  }
  return frozen;
}

}  // namespace accelbench
