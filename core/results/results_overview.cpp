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
#include "core/results/results_entry.h"
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

Status read_comparison_overview(Database& database, ResultsOverview& overview) {
  auto names = each_row(
      database, std::string("SELECT accelerator FROM certificates ORDER BY certificate") + most_accelerators,
      [&](const Statement& row) -> Status {
        add_once(overview.accelerators, row.text(0));
        return {};
      });
  if (!names) return names;
  return each_row(database, "SELECT value FROM comparison WHERE key = 'judgement'",
                  [&](const Statement& row) { return read_told_judgement(row.text(0), database, overview); });
}

}  // namespace

Result<ResultsOverview> results_overview(const std::filesystem::path& file) {
  auto database = Database::open_untrusted(file);
  if (!database) return tl::make_unexpected(database.error());
  const auto version = check_shape(*database);
  if (!version) return tl::make_unexpected(version.error());
  auto entry = read_entry(*database, *version, file);
  if (!entry) return tl::make_unexpected(entry.error());
  ResultsOverview overview;
  overview.entry = std::move(*entry);
  overview.fingerprint = database->text("SELECT value FROM about WHERE key = 'fingerprint'").value_or("");
  const Status read = overview.entry.comparison ? read_comparison_overview(*database, overview)
                                                : read_training(*database, overview);
  if (!read) return tl::make_unexpected(read.error());
  return overview;
}

}  // namespace accelbench
