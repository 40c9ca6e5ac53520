// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/database.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>

#include "core/results/write_ahead_log.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr int largest_text = 16 * 1024 * 1024;  // bytes of one value
constexpr std::uintmax_t largest_file = std::uintmax_t{16} << 30;

std::string reason_of_system(int error) {
  return error == 0 ? std::string() : ": " + std::generic_category().message(error);
}

bool is_of_writing(int extended_code) {
  constexpr std::array codes = {SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC,
                                SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_SHMSIZE};
  return std::find(codes.begin(), codes.end(), extended_code) != codes.end();
}

Error error_of(sqlite3* database, int code, const std::string& file) {
  const int system = database != nullptr ? sqlite3_system_errno(database) : 0;
  const std::string found = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {ErrorKind::failed, file, "cannot write: the disk is full",
              "free some space or choose another disk"};
    case SQLITE_IOERR:
      return {ErrorKind::failed, file,
              (is_of_writing(code) ? "cannot write" : "cannot read") + reason_of_system(system),
              "look whether the disk is full or damaged, or choose another one"};
    case SQLITE_READONLY:
      return {ErrorKind::failed, file, "cannot write: the file or its disk is read-only now",
              "choose another place"};
    case SQLITE_NOTADB:
      return {ErrorKind::bad_input, file, "this is not a results file",
              "choose a file that ends in .accelresults"};
    case SQLITE_CORRUPT:
      return {ErrorKind::bad_input, file, "the results file is damaged or cut short (" + found + ")",
              "copy it again from where it was made"};
    case SQLITE_CANTOPEN:
      return {ErrorKind::bad_input, file, "cannot open the file" + reason_of_system(system),
              "look after the path and its permissions"};
    case SQLITE_PROTOCOL:
      return {ErrorKind::bad_input, file, "the log beside the file (-wal) is damaged",
              "copy the file and what lies beside it again"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::failed, file, "another program has locked the file",
              "try again when it has finished"};
    default:
      return {ErrorKind::bad_input, file, "not readable as results (" + found + ")",
              "read it with the version of Accelbench that wrote it"};
  }
}

tl::unexpected<Error> unexpected_of(sqlite3* database, int code, const std::string& file) {
  return tl::make_unexpected(error_of(database, code, file));
}

// SQLite reads its names as URIs: everything that could mean something there is written as %XX.
std::string uri_of(const fs::path& file, std::string_view parameters) {
  std::string uri = "file:";
  for (const char c : fs::absolute(file).string()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("/._-").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri + "?" + std::string(parameters);
}

Status check_readable(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0)
    return bad_input(file.string(), "cannot read: " + std::generic_category().message(errno),
                     "check the path");
  if (!S_ISREG(found.st_mode)) return bad_input(file.string(), "this is not a file", "name a results file");
  if (found.st_size == 0)
    return bad_input(file.string(), "the file is empty, so it holds no results",
                     "copy it again from where it was made");
  if (static_cast<std::uintmax_t>(found.st_size) > largest_file)
    return bad_input(file.string(), "the file is larger than 16 GiB, which no results file of ours is",
                     "choose another");
  return {};
}

}  // namespace

fs::path beside(const fs::path& file, std::string_view suffix) {
  return fs::path(file.string() + std::string(suffix));
}

Result<bool> Statement::next() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  auto error = error_of(sqlite3_db_handle(handle_.get()), code, file_);
  sqlite3_reset(handle_.get());
  return tl::make_unexpected(std::move(error));
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
}

Status Statement::finish() {
  auto row = next();
  reset();
  if (!row) return tl::make_unexpected(row.error());
  return {};
}

void Statement::bind(int index, std::int64_t value) { sqlite3_bind_int64(handle_.get(), index, value); }
void Statement::bind(int index, double value) { sqlite3_bind_double(handle_.get(), index, value); }
void Statement::bind_null(int index) { sqlite3_bind_null(handle_.get(), index); }
void Statement::bind(int index, std::string_view value) {
  sqlite3_bind_text64(handle_.get(), index, value.data(), value.size(), nullptr, SQLITE_UTF8);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
double Statement::number(int column) const {
  return is_null(column) ? std::numeric_limits<double>::quiet_NaN()
                         : sqlite3_column_double(handle_.get(), column);
}
std::optional<double> Statement::measured(int column) const {
  return is_null(column) ? std::nullopt : std::optional(sqlite3_column_double(handle_.get(), column));
}
std::optional<std::int64_t> Statement::measured_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}
std::string Statement::text(int column) const {
  const unsigned char* start = sqlite3_column_text(handle_.get(), column);
  const int bytes = sqlite3_column_bytes(handle_.get(), column);
  return start == nullptr ? std::string() : std::string(start, start + bytes);
}

/// A folder of our own for the copy of a file whose log cannot be read where it stands.
struct Database::Scratch {
  fs::path folder;
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (!folder.empty()) fs::remove_all(folder, ignored);
  }
};

Result<Database> Database::open(const std::string& name, int flags, const fs::path& file) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &handle, flags | SQLITE_OPEN_EXRESCODE, nullptr);
  Database database;
  database.handle_.reset(handle);
  database.file_ = file.string();
  if (code != SQLITE_OK) return unexpected_of(handle, code, database.file_);
  sqlite3_busy_timeout(handle, 2000);
  return database;
}

