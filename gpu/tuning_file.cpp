// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/base/text_file.h"
#include "core/base/user_folders.h"
#include "gpu/tuning.h"

namespace accelbench::cuda {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t largest_file = 8 << 20;
constexpr std::size_t most_devices = 32, most_choices = 4000;

std::string hexadecimal(const cublasLtMatmulAlgo_t& algorithm) {
  std::string text;
  for (const std::uint64_t word : algorithm.data) text += fmt::format("{:016x}", word);
  return text;
}

/// NVIDIA says that an algorithm is plain data, good for the same version of the library.
std::optional<cublasLtMatmulAlgo_t> algorithm_of(std::string_view text) {
  cublasLtMatmulAlgo_t algorithm{};
  constexpr std::size_t digits = 16;
  if (text.size() != std::size(algorithm.data) * digits) return std::nullopt;
  for (std::uint64_t& word : algorithm.data) {
    const auto read = std::from_chars(text.data(), text.data() + digits, word, digits);
    if (read.ec != std::errc() || read.ptr != text.data() + digits) return std::nullopt;
    text.remove_prefix(digits);
  }
  return algorithm;
}

Json devices_in(const std::filesystem::path& file) {
  const auto text = read_text_file(file, largest_file);
  const Json json = text ? Json::parse(*text, nullptr, false) : Json();
  if (!json.is_object() || !json.contains("format") || json["format"] != 1 || !json.contains("devices"))
    return Json::object();
  return json["devices"].is_object() ? json["devices"] : Json::object();
}

}  // namespace

std::filesystem::path TuningFile::usual_file() { return user_data_folder() / "cuda_products.json"; }

TuningFile::TuningFile(std::filesystem::path file, std::string device)
    : file_(std::move(file)), device_(std::move(device)) {
  const Json devices = devices_in(file_);
  const auto mine = devices.find(device_);
  if (mine == devices.end() || !mine->is_object()) return;
  for (const auto& [key, value] : mine->items()) {
    if (!value.is_object() || !value.contains("us") || !value["us"].is_number()) continue;
    const bool is_product = value.contains("algorithm") && value["algorithm"].is_string();
    entries_[key] = {is_product ? value["algorithm"].get<std::string>() : "", value["us"].get<double>(),
                     false};
  }
}

std::optional<TunedProduct> TuningFile::product(const std::string& key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  const auto algorithm = algorithm_of(found->second.algorithm);
  if (!algorithm) return std::nullopt;
  return TunedProduct{*algorithm, found->second.microseconds};
}

std::optional<double> TuningFile::microseconds(const std::string& key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end() || !std::isfinite(found->second.microseconds)) return std::nullopt;
  return found->second.microseconds;
}

void TuningFile::keep(const std::string& key, const TunedProduct& product) {
  entries_[key] = {hexadecimal(product.algorithm), product.microseconds, true};
}

void TuningFile::keep(const std::string& key, double microseconds) {
  entries_[key] = {"", microseconds, true};
}

Status TuningFile::save() const {
  Json devices = devices_in(file_);
  if (devices.size() >= most_devices && !devices.contains(device_)) devices = Json::object();
  Json& mine = devices[device_];
  if (!mine.is_object() || mine.size() >= most_choices) mine = Json::object();
  bool any_new = false;
  for (const auto& [key, entry] : entries_) {
    if (!entry.is_new) continue;
    any_new = true;
    mine[key] = {{"us", entry.microseconds}};
    if (!entry.algorithm.empty()) mine[key]["algorithm"] = entry.algorithm;
  }
  if (!any_new) return {};
  std::error_code ignored;
  std::filesystem::create_directories(file_.parent_path(), ignored);
  return write_file(file_, Json{{"format", 1}, {"devices", devices}}.dump(1) + "\n");
}

}  // namespace accelbench::cuda
