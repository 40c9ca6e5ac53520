// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/answers.h"

#include <sys/stat.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/base/text_file.h"
#include "core/base/user_folders.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::int64_t most_bytes = 1 << 20;
constexpr std::size_t most_answers = 64;

fs::path file_of_answers() { return user_data_folder() / "engines" / "answers.json"; }

/// In nanoseconds; 0 where it is not there.
std::int64_t changed_ns(const fs::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return 0;
  return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

Json read_answers() {
  const auto text = read_text_file(file_of_answers(), most_bytes);
  Json answers = text ? Json::parse(*text, nullptr, false) : Json::object();
  return answers.is_object() && answers.size() <= most_answers ? answers : Json::object();
}

bool holds(const Json& entry) {
  const auto stamps = entry.is_object() ? entry.find("rests_on") : entry.end();
  if (!entry.is_object() || stamps == entry.end() || !stamps->is_object() || !entry.contains("answer"))
    return false;
  for (const auto& [path, stamp] : stamps->items())
    if (!stamp.is_number_integer() || stamp.get<std::int64_t>() != changed_ns(path)) return false;
  return true;
}

std::mutex& writing() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

std::optional<Json> kept_answer(const std::string& question) {
  const Json answers = read_answers();
  const auto found = answers.find(question);
  if (found == answers.end() || !holds(*found)) return std::nullopt;
  return found->at("answer");
}

void keep_answer(const std::string& question, const Json& answer, const std::vector<fs::path>& rests_on) {
  const std::lock_guard lock(writing());
  Json stamps = Json::object();
  for (const fs::path& path : rests_on) stamps[path.string()] = changed_ns(path);
  Json answers = read_answers();
  answers[question] = {{"answer", answer}, {"rests_on", std::move(stamps)}};
  std::error_code ignored;
  fs::create_directories(file_of_answers().parent_path(), ignored);
  static_cast<void>(
      write_file(file_of_answers(), answers.dump(1, ' ', false, Json::error_handler_t::replace)));
}

}  // namespace accelbench
