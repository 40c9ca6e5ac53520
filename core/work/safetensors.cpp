// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>

#include "core/base/input_file.h"
#include "core/base/pages.h"
#include "core/base/text_file.h"

namespace accelbench {
namespace {

using Header = nlohmann::json;

static_assert(std::endian::native == std::endian::little, "numbers are read as they lie in memory");

constexpr std::int64_t most_header_bytes = 100'000'000;  // the format's own limit

struct Tensor {
  std::string name;
  std::int64_t item_bytes = 4;
  std::vector<std::int64_t> shape;
  std::int64_t begin = 0, end = 0;
};

// The library keeps the last of equal keys; such a file is ambiguous and refused.
std::optional<Header> parse_without_duplicates(const std::string& text) {
  std::vector<std::set<std::string>> keys;
  bool unique = true;
  const auto check = [&](int, Header::parse_event_t event, Header& parsed) {
    if (event == Header::parse_event_t::object_start) keys.emplace_back();
    if (event == Header::parse_event_t::object_end) keys.pop_back();
    if (event == Header::parse_event_t::key)
      unique = unique && keys.back().insert(parsed.get<std::string>()).second;
    return true;
  };
  Header json = Header::parse(text, check, false);
  if (json.is_discarded() || !json.is_object() || !unique) return std::nullopt;
  return json;
}

std::optional<std::vector<std::int64_t>> integers(const Header& tensor, const char* key) {
  const auto found = tensor.find(key);
  if (found == tensor.end() || !found->is_array() || found->size() > 8) return std::nullopt;
  std::vector<std::int64_t> values;
  for (const Header& value : *found) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > std::uint64_t{1} << 62)
      return std::nullopt;
    values.push_back(value.get<std::int64_t>());
  }
  return values;
}

std::optional<std::int64_t> bytes_of_shape(const Tensor& tensor) {
  std::int64_t bytes = tensor.item_bytes;
  for (const std::int64_t extent : tensor.shape) {
    if (__builtin_mul_overflow(bytes, extent, &bytes)) return std::nullopt;
  }
  return bytes;
}

Result<Tensor> read_tensor(const std::string& place, const std::string& name, const Header& json) {
  const auto refuse = [&](const std::string& what) {
    return bad_input(place, "tensor " + in_quotes(name) + ": " + what, "make the file again");
  };
  if (!json.is_object() || json.size() != 3) return refuse("dtype, shape and data_offsets expected");
  const auto dtype = json.find("dtype");
  if (dtype == json.end() || (*dtype != "F32" && *dtype != "F64"))
    return refuse("a dtype other than F32 and F64 found");
  const auto shape = integers(json, "shape");
  const auto offsets = integers(json, "data_offsets");
  if (!shape || !offsets || offsets->size() != 2)
    return refuse("shape and data_offsets are lists of whole numbers");
  Tensor tensor{name, *dtype == "F64" ? 8 : 4, *shape, (*offsets)[0], (*offsets)[1]};
  if (tensor.end < tensor.begin || bytes_of_shape(tensor) != tensor.end - tensor.begin) {
    return refuse(fmt::format("data_offsets [{}, {}] do not hold its shape", tensor.begin, tensor.end));
  }
  return tensor;
}

struct LayerTensors {
  std::optional<Tensor> weight, bias;
};
using Plan = std::map<std::int64_t, LayerTensors>;

// "layers.K.weight" or "layers.K.bias", K without leading zeros.
bool place_tensor(Tensor tensor, Plan& plan) {
  std::int64_t number = 0;
  constexpr std::string_view start = "layers.";
  if (!tensor.name.starts_with(start)) return false;
  const char* const end = tensor.name.data() + tensor.name.size();
  const auto [stop, error] = std::from_chars(tensor.name.data() + start.size(), end, number);
  const std::string_view rest(stop, static_cast<std::size_t>(end - stop));
  if (error != std::errc() || tensor.name != fmt::format("layers.{}{}", number, rest) || number < 0)
    return false;
  if (rest == ".weight" && tensor.shape.size() == 2)
    plan[number].weight = std::move(tensor);
  else if (rest == ".bias" && tensor.shape.size() == 1)
    plan[number].bias = std::move(tensor);
  else
    return false;
  return true;
}

