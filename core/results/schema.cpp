// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace accelbench {
namespace {

struct Table {
  std::string name;
  std::string sql;
};

std::string epochs_table() {
  std::string metrics;
  for (const std::string& name : metric_columns()) metrics += ", " + name + " REAL";
  return "CREATE TABLE epochs(run INTEGER, epoch INTEGER, step INTEGER, t_s REAL, elapsed_s REAL, loss REAL, "
         "val_loss REAL, "
         "learning_rate REAL, samples_per_second REAL" +
         metrics + ", PRIMARY KEY(run, epoch)) STRICT, WITHOUT ROWID";
}

std::string runs_table(std::int64_t version) {
  return std::string(
             "CREATE TABLE runs(run INTEGER PRIMARY KEY, id TEXT UNIQUE, label TEXT, finished INTEGER, "
             "status "
             "TEXT, "
             "summary TEXT, metrics TEXT, validation INTEGER, dropped INTEGER") +
         (version >= version_with_variants ? ", variant INTEGER" : "") + ") STRICT";
}

/// Facts of a comparison, and what was told of them.
std::vector<Table> comparison_tables() {
  return {
      {"comparison", "CREATE TABLE comparison(key TEXT PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID"},
      {"certificates",
       "CREATE TABLE certificates(certificate INTEGER PRIMARY KEY, row_id TEXT UNIQUE, accelerator TEXT, "
       "variant INTEGER, comparable INTEGER, algorithm TEXT, status TEXT, reason TEXT, note TEXT, "
       "cold_start_s REAL) STRICT"},
      {"checks",
       "CREATE TABLE checks(certificate INTEGER, position INTEGER, name TEXT, passed INTEGER, found REAL, "
       "bound REAL, text TEXT, PRIMARY KEY(certificate, position)) STRICT, WITHOUT ROWID"},
      {"forecasts", "CREATE TABLE forecasts(forecast INTEGER PRIMARY KEY, told TEXT) STRICT"},
      {"rounds",
       "CREATE TABLE rounds(attempt INTEGER PRIMARY KEY, round INTEGER, seed TEXT, set_aside INTEGER, "
       "finished INTEGER, ended_s REAL) STRICT"},
      {"round_runs",
       "CREATE TABLE round_runs(attempt INTEGER, position INTEGER, id TEXT UNIQUE, row_id TEXT, accelerator "
       "TEXT, variant INTEGER, ended INTEGER, PRIMARY KEY(attempt, position)) STRICT, WITHOUT ROWID"},
      {"disturbances",
       "CREATE TABLE disturbances(attempt INTEGER, run_position INTEGER, position INTEGER, kind TEXT, "
       "outside INTEGER, found REAL, bound REAL, text TEXT, PRIMARY KEY(attempt, run_position, position)) "
       "STRICT, WITHOUT ROWID"},
      {"looks", "CREATE TABLE looks(rounds INTEGER PRIMARY KEY, told TEXT) STRICT"},
  };
}

std::vector<Table> tables(std::int64_t version) {
  std::vector<Table> all = {
      {"about", "CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID"},
      {"runs", runs_table(version)},
      {"epochs", epochs_table()},
      {"devices",
       "CREATE TABLE devices(device INTEGER PRIMARY KEY, name TEXT, utilization_kind TEXT) STRICT"},
      {"readings",
       "CREATE TABLE readings(run INTEGER, t_s REAL, device INTEGER, utilization REAL, memory_bytes INTEGER, "
       "power_w REAL, temperature_c REAL, clock_mhz REAL) STRICT"},
      {"phases", "CREATE TABLE phases(run INTEGER, phase TEXT, begin_s REAL, seconds REAL) STRICT"},
      {"log", "CREATE TABLE log(run INTEGER, t_s REAL, level TEXT, text TEXT) STRICT"},
      {"steps", "CREATE TABLE steps(run INTEGER, step INTEGER, t_s REAL, loss REAL) STRICT"},
  };
  if (version >= version_with_variants) {
    all.push_back({"variants", "CREATE TABLE variants(variant INTEGER PRIMARY KEY, name TEXT) STRICT"});
    all.push_back(
        {"settings",
         "CREATE TABLE settings(variant INTEGER, axis INTEGER, key TEXT, value TEXT, PRIMARY KEY(variant, "
         "axis)) STRICT, WITHOUT ROWID"});
  }
  if (version >= version_with_comparisons)
    for (Table& table : comparison_tables()) all.push_back(std::move(table));
  return all;
}

Status check_table(Database& database, const Table& table) {
  auto statement = database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?");
  if (!statement) return tl::make_unexpected(statement.error());
  statement->bind_all(table.name);
  auto row = statement->next();
  if (!row) return tl::make_unexpected(row.error());
  // The exact text: a table of another shape could hold generated columns that compute without end.
  if (*row && statement->text(0) == table.sql) return {};
  return bad_input(database.file(),
                   fmt::format("the table '{}' is missing or is not as Accelbench makes it", table.name),
                   "use the file as Accelbench wrote it");
}

Result<std::int64_t> check_header(Database& database) {
  auto application = database.integer("PRAGMA application_id");
  if (!application) return tl::make_unexpected(application.error());
  if (*application != results_application_id)
    return bad_input(database.file(), "this is an SQLite file, but no results file of Accelbench",
                     "choose a file that ends in .accelresults");
  auto version = database.integer("PRAGMA user_version");
  if (!version) return tl::make_unexpected(version.error());
  if (*version >= oldest_results_version && *version <= results_version) return *version;
  return bad_input(
      database.file(),
      fmt::format("results of format {}, and this program reads formats {} to {}", *version,
                  oldest_results_version, results_version),
      *version > results_version ? "read it with a newer Accelbench" : "the file is damaged; copy it again");
}

tl::unexpected<Error> cut_short(const Database& database, const std::string& found) {
  return bad_input(database.file(), "the results file is damaged or cut short (" + found + ")",
                   "copy it again from where it was made");
}

// SQLite itself takes a last page that is not whole. What a write-ahead log holds is not in the file yet.
Status check_length(Database& database) {
  std::error_code ignored;
  if (std::filesystem::exists(beside(database.file(), "-wal"), ignored)) return {};
  const auto page_bytes = database.integer("PRAGMA page_size");
  const auto pages = database.integer("PRAGMA page_count");
  if (!page_bytes || !pages) return cut_short(database, "no number of pages");
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(database.file(), ignored));
  if (bytes >= *page_bytes * *pages) return {};
  return cut_short(database, fmt::format("{} bytes, expected {}", bytes, *page_bytes * *pages));
}

