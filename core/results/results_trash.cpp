// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/results_trash.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <string>

#include "core/results/database.h"
#include "core/results/recorded_file.h"
#include "core/run/checkpoint_folder.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr const char* trash_name = ".trash";

/// A folder of its own for each deletion: its age is the folder's.
Result<fs::path> new_place(const fs::path& folder) {
  const std::string stem = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::time(nullptr)));
  std::error_code error;
  fs::create_directories(folder / trash_name, error);
  for (int number = 1; !error && number < 10'000; ++number) {
    const fs::path place = folder / trash_name / fmt::format("{}-{}", stem, number);
    if (fs::create_directory(place, error)) return place;
  }
  return bad_input((folder / trash_name).string(),
                   "no folder can be made there" + (error ? ": " + error.message() : std::string()),
                   "look after its permissions");
}

std::vector<fs::path> belongings(const fs::path& file) {
  std::vector<fs::path> all = {file, beside(file, "-wal"), beside(file, "-shm"), checkpoints_beside(file),
                               weights_beside(file)};
  std::erase_if(all, [](const fs::path& path) {
    std::error_code ignored;
    return !fs::exists(fs::symlink_status(path, ignored));
  });
  return all;
}

void move_back(const TrashedResults& trashed) {
  std::error_code ignored;
  for (const MovedResults& one : trashed.moved) fs::rename(one.to, one.from, ignored);
}

/// Moves a file with what belongs to it; what was moved is added even where the rest fails.
Status move_one(const fs::path& file, const fs::path& place, TrashedResults& trashed) {
  const auto held = RecordedFile::hold(file);
  if (!held && is_recorded(file)) return tl::make_unexpected(in_use(file));
  for (const fs::path& path : belongings(file)) {
    const fs::path to = place / path.filename();
    std::error_code error;
    fs::rename(path, to, error);
    if (error)
      return bad_input(path.string(), "it cannot be moved to the trash: " + error.message(),
                       "look after the permissions of its folder");
    trashed.moved.push_back({path, to});
  }
  return {};
}

std::int64_t bytes_below(const fs::path& path) {
  std::error_code error;
  if (fs::is_regular_file(fs::symlink_status(path, error)))
    return static_cast<std::int64_t>(fs::file_size(path, error));
  std::int64_t bytes = 0;
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error))
    if (at->is_regular_file(error)) bytes += static_cast<std::int64_t>(at->file_size(error));
  return bytes;
}

}  // namespace

Result<TrashedResults> trash_results(const std::vector<fs::path>& files) {
  TrashedResults trashed;
  if (files.empty()) return trashed;
  auto place = new_place(files.front().parent_path());
  if (!place) return tl::make_unexpected(place.error());
  for (const fs::path& file : files)
    if (auto moved = move_one(file, *place, trashed); !moved) {
      move_back(trashed);
      std::error_code ignored;
      fs::remove(*place, ignored);
      return tl::make_unexpected(moved.error());
    }
  return trashed;
}

Status restore_results(const TrashedResults& trashed) {
  std::error_code error;
  for (const MovedResults& one : trashed.moved) {
    if (fs::exists(fs::symlink_status(one.from, error)))
      return bad_input(one.from.string(), "another file has this name now",
                       "rename that one, then try again");
    if (!fs::exists(fs::symlink_status(one.to, error)))
      return bad_input(one.from.string(), "it is no longer in the trash", "it cannot be brought back");
  }
  for (const MovedResults& one : trashed.moved) {
    fs::rename(one.to, one.from, error);
    if (error)
      return bad_input(one.from.string(), "it cannot be brought back: " + error.message(),
                       "look after the permissions of its folder; it lies in " + one.to.string());
  }
  if (!trashed.moved.empty()) fs::remove(trashed.moved.front().to.parent_path(), error);
  return {};
}

std::int64_t bytes_with_checkpoints(const fs::path& file) {
  std::int64_t bytes = 0;
  for (const fs::path& path : belongings(file)) bytes += bytes_below(path);
  return bytes;
}

std::int64_t trash_bytes(const fs::path& folder) { return bytes_below(folder / trash_name); }

std::int64_t empty_trash(const fs::path& folder, std::chrono::hours older_than) {
  std::int64_t bytes = 0;
  std::error_code error;
  std::vector<fs::path> old;
  const auto now = fs::file_time_type::clock::now();
  for (fs::directory_iterator at(folder / trash_name, error), end; !error && at != end; at.increment(error))
    if (const auto time = at->last_write_time(error); !error && now - time >= older_than)
      old.push_back(at->path());
  for (const fs::path& place : old) {
    bytes += bytes_below(place);
    fs::remove_all(place, error);
  }
  return bytes;
}

}  // namespace accelbench
