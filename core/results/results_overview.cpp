// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/results_overview.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/engine/event_json.h"
#include "core/results/comparison_words.h"
#include "core/results/database.h"
#include "core/results/judgement_json.h"
#include "core/results/read_comparison.h"
#include "core/results/schema.h"

namespace accelbench {
namespace {

constexpr const char* most_accelerators = " LIMIT 64";
constexpr const char* first_summaries = " LIMIT 1000";  // of a sweep: enough for a line of a list
constexpr std::size_t most_judgement_bytes = std::size_t{4} << 20;

std::optional<double> lower(std::optional<double> a, std::optional<double> b) {
  if (!b || !std::isfinite(*b)) return a;
  return a ? std::min(*a, *b) : *b;
}

std::optional<double> higher(std::optional<double> a, std::optional<double> b) {
  if (!b || !std::isfinite(*b)) return a;
  return a ? std::max(*a, *b) : *b;
}

Status read_origin(Database& database, ResultsOverview& overview) {
  return each_row(database, "SELECT key, value FROM about", [&](const Statement& row) -> Status {
    const std::string key = row.text(0);
    if (key == "created") overview.entry.created = row.text(1);
    if (key == "experiment_name") overview.entry.experiment_name = row.text(1);
    if (key == "fingerprint") overview.fingerprint = row.text(1);
    return {};
  });
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

Status read_training(Database& database, ResultsOverview& overview) {
  return each_row(
      database, std::string("SELECT finished, summary FROM runs ORDER BY run") + first_summaries,
      [&](const Statement& row) -> Status {
        auto summary = summary_from_json(nlohmann::ordered_json::parse(row.text(1), nullptr, false));
        if (!summary) return damaged(database, "the summary of a run: " + summary.error().message);
        add_once(overview.accelerators, summary->accelerator);
        overview.final_loss = lower(overview.final_loss, summary->final_loss);
        overview.samples_per_second = higher(overview.samples_per_second, summary->samples_per_second);
        if (row.integer(0) == 0 || summary->status != RunStatus::completed) ++overview.not_completed;
        return {};
      });
}

/// The sentence that people look for: one that says who is better, before one that says that nobody is.
std::string verdict_of(const Judgement& judgement) {
  const auto separated = std::ranges::find_if(judgement.pairs, [](const PairJudgement& pair) {
    return pair.decides && is_separated(pair.verdict) && !pair.sentence.empty();
  });
  if (separated != judgement.pairs.end()) return separated->sentence;
  const auto any = std::ranges::find_if(
      judgement.pairs, [](const PairJudgement& pair) { return pair.decides && !pair.sentence.empty(); });
  return any == judgement.pairs.end() ? std::string() : any->sentence;
}

Status read_told_judgement(const std::string& text, Database& database, ResultsOverview& overview) {
  if (text.empty() || text.size() > most_judgement_bytes) return {};
  auto judgement = judgement_from_json(nlohmann::ordered_json::parse(text, nullptr, false));
  if (!judgement) return damaged(database, "the judgement: " + judgement.error().message);
  for (const std::string& row : judgement->best)
    if (!row.empty()) overview.best.push_back(row);
  overview.verdict = verdict_of(*judgement);
  return {};
}

Status read_comparison_values(Database& database, ResultsOverview& overview) {
  return each_row(database, "SELECT key, value FROM comparison WHERE key IN ('end', 'judgement')",
                  [&](const Statement& row) -> Status {
                    if (row.text(0) == "judgement") return read_told_judgement(row.text(1), database, overview);
                    overview.entry.end =
                        value_named<ComparisonEnd>(row.text(1)).value_or(ComparisonEnd::unfinished);
                    return {};
                  });
}

Status read_comparison_overview(Database& database, ResultsOverview& overview) {
  const auto rounds = database.integer("SELECT count(*) FROM rounds WHERE finished AND NOT set_aside");
  if (!rounds) return tl::make_unexpected(rounds.error());
  overview.entry.rounds = *rounds;
  auto names = each_row(
      database, std::string("SELECT accelerator FROM certificates ORDER BY certificate") + most_accelerators,
      [&](const Statement& row) -> Status {
        add_once(overview.accelerators, row.text(0));
        return {};
      });
  if (!names) return names;
  return read_comparison_values(database, overview);
}

Status read_lines(Database& database, std::int64_t version, ResultsOverview& overview) {
  const auto runs = database.integer("SELECT count(*) FROM runs");
  if (!runs) return tl::make_unexpected(runs.error());
  overview.entry.runs = *runs;
  if (version >= version_with_comparisons) {
    const auto facts = database.integer("SELECT count(*) FROM comparison");
    if (!facts) return tl::make_unexpected(facts.error());
    overview.entry.comparison = *facts > 0;
  }
  return overview.entry.comparison ? read_comparison_overview(database, overview)
                                   : read_training(database, overview);
}

}  // namespace

Result<ResultsOverview> results_overview(const std::filesystem::path& file) {
  auto database = Database::open_untrusted(file);
  if (!database) return tl::make_unexpected(database.error());
  const auto version = check_shape(*database);
  if (!version) return tl::make_unexpected(version.error());
  ResultsOverview overview;
  overview.entry.file = file;
  std::error_code ignored;
  overview.entry.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file, ignored));
  if (auto read = read_origin(*database, overview); !read) return tl::make_unexpected(read.error());
  if (auto read = read_lines(*database, *version, overview); !read) return tl::make_unexpected(read.error());
  return overview;
}

}  // namespace accelbench