Status check_layer(const std::string& place, std::int64_t k, const LayerTensors& layer, std::int64_t inputs) {
  if (!layer.weight || !layer.bias) {
    return bad_input(place, fmt::format("layers.{}.{} is missing", k, layer.weight ? "bias" : "weight"));
  }
  const auto& shape = layer.weight->shape;
  if (shape[0] < 1 || shape[1] < 1) return bad_input(place, fmt::format("layers.{}.weight is empty", k));
  if (layer.bias->shape[0] != shape[0]) {
    return bad_input(
        place, fmt::format("layers.{}.bias has {} units, its weight {}", k, layer.bias->shape[0], shape[0]));
  }
  if (k > 0 && shape[1] != inputs) {
    return bad_input(place, fmt::format("layers.{}.weight takes {} inputs, the layer before has {} units", k,
                                        shape[1], inputs));
  }
  return {};
}

Status check_plan(const std::string& place, const Plan& plan) {
  if (plan.empty()) return bad_input(place, "no layers found, layers.0.weight and layers.0.bias expected");
  std::int64_t next = 0;
  std::int64_t inputs = 0;
  for (const auto& [k, layer] : plan) {
    if (k != next++) return bad_input(place, fmt::format("layers.{} is missing", next - 1));
    if (auto good = check_layer(place, k, layer, inputs); !good) return good;
    inputs = layer.weight->shape[0];
  }
  return {};
}

// The tensors must cover the data once, without holes and overlaps, as the format demands.
Status check_cover(const std::string& place, const std::map<std::int64_t, std::int64_t>& ranges,
                   std::size_t tensors, std::int64_t data_bytes) {
  std::int64_t reached = 0;
  bool whole = ranges.size() == tensors;
  for (const auto& [begin, end] : ranges) {
    whole = whole && begin == reached;
    reached = end;
  }
  if (whole && reached == data_bytes) return {};
  return bad_input(place,
                   fmt::format("the tensors do not cover the file's {} bytes of data once each", data_bytes),
                   "make the file again: it is not whole");
}

bool is_of_checkpoint(const Header& header) {
  const auto metadata = header.find("__metadata__");
  if (metadata == header.end() || !metadata->is_object()) return false;
  const auto format = metadata->find("format");
  return format != metadata->end() && format->is_string() &&
         format->get_ref<const std::string&>().starts_with("accelbench checkpoint ");
}

Result<Plan> make_plan(const std::string& place, const Header& header, std::int64_t data_bytes) {
  const bool has_more = is_of_checkpoint(header);
  Plan plan;
  std::map<std::int64_t, std::int64_t> ranges;
  std::size_t tensors = 0;
  for (const auto& [name, json] : header.items()) {
    if (name == "__metadata__") continue;
    auto tensor = read_tensor(place, name, json);
    if (!tensor) return tl::make_unexpected(tensor.error());
    ++tensors;
    ranges[tensor->begin] = tensor->end;
    if (!place_tensor(std::move(*tensor), plan) && !has_more) {
      return bad_input(place,
                       "tensor " + in_quotes(name) +
                           " found; layers.K.weight [units, inputs] and layers.K.bias [units] expected",
                       "rename the tensors");
    }
  }
  if (auto covered = check_cover(place, ranges, tensors, data_bytes); !covered)
    return tl::make_unexpected(covered.error());
  if (auto good = check_plan(place, plan); !good) return tl::make_unexpected(good.error());
  return plan;
}

Result<Header> read_header(InputFile& file) {
  const std::string place = file.path().string();
  std::array<std::uint64_t, 1> length{};
  if (auto read = file.read_exactly(std::as_writable_bytes(std::span(length))); !read)
    return tl::make_unexpected(read.error());
  const auto most = static_cast<std::uint64_t>(std::min(most_header_bytes, file.size() - 8));
  if (length[0] < 2 || length[0] > most) {
    return bad_input(place, fmt::format("a header of {} bytes found, 2 to {} expected", length[0], most),
                     "this is no safetensors file, or it is not whole");
  }
  std::string text(static_cast<std::size_t>(length[0]), '\0');
  if (auto read = file.read_exactly(std::as_writable_bytes(std::span(text))); !read)
    return tl::make_unexpected(read.error());
  auto json = text.front() == '{' ? parse_without_duplicates(text) : std::nullopt;
  if (!json)
    return bad_input(place, "the header is no JSON object, or names something twice", "make the file again");
  return std::move(*json);
}

