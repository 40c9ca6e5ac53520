// SPDX-License-Identifier: GPL-3.0-or-later
// Noise floors as a file of the user's.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/base/text_file.h"
#include "core/base/user_folders.h"
#include "core/comparison/noise_floor.h"
#include "core/engine/json_fields.h"

namespace accelbench {
namespace {

constexpr int document_version = 1;
constexpr const char* version_key = "accelbench_noise_floors";
constexpr std::int64_t largest_file = 4 << 20;
constexpr std::size_t most_floors = 2000;
constexpr std::size_t longest_text = 1000;
constexpr double most_floor = 1e6;  // more is no noise

/// Comparisons that end at once, in one process, write one after the other; between processes the last one
/// wins.
std::mutex& file_mutex() {
  static std::mutex mutex;
  return mutex;
}

Json json_of(const KeptFloor& kept) {
  return {{"machine", kept.subject.cpu},
          {"cores", kept.subject.cores},
          {"workload", kept.subject.workload},
          {"way", kept.subject.way},
          {"quantity", name_of(kept.floor.quantity)},
          {"floor", kept.floor.floor},
          {"rounds", kept.floor.rounds},
          {"accelerator", kept.floor.accelerator},
          {"measured", kept.floor.measured}};
}

bool is_moment(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00Z";
  const auto fits = [](char letter, char place) {
    return place == '0' ? letter >= '0' && letter <= '9' : letter == place;
  };
  return text.size() == shape.size() && std::ranges::equal(text, shape, fits);
}

/// Empty for what no comparison of ours can have written.
std::optional<KeptFloor> floor_from(const Json& json) {
  std::optional<Error> error;
  JsonFields fields(json, "floor", error);
  KeptFloor kept;
  kept.subject = {fields.text("machine"), fields.integer("cores"), fields.text("workload"),
                  fields.text("way")};
  kept.floor = {fields.number("floor").value_or(0),
                fields.text("accelerator"),
                fields.choice<Quantity>("quantity"),
                kept.subject.cpu,
                kept.subject.workload,
                fields.text("measured"),
                fields.integer("rounds")};
  const bool short_enough =
      std::max({kept.subject.cpu.size(), kept.subject.workload.size(), kept.subject.way.size(),
                kept.floor.accelerator.size()}) <= longest_text;
  const bool possible = kept.floor.floor >= 1 && kept.floor.floor <= most_floor && kept.floor.rounds >= 1;
  if (error || !short_enough || !possible || !is_moment(kept.floor.measured)) return std::nullopt;
  return kept;
}

tl::unexpected<Error> none_of_ours(const std::string& what) {
  return bad_input(noise_floor_file().string(), what, "remove the file and measure again: compare --a-a");
}

Status check_version(const Json& json) {
  const auto version = json.is_object() ? json.find(version_key) : json.end();
  if (!json.is_object() || version == json.end() || !version->is_number_integer() ||
      *version < document_version)
    return none_of_ours("these are no noise floors of Accelbench");
  if (*version == document_version) return {};
  return unavailable(noise_floor_file().string(),
                     fmt::format("noise floors of format {}, and this program reads format {}",
                                 version->dump(), document_version),
                     "use a newer Accelbench");
}

bool is_same(const KeptFloor& a, const KeptFloor& b) {
  return a.subject == b.subject && a.floor.quantity == b.floor.quantity;
}

/// Newest last, as they are written.
void take_in(std::vector<KeptFloor>& kept, const KeptFloor& floor) {
  std::erase_if(kept, [&](const KeptFloor& one) { return is_same(one, floor); });
  kept.push_back(floor);
  if (kept.size() > most_floors) kept.erase(kept.begin());
}

Result<std::vector<KeptFloor>> read_floors() {
  std::error_code ignored;
  if (!std::filesystem::exists(noise_floor_file(), ignored)) return std::vector<KeptFloor>();
  const auto text = read_text_file(noise_floor_file(), largest_file);
  if (!text) return tl::make_unexpected(text.error());
  const Json json = Json::parse(*text, nullptr, false);
  if (auto right = check_version(json); !right) return tl::make_unexpected(right.error());
  std::vector<KeptFloor> floors;
  const auto list = json.find("floors");
  if (list == json.end() || !list->is_array()) return floors;
  for (const Json& one : *list)
    if (auto floor = floor_from(one); floor && floors.size() < most_floors)
      floors.push_back(std::move(*floor));
  return floors;
}

}  // namespace

std::filesystem::path noise_floor_file() { return user_data_folder() / "noise_floors.json"; }

Result<std::vector<KeptFloor>> kept_floors() {
  const std::lock_guard lock(file_mutex());
  return read_floors();
}

Status keep_floors(const std::vector<KeptFloor>& floors) {
  const std::lock_guard lock(file_mutex());
  auto kept = read_floors();
  if (!kept && kept.error().kind == ErrorKind::unavailable) return tl::make_unexpected(kept.error());
  std::vector<KeptFloor> all = kept ? std::move(*kept) : std::vector<KeptFloor>();
  for (const KeptFloor& floor : floors) take_in(all, floor);
  Json list = Json::array();
  for (const KeptFloor& floor : all) list.push_back(json_of(floor));
  std::error_code error;
  std::filesystem::create_directories(user_data_folder(), error);
  if (error)
    return failed(user_data_folder().string(), "cannot make the folder: " + error.message(),
                  "set XDG_DATA_HOME to a folder that can be written");
  const Json document = {{version_key, document_version}, {"floors", std::move(list)}};
  return write_file(noise_floor_file(), document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace accelbench
