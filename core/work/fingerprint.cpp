// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/fingerprint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "core/base/parallel.h"
#include "core/base/sha256.h"
#include "core/work/settings.h"

namespace accelbench {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are hashed as they lie in memory");

constexpr std::int64_t most_values_as_they_are = std::int64_t{1} << 24;

using Extents = std::initializer_list<std::int64_t>;

template <class Number>
std::string head_of(const std::string& name, Extents shape) {
  const char* type = std::is_same_v<Number, float> ? "float32" : "int32";
  return fmt::format("{} {} [{}]", name, type, fmt::join(shape, ", "));
}

template <class Number>
void add_array(Sha256& hash, const std::string& name, Extents shape, std::span<const Number> values) {
  hash.add(head_of<Number>(name, shape) + "\n");
  hash.add(std::as_bytes(values));
}

/// One after another, those of each block of rows.
std::vector<std::byte> digests_of(std::span<const std::byte> rows, std::size_t row_bytes) {
  const std::size_t block = static_cast<std::size_t>(rows_of_a_block) * row_bytes;
  const auto blocks = static_cast<std::int64_t>((rows.size() + block - 1) / block);
  std::vector<std::byte> digests(static_cast<std::size_t>(blocks) * Sha256::digest_bytes);
  parallel_rows(blocks, 1, [&](std::int64_t first, std::int64_t last) {
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
      Sha256 hash;
      hash.add(rows.subspan(i * block, std::min(block, rows.size() - i * block)));
      std::ranges::copy(hash.digest(), digests.begin() + static_cast<std::ptrdiff_t>(i * Sha256::digest_bytes));
    }
  });
  return digests;
}

/// Rows that ranks may share: `shape` is that of all, `held` are ours.
template <class Number>
void add_rows(Sha256& hash, const std::string& name, Extents shape, std::span<const Number> held,
              const GatherParts& gather) {
  std::int64_t row_values = 1, values = 1;
  for (const std::int64_t* extent = shape.begin(); extent != shape.end(); ++extent) {
    values *= *extent;
    if (extent != shape.begin()) row_values *= *extent;
  }
  const bool by_blocks = values > most_values_as_they_are;
  hash.add(head_of<Number>(name, shape) + (by_blocks ? fmt::format(" by {} rows\n", rows_of_a_block) : "\n"));
  const auto bytes = std::as_bytes(held);
  const auto add = [&](std::span<const std::byte> own) { gather ? hash.add(gather(own)) : hash.add(own); };
  by_blocks ? add(digests_of(bytes, static_cast<std::size_t>(row_values) * sizeof(Number))) : add(bytes);
}

void add_samples(Sha256& hash, const std::string& part, const Samples& samples, bool classes,
                 const GatherParts& gather) {
  add_rows(hash, "x_" + part, {samples.samples, samples.features}, samples.x, gather);
  if (classes) {
    add_rows(hash, "y_" + part, {samples.samples}, samples.labels, gather);
  } else {
    add_rows(hash, "y_" + part, {samples.samples, samples.targets}, samples.y, gather);
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

void add_data(Sha256& hash, const Work& work, const GatherParts& gather) {
  const bool classes = work.data.classes > 0;
  hash.add(fmt::format("classes={}\n", work.data.classes));
  add_samples(hash, "train", work.data.train, classes, gather);
  add_samples(hash, "val", with_widths_of(work.data.validation, work.data.train), classes, gather);
}

void add_initial_weights(Sha256& hash, const Work& work) {
  for (std::size_t k = 0; k < work.initial_weights.size(); ++k) add_layer(hash, k, work.initial_weights[k]);
}

}  // namespace

std::string fingerprint(const Work& work) { return fingerprint(work, {}); }

std::string fingerprint(const Work& work, const GatherParts& gather) {
  Sha256 hash;
  hash.add("accelbench work 1\norder philox-1\n");
  hash.add(settings_text(settings_json(work)));
  add_data(hash, work, gather);
  add_initial_weights(hash, work);
  return hash.hex();
}

WorkParts work_parts(const Work& work) {
  Sha256 data, initial_weights;
  add_data(data, work, {});
  add_initial_weights(initial_weights, work);
  return {settings_text(settings_json(work)), data.hex(), initial_weights.hex()};
}

}  // namespace accelbench