std::vector<double> numbers_at(std::span<const std::byte> data, const Tensor& tensor) {
  const auto bytes = data.subspan(static_cast<std::size_t>(tensor.begin),
                                  static_cast<std::size_t>(tensor.end - tensor.begin));
  std::vector<double> values(bytes.size() / static_cast<std::size_t>(tensor.item_bytes));
  if (tensor.item_bytes == 8) {
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  std::vector<float> narrow(values.size());
  std::memcpy(narrow.data(), bytes.data(), bytes.size());
  return {narrow.begin(), narrow.end()};
}

}  // namespace

Result<std::vector<TrainedLayer>> read_weights(const std::filesystem::path& path) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  const auto header = read_header(*file);
  if (!header) return tl::make_unexpected(header.error());
  const std::int64_t data_bytes = file->size() - file->position();
  const auto plan = make_plan(path.string(), *header, data_bytes);
  if (!plan) return tl::make_unexpected(plan.error());
  if (auto fits = fits_in_memory(3 * data_bytes, path.c_str()); !fits)
    return tl::make_unexpected(fits.error());
  std::vector<std::byte> data(static_cast<std::size_t>(data_bytes));
  if (auto read = file->read_exactly(data); !read) return tl::make_unexpected(read.error());
  std::vector<TrainedLayer> layers;
  for (const auto& [k, layer] : *plan) {
    layers.push_back({layer.weight->shape[1], layer.weight->shape[0], numbers_at(data, *layer.weight),
                      numbers_at(data, *layer.bias)});
  }
  return layers;
}

namespace {

Result<std::map<std::string, std::string>> metadata_of(const std::string& place, const Header& header) {
  std::map<std::string, std::string> metadata;
  const auto found = header.find("__metadata__");
  if (found == header.end()) return metadata;
  if (!found->is_object()) return bad_input(place, "__metadata__ is no JSON object", "make the file again");
  for (const auto& [name, value] : found->items()) {
    if (!value.is_string())
      return bad_input(place, "__metadata__." + in_quotes(name) + " is no text", "make the file again");
    metadata[name] = value.get<std::string>();
  }
  return metadata;
}

/// All tensors of a header, checked against each other and the bytes of the file.
Result<std::vector<Tensor>> tensors_of(const std::string& place, const Header& header,
                                       std::int64_t data_bytes) {
  std::vector<Tensor> tensors;
  std::map<std::int64_t, std::int64_t> ranges;
  std::size_t holding = 0;
  for (const auto& [name, json] : header.items()) {
    if (name == "__metadata__") continue;
    auto tensor = read_tensor(place, name, json);
    if (!tensor) return tl::make_unexpected(tensor.error());
    if (tensor->end > tensor->begin) ++holding, ranges[tensor->begin] = tensor->end;
    tensors.push_back(std::move(*tensor));
    if (tensors.back().item_bytes != tensors.front().item_bytes)
      return bad_input(place, "tensors of F32 and of F64 found, expected one of them", "make the file again");
  }
  if (auto covered = check_cover(place, ranges, holding, data_bytes); !covered)
    return tl::make_unexpected(covered.error());
  return tensors;
}

}  // namespace

Result<std::map<std::string, std::string>> read_texts(const std::filesystem::path& path) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  const auto header = read_header(*file);
  if (!header) return tl::make_unexpected(header.error());
  return metadata_of(path.string(), *header);
}

Result<TensorFile> read_tensors(const std::filesystem::path& path) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  const auto header = read_header(*file);
  if (!header) return tl::make_unexpected(header.error());
  const std::string place = path.string();
  const std::int64_t data_bytes = file->size() - file->position();
  auto metadata = metadata_of(place, *header);
  if (!metadata) return tl::make_unexpected(metadata.error());
  const auto tensors = tensors_of(place, *header, data_bytes);
  if (!tensors) return tl::make_unexpected(tensors.error());
  if (auto fits = fits_in_memory(3 * data_bytes, path.c_str()); !fits)
    return tl::make_unexpected(fits.error());
  std::vector<std::byte> data(static_cast<std::size_t>(data_bytes));
  if (auto read = file->read_exactly(data); !read) return tl::make_unexpected(read.error());
  TensorFile content{std::move(*metadata), false, {}};
  for (const Tensor& tensor : *tensors) {
    content.as_float64 = tensor.item_bytes == 8;
    content.tensors.push_back({tensor.name, tensor.shape, numbers_at(data, tensor)});
  }
  return content;
}

}  // namespace accelbench
