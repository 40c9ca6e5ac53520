// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/judged_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/experiment/yaml.h"
#include "core/judgement/scaling.h"

namespace accelbench {
namespace {

bool is_close(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return *a == *b || std::abs(*a - *b) <= 1e-9 * std::max(std::abs(*a), std::abs(*b));
}

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.6g}", *value) : "none";
}

std::string pair_name(const PairJudgement& pair) {
  return fmt::format("{} against {}, {}", pair.a, pair.b, name_of(pair.quantity));
}

void compare_pair(const PairJudgement& told, const PairJudgement& computed, std::vector<std::string>& found) {
  if (told.verdict != computed.verdict)
    found.push_back(fmt::format("{}: told {}, computed {}", pair_name(told), name_of(told.verdict),
                                name_of(computed.verdict)));
  else if (!is_close(told.ratio, computed.ratio) || !is_close(told.low, computed.low) ||
           !is_close(told.high, computed.high))
    found.push_back(fmt::format("{}: told {} ({} to {}), computed {} ({} to {})", pair_name(told),
                                number(told.ratio), number(told.low), number(told.high),
                                number(computed.ratio), number(computed.low), number(computed.high)));
  else if (told.rounds != computed.rounds)
    found.push_back(
        fmt::format("{}: told of {} rounds, computed of {}", pair_name(told), told.rounds, computed.rounds));
}

using PairKey = std::pair<std::pair<std::string, std::string>, Quantity>;
PairKey key_of(const PairJudgement& pair) { return {{pair.a, pair.b}, pair.quantity}; }

void compare_pairs(const Judgement& told, const Judgement& computed, std::vector<std::string>& found) {
  std::map<PairKey, const PairJudgement*> by_key;
  for (const PairJudgement& pair : computed.pairs) by_key.emplace(key_of(pair), &pair);
  for (const PairJudgement& pair : told.pairs) {
    const auto other = by_key.find(key_of(pair));
    if (other == by_key.end())
      found.push_back(pair_name(pair) + ": told, and not in what is computed");
    else
      compare_pair(pair, *other->second, found);
  }
  if (told.pairs.size() < computed.pairs.size())
    found.push_back(
        fmt::format("{} pairs were told, {} are computed", told.pairs.size(), computed.pairs.size()));
}

std::map<std::string, JudgedRow> by_name(const JudgementRequest& request) {
  std::map<std::string, JudgedRow> rows;
  for (const JudgedRow& row : request.rows) rows.emplace(row.row, row);
  return rows;
}

/// Before its first round there is nothing that was told; while it runs the two are of different moments.
void recompute(JudgedResults& judged, const Experiment& experiment) {
  const JudgementRequest request = judgement_request(experiment);
  judged.rows = by_name(request);
  judged.judgement = judge(request, *judged.results.comparison);
  judged.scaling = scaling_studies(experiment, *judged.results.comparison);
  const auto& told = judged.results.judgement;
  if (told && !judged.results.recording) judged.differences = differences_of(*told, *judged.judgement);
}

std::string recomputed_words(const JudgedResults& judged) {
  if (!judged.differences.empty())
    return "computed again from the runs, they are NOT those that were told: a defect, or a file that was "
           "changed";
  return judged.results.judgement && !judged.results.recording
             ? "computed again from the runs: the same as were told"
             : "computed from the runs";
}

}  // namespace

ReportSource JudgedResults::source() const {
  ReportSource source;
  source.results = &results;
  source.value_of = [this](Quantity quantity, const RunSummary& run, const std::string& row) {
    const auto found = rows.find(row);
    return quantity_of(quantity, run, found == rows.end() ? JudgedRow() : found->second).value;
  };
  if (!judgement) return source;
  source.judgement = &*judgement;
  source.scaling = &scaling;
  source.recomputed = recomputed_words(*this);
  const auto decides = std::ranges::find_if(judgement->pairs, &PairJudgement::decides);
  if (results.comparison->a_a && decides != judgement->pairs.end())
    source.measured_floor = noise_floor(*decides);
  source.command = fmt::format("accelbench-cli compare {} --repeat", results.file.filename().string());
  return source;
}

Result<std::unique_ptr<const JudgedResults>> judged_results(const std::filesystem::path& file) {
  auto results = read_results(file);
  if (!results) return tl::make_unexpected(results.error());
  return judged_results(std::move(*results));
}

Result<std::unique_ptr<const JudgedResults>> judged_results(Results results) {
  auto judged = std::make_unique<JudgedResults>();
  judged->results = std::move(results);
  const auto read = read_experiment(judged->results.experiment_text, "experiment");
  if (read && judged->results.comparison) {
    recompute(*judged, read->experiment);
  } else if (read) {
    judged->rows = by_name(judgement_request(read->experiment));
  } else if (judged->results.comparison) {
    return bad_input(judged->results.file.string(),
                     "the experiment in it cannot be read: " + to_string(read.error().front()),
                     "its verdicts cannot be computed again; take the file as it was written");
  }
  return judged;
}

std::vector<std::string> differences_of(const Judgement& told, const Judgement& computed) {
  std::vector<std::string> found;
  if (told.rounds != computed.rounds)
    found.push_back(
        fmt::format("{} counted rounds were told, {} are in the file", told.rounds, computed.rounds));
  compare_pairs(told, computed, found);
  if (told.best != computed.best) found.emplace_back("another accelerator was told to be best");
  if (told.resolved != computed.resolved)
    found.push_back(fmt::format("told {}resolved, computed {}resolved", told.resolved ? "" : "not ",
                                computed.resolved ? "" : "not "));
  return found;
}

}  // namespace accelbench