Status check_integrity(Database& database) {
  auto found = database.text("PRAGMA quick_check(1)");
  if (!found) return tl::make_unexpected(found.error());
  if (*found == "ok") return check_length(database);
  return cut_short(database, *found);
}

}  // namespace

std::vector<std::string> metric_columns() {
  std::vector<std::string> columns;
  for (const auto& row : Names<Metric>::table) columns.emplace_back(row.name);
  for (const auto& row : Names<Metric>::table) columns.push_back("val_" + std::string(row.name));
  return columns;
}

std::string metric_column_list() { return fmt::format("{}", fmt::join(metric_columns(), ", ")); }

Status create_schema(Database& database) {
  std::string sql = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; BEGIN;",
                                results_application_id, results_version);
  for (const Table& table : tables(results_version)) sql += table.sql + ";";
  return database.run((sql + "COMMIT;").c_str());
}

Result<std::int64_t> check_shape(Database& database) {
  auto version = check_header(database);
  if (!version) return version;
  for (const Table& table : tables(*version))
    if (auto right = check_table(database, table); !right) return tl::make_unexpected(right.error());
  return version;
}

Result<std::int64_t> check_schema(Database& database) {
  auto version = check_shape(database);
  if (!version) return version;
  if (auto whole = check_integrity(database); !whole) return tl::make_unexpected(whole.error());
  return version;
}

}  // namespace accelbench
