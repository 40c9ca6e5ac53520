// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/results_entry.h"

#include <system_error>

#include "core/results/schema.h"

namespace accelbench {
namespace {

Status read_entry_of_comparison(Database& database, ResultsEntry& entry) {
  const auto facts = database.integer("SELECT count(*) FROM comparison");
  const auto rounds = database.integer("SELECT count(*) FROM rounds WHERE finished AND NOT set_aside");
  if (!facts || !rounds) return bad_input(entry.file.string(), "the results file is damaged");
  entry.comparison = *facts > 0;
  entry.rounds = *rounds;
  const auto end = database.text("SELECT value FROM comparison WHERE key = 'end'");
  if (end) entry.end = value_named<ComparisonEnd>(*end).value_or(ComparisonEnd::unfinished);
  return {};
}

}  // namespace

Result<ResultsEntry> read_entry(Database& database, std::int64_t version, const std::filesystem::path& file) {
  auto created = database.text("SELECT value FROM about WHERE key = 'created'");
  auto name = database.text("SELECT value FROM about WHERE key = 'experiment_name'");
  auto runs = database.integer("SELECT count(*) FROM runs");
  if (!created || !name || !runs) return bad_input(file.string(), "the results file is damaged");
  std::error_code ignored;
  ResultsEntry entry;
  entry.file = file;
  entry.created = *created;
  entry.experiment_name = *name;
  entry.runs = *runs;
  entry.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file, ignored));
  if (version < version_with_comparisons) return entry;
  if (auto told = read_entry_of_comparison(database, entry); !told) return tl::make_unexpected(told.error());
  return entry;
}

}  // namespace accelbench
