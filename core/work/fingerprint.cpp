// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/fingerprint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "core/base/sha256.h"
#include "core/work/settings.h"

namespace accelbench {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are hashed as they lie in memory");

template <class Number>
void add_array(Sha256& hash, const std::string& name, std::initializer_list<std::int64_t> shape,
               std::span<const Number> values) {
  const char* type = std::is_same_v<Number, float> ? "float32" : "int32";
  hash.add(fmt::format("{} {} [{}]\n", name, type, fmt::join(shape, ", ")));
  hash.add(std::as_bytes(values));
}

void add_samples(Sha256& hash, const std::string& part, const Samples& samples, bool classes) {
  add_array(hash, "x_" + part, {samples.samples, samples.features}, samples.x);
  if (classes) {
    add_array(hash, "y_" + part, {samples.samples}, samples.labels);
  } else {
    add_array(hash, "y_" + part, {samples.samples, samples.targets}, samples.y);
  }
}

void add_layer(Sha256& hash, std::size_t number, const LayerWeights& layer) {
  const std::string name = fmt::format("layers.{}", number);
  add_array(hash, name + ".weight", {layer.units, layer.inputs}, std::span<const float>(layer.weight));
  add_array(hash, name + ".bias", {layer.units}, std::span<const float>(layer.bias));
}

// A work without validation has the same widths there: the caller of the recipe needs no special case.
Samples with_widths_of(Samples part, const Samples& train) {
  part.features = train.features;
  part.targets = train.targets;
  return part;
}

void add_data(Sha256& hash, const Work& work) {
  const bool classes = work.data.classes > 0;
  hash.add(fmt::format("classes={}\n", work.data.classes));
  add_samples(hash, "train", work.data.train, classes);
  add_samples(hash, "val", with_widths_of(work.data.validation, work.data.train), classes);
}

void add_initial_weights(Sha256& hash, const Work& work) {
  for (std::size_t k = 0; k < work.initial_weights.size(); ++k) add_layer(hash, k, work.initial_weights[k]);
}

}  // namespace

std::string fingerprint(const Work& work) {
  Sha256 hash;
  hash.add("accelbench work 1\norder philox-1\n");
  hash.add(settings_text(settings_json(work)));
  add_data(hash, work);
  add_initial_weights(hash, work);
  return hash.hex();
}

WorkParts work_parts(const Work& work) {
  Sha256 data, initial_weights;
  add_data(data, work);
  add_initial_weights(initial_weights, work);
  return {settings_text(settings_json(work)), data.hex(), initial_weights.hex()};
}

}  // namespace accelbench
