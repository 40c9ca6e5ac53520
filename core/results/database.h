// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

// SQLite in our words: every failure is an Error that names the file, the system's reason and the fix.
namespace accelbench {

/// One prepared statement. Bound texts need to live only as long as the call that binds them.
class Statement {
 public:
  /// Binds the values in their order, runs the statement to its end and makes it ready for the next call.
  template <class... Values>
  Status run(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return finish();
  }
  template <class... Values>
  void bind_all(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
  }
  /// The next row, or false after the last.
  Result<bool> next();
  /// Ready for other values.
  void reset();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  /// NaN where the column is null.
  double number(int column) const;
  std::optional<double> measured(int column) const;
  std::optional<std::int64_t> measured_integer(int column) const;
  std::string text(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void bind(int index, std::int64_t value);
  void bind(int index, bool value) { bind(index, std::int64_t{value}); }
  /// NaN becomes null.
  void bind(int index, double value);
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    value ? bind(index, *value) : bind_null(index);
  }
  void bind_null(int index);
  Status finish();

  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  std::string file_;
};

class Database {
 public:
  /// Without a file, to make the content of one.
  static Result<Database> in_memory();
  /// A file of ours, or one that open_untrusted() has let through; what its schema could do is switched off.
  static Result<Database> open_to_write(const std::filesystem::path& file);
  /// For files from anywhere: nothing is written to or beside the file, what its schema could do is switched
  /// off, sizes are limited. A file whose writer was killed is read with what stands in its write-ahead log.
  static Result<Database> open_untrusted(const std::filesystem::path& file);

  Status run(const char* sql);
  Result<Statement> prepare(std::string_view sql);
  /// The first column of the first row; an error where there is none.
  Result<std::int64_t> integer(std::string_view sql);
  Result<std::string> text(std::string_view sql);
  /// The bytes of the file that this database is or would be.
  Result<std::string> content();
  /// Replaces all that is in `target`, at once or not at all.
  Status copy_into(Database& target);
  Status close();
  const std::string& file() const { return file_; }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Scratch;
  static Result<Database> open(const std::string& name, int flags, const std::filesystem::path& file);
  static Result<Database> open_copy(const std::filesystem::path& file);
  void switch_off_schema();
  Status harden();

  std::shared_ptr<Scratch> scratch_;  ///< a private copy, removed after the handle below is closed
  std::unique_ptr<sqlite3, Close> handle_;
  std::string file_;
};

/// Calls `take` for each row, until it or the file fails.
Status each_row(Database& database, std::string_view sql,
                const std::function<Status(const Statement&)>& take);

/// Files that SQLite keeps beside a database while it is open.
std::filesystem::path beside(const std::filesystem::path& file, std::string_view suffix);

}  // namespace accelbench
