// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/recording_place.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "core/results/schema.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

void remove_with_companions(const fs::path& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink(beside(file, suffix).c_str());
}

// Only what --force means: an earlier regular file or a link to one, never a device or a folder.
Status make_room(const fs::path& file, bool force) {
  if (file.filename().empty())
    return bad_input(file.string(), "this is not the name of a file", "name the results file");
  struct stat found {};
  if (::lstat(file.c_str(), &found) != 0) return {};
  if (!S_ISREG(found.st_mode) && !S_ISLNK(found.st_mode))
    return bad_input(file.string(), "this is not a regular file", "choose another name");
  if (!force) return bad_input(file.string(), "the file exists", "choose another name or use --force");
  if (is_recorded(file)) return tl::make_unexpected(in_use(file));
  remove_with_companions(file);
  return {};
}

void make_default_folder(const fs::path& file) {
  std::error_code told_when_the_file_is_created;
  if (file.parent_path() == results_folder())
    fs::create_directories(file.parent_path(), told_when_the_file_is_created);
}

// A power cut may cost the last moments; a killed program costs nothing, as the system has the log's pages.
constexpr const char* settings_while_open = "PRAGMA synchronous = NORMAL; PRAGMA journal_mode = WAL;";
// The checkpoint waits for the disk. Leaving WAL changes two bytes of the first page; a file that lost them
// reads the same.
constexpr const char* settings_while_closed =
    "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE;";

}  // namespace

// Made in memory and written at once: nobody, and no kill, ever sees half of it.
Result<std::string> first_content(const Description& description) {
  auto database = Database::in_memory();
  if (!database) return tl::make_unexpected(database.error());
  if (auto begun = RecordWriter::begin(*database, description); !begun)
    return tl::make_unexpected(begun.error());
  auto content = database->content();
  // The version numbers that say "write-ahead log", so that opening the file need not change it.
  for (const std::size_t at : {18U, 19U})
    if (content && content->size() > at) (*content)[at] = '\2';
  return content;
}

Result<std::unique_ptr<RecordingPlace>> RecordingPlace::create(const fs::path& file,
                                                               std::shared_ptr<const Description> description,
                                                               bool force) {
  const auto content = first_content(*description);
  if (!content) return tl::make_unexpected(content.error());
  if (auto room = make_room(file, force); !room) return tl::make_unexpected(room.error());
  make_default_folder(file);
  auto held = RecordedFile::create(file, *content);
  if (!held) return tl::make_unexpected(held.error());
  std::unique_ptr<RecordingPlace> place(new RecordingPlace(file, std::move(description), std::move(*held)));
  auto attached = place->attach(false);
  if (attached) return place;
  remove(std::move(place));
  return tl::make_unexpected(attached.error());
}

Result<std::unique_ptr<RecordingPlace>> RecordingPlace::open(const fs::path& file,
                                                             std::shared_ptr<const Description> description,
                                                             RecordedFile held) {
  std::unique_ptr<RecordingPlace> place(new RecordingPlace(file, std::move(description), std::move(held)));
  if (auto attached = place->attach(true); !attached) return tl::make_unexpected(attached.error());
  return place;
}

Status RecordingPlace::attach(bool of_earlier) {
  if (!database_) {
    auto database = Database::open_to_write(file_);
    if (!database) return tl::make_unexpected(database.error());
    database_ = std::move(*database);
    if (auto set = database_->run(settings_while_open); !set) return set;
    if (description_->comparison)
      if (auto set = database_->run("PRAGMA wal_autocheckpoint = 0"); !set) return set;
  }
  auto writer = RecordWriter::attach(*database_, *description_, of_earlier);
  if (!writer) return tl::make_unexpected(writer.error());
  writer_ = std::move(*writer);
  return {};
}

Status RecordingPlace::write(const std::deque<Record>& records) {
  if (auto there = held_.check_there(); !there) return there;
  if (!writer_)
    if (auto attached = attach(false); !attached) return attached;
  if (auto begun = database_->run("BEGIN IMMEDIATE"); !begun) return begun;
  auto written = write_all(records);
  if (written) written = database_->run("COMMIT");
  if (written) {
    tidy_between_rounds(records);
    return {};
  }
  static_cast<void>(database_->run("ROLLBACK"));
  writer_.reset();
  return written;
}

// Nothing is being measured now: what waits for the disk is done here and not while a run goes. Where it
// fails all is in the log still.
void RecordingPlace::tidy_between_rounds(const std::deque<Record>& records) {
  const auto ends_round = [](const Record& record) { return std::holds_alternative<RoundEnded>(record); };
  if (std::ranges::any_of(records, ends_round))
    static_cast<void>(database_->run("PRAGMA wal_checkpoint(PASSIVE)"));
}

Status RecordingPlace::write_all(const std::deque<Record>& records) {
  for (const Record& record : records)
    if (auto written = writer_->write(record); !written) return written;
  return {};
}

Status RecordingPlace::take_over(Database& source) {
  writer_.reset();
  if (auto taken = source.copy_into(*database_); !taken) return taken;
  // Pages are copied as they are: damage would come along.
  if (auto right = check_schema(*database_); !right) return tl::make_unexpected(right.error());
  return attach(false);
}

Status RecordingPlace::leave() {
  if (auto there = held_.check_there(); !there) return there;
  writer_.reset();
  if (auto left = database_->run(settings_while_closed); !left) return left;
  auto closed = database_->close();
  if (closed) database_.reset();
  return closed;
}

void RecordingPlace::remove(std::unique_ptr<RecordingPlace> place) {
  const fs::path file = place->file_;
  place->writer_.reset();
  place->database_.reset();
  remove_with_companions(file);
}

}  // namespace accelbench
