// SPDX-License-Identifier: GPL-3.0-or-later
// The writing half of safetensors.h.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <nlohmann/json.hpp>
#include <span>

#include "core/base/atomic_file.h"
#include "core/work/safetensors.h"

namespace accelbench {
namespace {

using OrderedJson = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

template <class Number>
std::span<const std::byte> bytes_of_numbers(const std::vector<Number>& numbers) {
  return std::as_bytes(std::span(numbers));
}

template <class Layer>
std::string header_of(const std::vector<Layer>& layers, std::int64_t item_bytes, const TensorTexts& texts) {
  OrderedJson header;
  for (const auto& [name, text] : texts) header["__metadata__"][name] = text;
  std::int64_t offset = 0;
  const auto add = [&](const std::string& name, std::vector<std::int64_t> shape, std::size_t items) {
    const std::int64_t end = offset + static_cast<std::int64_t>(items) * item_bytes;
    header[name] = {{"dtype", item_bytes == 8 ? "F64" : "F32"},
                    {"shape", std::move(shape)},
                    {"data_offsets", {offset, end}}};
    offset = end;
  };
  for (std::size_t k = 0; k < layers.size(); ++k) {
    add(fmt::format("layers.{}.weight", k), {layers[k].units, layers[k].inputs}, layers[k].weight.size());
    add(fmt::format("layers.{}.bias", k), {layers[k].units}, layers[k].bias.size());
  }
  std::string text = header.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

template <class Layer, class Convert>
Status write_layers(const std::filesystem::path& path, const std::vector<Layer>& layers,
                    std::int64_t item_bytes, const TensorTexts& texts, const Convert& convert) {
  auto file = AtomicFile::create(path);
  if (!file) return tl::make_unexpected(file.error());
  const std::string header = header_of(layers, item_bytes, texts);
  const std::array<std::uint64_t, 1> length = {header.size()};
  if (auto written = file->write(std::as_bytes(std::span(length))); !written) return written;
  if (auto written = file->write(header); !written) return written;
  for (const Layer& layer : layers) {
    if (auto written = file->write(bytes_of_numbers(convert(layer.weight))); !written) return written;
    if (auto written = file->write(bytes_of_numbers(convert(layer.bias))); !written) return written;
  }
  return file->commit();
}

std::string header_of(const TensorFile& content, std::int64_t item_bytes) {
  OrderedJson header;
  header["__metadata__"] = content.metadata;
  std::int64_t offset = 0;
  for (const NamedTensor& tensor : content.tensors) {
    const std::int64_t end = offset + static_cast<std::int64_t>(tensor.values.size()) * item_bytes;
    header[tensor.name] = {
        {"dtype", item_bytes == 8 ? "F64" : "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

TensorTexts plain_texts(const std::string& fingerprint) {
  return {{"format", "accelbench"}, {"fingerprint", fingerprint}};
}

std::vector<float> narrowed(const std::vector<double>& values) {
  std::vector<float> narrow(values.size());
  std::ranges::transform(values, narrow.begin(), [](double value) { return static_cast<float>(value); });
  return narrow;
}

}  // namespace

Status write_weights(const std::filesystem::path& file, const std::vector<TrainedLayer>& layers,
                     bool as_float64, const TensorTexts& texts) {
  if (as_float64) {
    return write_layers(
        file, layers, 8, texts, [](const std::vector<double>& values) -> const auto& { return values; });
  }
  return write_layers(file, layers, 4, texts,
                      [](const std::vector<double>& values) { return narrowed(values); });
}

Status write_weights(const std::filesystem::path& file, const std::vector<TrainedLayer>& layers,
                     bool as_float64, const std::string& fingerprint) {
  return write_weights(file, layers, as_float64, plain_texts(fingerprint));
}

Status write_weights(const std::filesystem::path& file, const std::vector<LayerWeights>& layers,
                     const std::string& fingerprint) {
  return write_layers(
      file, layers, 4, plain_texts(fingerprint),
      [](const std::vector<float>& values) -> const auto& { return values; });
}

Status write_tensors(const std::filesystem::path& path, const TensorFile& content) {
  auto file = AtomicFile::create(path);
  if (!file) return tl::make_unexpected(file.error());
  const std::string header = header_of(content, content.as_float64 ? 8 : 4);
  const std::array<std::uint64_t, 1> length = {header.size()};
  if (auto written = file->write(std::as_bytes(std::span(length))); !written) return written;
  if (auto written = file->write(header); !written) return written;
  for (const NamedTensor& tensor : content.tensors) {
    auto written = content.as_float64 ? file->write(bytes_of_numbers(tensor.values))
                                      : file->write(bytes_of_numbers(narrowed(tensor.values)));
    if (!written) return written;
  }
  return file->commit();
}

}  // namespace accelbench
