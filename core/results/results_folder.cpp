// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "core/base/user_folders.h"
#include "core/results/database.h"
#include "core/results/results_entry.h"
#include "core/results/results_file.h"
#include "core/results/schema.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr const char* extension = ".accelresults";

// A stem comes from a file's name or an experiment's: it must not leave the folder, hide or look like an
// option.
std::string harmless(const std::string& stem) {
  std::string name;
  for (const char c : stem) {
    const auto byte = static_cast<unsigned char>(c);
    name += byte <= 0x20 || byte == 0x7f || c == '/' || c == '\\' || c == ':' ? '_' : c;
  }
  if (name.empty() || name[0] == '.' || name[0] == '-') name.insert(0, "results");
  return name.substr(0, 120);
}

Result<ResultsEntry> entry_of(const fs::path& file) {
  auto database = Database::open_untrusted(file);
  if (!database) return tl::make_unexpected(database.error());
  auto application = database->integer("PRAGMA application_id");
  auto version = database->integer("PRAGMA user_version");
  if (!application || !version || *application != results_application_id ||
      *version < oldest_results_version || *version > results_version)
    return bad_input(file.string(), "no results file that this program reads");
  return read_entry(*database, *version, file);
}

}  // namespace

fs::path results_folder() { return user_data_folder() / "results"; }

fs::path default_results_file(const std::string& stem) {
  const std::string name =
      fmt::format("{}-{:%Y%m%dT%H%M%SZ}", harmless(stem), fmt::gmtime(std::time(nullptr)));
  fs::path file = results_folder() / (name + extension);
  std::error_code ignored;
  for (int number = 2; fs::exists(file, ignored); ++number)  // several within one second
    file = results_folder() / fmt::format("{}-{}{}", name, number, extension);
  return file;
}

std::vector<ResultsEntry> list_results() {
  std::vector<ResultsEntry> entries;
  std::error_code error;
  for (fs::directory_iterator at(results_folder(), error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != extension) continue;
    if (auto entry = entry_of(at->path())) entries.push_back(std::move(*entry));
  }
  std::sort(entries.begin(), entries.end(), [](const ResultsEntry& a, const ResultsEntry& b) {
    return std::tie(a.created, a.file) > std::tie(b.created, b.file);
  });
  return entries;
}

}  // namespace accelbench