Result<Database> Database::in_memory() {
  return open(":memory:", SQLITE_OPEN_READWRITE, "a new results file");
}

Result<Database> Database::open_to_write(const fs::path& file) {
  auto database = open(uri_of(file, "mode=rw"), SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, file);
  if (database) database->switch_off_schema();
  return database;
}

// Three ways to read without writing: a file whose log holds nothing is taken as it is; a file in use or left
// by a killed program has its log read through the index beside it, which stays untouched; a log without its
// index is read from a private copy.
Result<Database> Database::open_untrusted(const fs::path& file) {
  if (auto readable = check_readable(file); !readable) return tl::make_unexpected(readable.error());
  std::error_code ignored;
  const bool index = fs::exists(beside(file, "-shm"), ignored);
  const bool log = log_holds_frames(beside(file, "-wal"));
  auto database =
      !log    ? open(uri_of(file, "immutable=1"), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, file)
      : index ? open(uri_of(file, "mode=ro&readonly_shm=1"), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, file)
              : open_copy(file);
  if (!database) return database;
  if (auto hardened = database->harden(); !hardened) return tl::make_unexpected(hardened.error());
  return database;
}

Result<Database> Database::open_copy(const fs::path& file) {
  auto scratch = std::make_shared<Scratch>();
  std::string name = (fs::temp_directory_path() / "accelbench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    return failed(name, "cannot create a temporary folder: " + std::generic_category().message(errno));
  scratch->folder = name;
  std::error_code error;
  const fs::path copy = scratch->folder / "copy";
  fs::copy_file(file, copy, error);
  if (!error) fs::copy_file(beside(file, "-wal"), beside(copy, "-wal"), error);
  if (error)
    return failed(file.string(), "cannot copy the file to " + name + ": " + error.message(),
                  "free some space there");
  auto database = open(uri_of(copy, "mode=rw"), SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, file);
  if (database) database->scratch_ = std::move(scratch);
  return database;
}

void Database::switch_off_schema() {
  sqlite3* handle = handle_.get();
  for (const int option : {SQLITE_DBCONFIG_DEFENSIVE})
    sqlite3_db_config(handle, option, 1, static_cast<int*>(nullptr));
  for (const int option :
       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
        SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_WRITABLE_SCHEMA})
    sqlite3_db_config(handle, option, 0, static_cast<int*>(nullptr));
}

Status Database::harden() {
  switch_off_schema();
  sqlite3* handle = handle_.get();
  constexpr std::array<std::array<int, 2>, 7> limits = {{{SQLITE_LIMIT_LENGTH, largest_text},
                                                         {SQLITE_LIMIT_SQL_LENGTH, 100'000},
                                                         {SQLITE_LIMIT_COLUMN, 64},
                                                         {SQLITE_LIMIT_EXPR_DEPTH, 32},
                                                         {SQLITE_LIMIT_ATTACHED, 0},
                                                         {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                                                         {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100}}};
  for (const auto& [limit, value] : limits) sqlite3_limit(handle, limit, value);
  return run("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;");
}

Status Database::run(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return unexpected_of(handle_.get(), code, file_);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  Statement statement;
  statement.handle_.reset(raw);
  statement.file_ = file_;
  if (code != SQLITE_OK) return unexpected_of(handle_.get(), code, file_);
  return statement;
}

Result<std::int64_t> Database::integer(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return tl::make_unexpected(statement.error());
  auto row = statement->next();
  if (!row) return tl::make_unexpected(row.error());
  if (!*row) return bad_input(file_, "the results file lacks a value that every one has");
  return statement->integer(0);
}

Result<std::string> Database::text(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return tl::make_unexpected(statement.error());
  auto row = statement->next();
  if (!row) return tl::make_unexpected(row.error());
  if (!*row) return bad_input(file_, "the results file lacks a value that every one has");
  return statement->text(0);
}

Result<std::string> Database::content() {
  sqlite3_int64 bytes = 0;
  unsigned char* const start = sqlite3_serialize(handle_.get(), "main", &bytes, 0);
  if (start == nullptr) return unexpected_of(handle_.get(), SQLITE_NOMEM, file_);
  std::string content(start, start + bytes);
  sqlite3_free(start);
  return content;
}

Status Database::copy_into(Database& target) {
  sqlite3_backup* const copy = sqlite3_backup_init(target.handle_.get(), "main", handle_.get(), "main");
  if (copy == nullptr)
    return unexpected_of(target.handle_.get(), sqlite3_errcode(target.handle_.get()), target.file_);
  constexpr int all_pages = -1;
  sqlite3_backup_step(copy, all_pages);
  const int code = sqlite3_backup_finish(copy);
  if (code != SQLITE_OK) return unexpected_of(target.handle_.get(), code, target.file_);
  return {};
}

Status Database::close() {
  const int code = sqlite3_close(handle_.get());
  if (code != SQLITE_OK) return unexpected_of(handle_.get(), code, file_);
  static_cast<void>(handle_.release());
  return {};
}

Status each_row(Database& database, std::string_view sql,
                const std::function<Status(const Statement&)>& take) {
  auto statement = database.prepare(sql);
  if (!statement) return tl::make_unexpected(statement.error());
  while (true) {
    auto row = statement->next();
    if (!row) return tl::make_unexpected(row.error());
    if (!*row) return {};
    if (auto taken = take(*statement); !taken) return taken;
  }
}

}  // namespace accelbench
