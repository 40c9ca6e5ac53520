// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/csv_text.h"

#include <fmt/format.h>

#include <cmath>

#include "core/base/atomic_file.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

Status check_free(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) return {};
  return bad_input(file.string(), "the file exists", "choose another folder or use --force");
}

Status make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return {};
  return bad_input(folder.string(), "cannot create the folder: " + error.message(),
                   "choose a folder that you may write to");
}

}  // namespace

CsvText& CsvText::cell(std::string_view text) {
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
  std::string value;
  for (const char c : text) value += c == '"' ? std::string("\"\"") : std::string(1, c);
  return raw(quoted ? "\"" + value + "\"" : value);
}

CsvText& CsvText::cell(double value) { return raw(std::isnan(value) ? "" : fmt::format("{}", value)); }

CsvText& CsvText::raw(std::string_view value) {
  if (begun_) text_ += ',';
  text_ += value;
  begun_ = true;
  return *this;
}

Status write_tables(const std::vector<std::pair<std::string, std::string>>& names_and_texts,
                    const fs::path& folder, bool force) {
  if (!force)
    for (const auto& [name, text] : names_and_texts)
      if (auto unused = check_free(folder / name); !unused) return unused;
  if (auto made = make_folder(folder); !made) return made;
  for (const auto& [name, text] : names_and_texts) {
    auto written = write_file(folder / name, text, force ? Existing::replace : Existing::refuse);
    if (!written) return written;
  }
  return {};
}

}  // namespace accelbench
