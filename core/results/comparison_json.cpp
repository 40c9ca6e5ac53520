// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/comparison_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/engine/event_json.h"
#include "core/engine/variant_json.h"
#include "core/experiment/yaml.h"
#include "core/results/judgement_json.h"
#include "core/results/scaling_json.h"

namespace accelbench {
namespace {

template <class Values, class Get>
Json list_of(const Values& values, Get get) {
  Json list = Json::array();
  for (const auto& value : values) list.push_back(get(value));
  return list;
}

bool counts(const RoundRecord& round) { return round.finished && !round.set_aside; }

/// Without a sweep the one name; with one, and where nothing leads, null.
Json best_json(const std::vector<std::string>& best) {
  return best.size() == 1 && !best.front().empty() ? Json(best.front()) : Json(nullptr);
}

Json pair_json(const PairJudgement& pair) { return to_json(pair); }

Json look_json(const Look& look) {
  return {{"rounds", look.rounds},
          {"alpha_spent", number_or_null(look.alpha_spent)},
          {"pairs", list_of(look.pairs, pair_json)},
          {"best", best_json(look.best)},
          {"resolved", look.resolved},
          {"best_by_variant", look.best}};
}

Json order_json(const RoundRecord& round) {
  return {{"attempt", round.attempt},
          {"round", round.round},
          {"seed", round.seed},
          {"rows", list_of(round.runs, [](const RoundRun& run) { return run.row; })},
          {"finished", round.finished},
          {"set_aside", round.set_aside},
          {"ended_s", number_or_null(round.ended_s)}};
}

/// Which rounds were planned, and in which order each ran.
Json schedule_json(const Results& results, const Judgement& judgement) {
  Json json = {{"seed", results.comparison->seed}};
  const auto experiment = read_experiment(results.experiment_text, results.file.string());
  if (experiment) {
    const ComparisonSpec& spec = experiment->experiment.comparison;
    json["baseline"] = spec.baseline;
    json["quantity"] = name_of(spec.quantity);
    json["min"] = spec.rounds.min;
    json["max"] = spec.rounds.max;
    json["until_resolved"] = spec.rounds.until_resolved;
    json["resolution"] = spec.resolution;
    json["measure_s"] = spec.measure_s;
    json["time_limit_s"] = spec.time_limit_s;
  }
  json["looks"] = judgement.planned_looks;
  json["order"] = list_of(results.comparison->rounds, order_json);
  return json;
}

Json run_disturbances_json(const RoundRecord& round, bool outside_only) {
  Json list = Json::array();
  for (const RoundRun& run : round.runs)
    for (const Disturbance& one : run.disturbances) {
      if (outside_only && !one.outside) continue;
      Json json = {{"attempt", round.attempt}, {"round", round.round}, {"run", run.run}, {"row", run.row}};
      json.update(to_json(one));
      list.push_back(std::move(json));
    }
  return list;
}

Json set_aside_json(const ComparisonRecord& facts) {
  Json list = Json::array();
  for (const RoundRecord& round : facts.rounds) {
    if (!round.set_aside) continue;
    list.push_back({{"attempt", round.attempt},
                    {"round", round.round},
                    {"disturbances", run_disturbances_json(round, true)},
                    {"runs", list_of(round.runs, [](const RoundRun& run) { return to_json(run.summary); })}});
  }
  return list;
}

Json disturbances_json(const ComparisonRecord& facts) {
  Json list = Json::array();
  for (const RoundRecord& round : facts.rounds)
    for (Json& one : run_disturbances_json(round, false)) list.push_back(std::move(one));
  return list;
}

/// Its runs in the rounds that count, in their order.
Json runs_json(const ComparisonRecord& facts, const std::string& row) {
  Json list = Json::array();
  for (const RoundRecord& round : facts.rounds) {
    if (!counts(round)) continue;
    for (const RoundRun& run : round.runs)
      if (run.row == row) list.push_back(to_json(run.summary));
  }
  return list;
}

Json figure_json(const RowFigures& row, Quantity quantity) {
  const auto found = std::ranges::find(row.figures, quantity, &QuantityFigure::quantity);
  if (found != row.figures.end()) return to_json(*found);
  QuantityFigure nothing;
  nothing.reason = "no counted run";
  return to_json(nothing);
}

/// The three of the contract first, then all others.
void add_figures(const RowFigures& row, Json& json) {
  constexpr std::array first = {Quantity::time_to_target, Quantity::throughput, Quantity::final_loss};
  for (const Quantity quantity : first) json[std::string(name_of(quantity))] = figure_json(row, quantity);
  for (const auto& quantity : Names<Quantity>::table)
    if (std::ranges::find(first, quantity.value) == first.end())
      json[std::string(quantity.name)] = figure_json(row, quantity.value);
}

Json accelerator_json(const Results& results, const RowFigures& row) {
  const ComparisonRecord& facts = *results.comparison;
  const auto certificate = std::ranges::find(facts.certificates, row.row, &CertificateRecord::row);
  const bool certified = certificate != facts.certificates.end();
  Json json = {{"id", row.row},
               {"comparable", certified && certificate->comparable},
               {"certificate", certified ? to_json(*certificate) : Json(nullptr)},
               {"runs", runs_json(facts, row.row)}};
  add_figures(row, json);
  json["cold_start_s"] = certified ? number_or_null(certificate->cold_start_s) : Json(nullptr);
  json["accelerator"] = row.accelerator;
  json["variant"] = row.variant;
  return json;
}

/// Those of the file's sweep, in the order of their numbers.
Json variants_json(const Results& results, const Judgement& judgement) {
  std::vector<const Variant*> variants(judgement.best.size(), nullptr);
  for (const RoundRecord& round : results.comparison->rounds)
    for (const RoundRun& run : round.runs)
      if (run.variant < variants.size() && !run.summary.variant.empty())
        variants[run.variant] = &run.summary.variant;
  Json list = Json::array();
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (variants[i] == nullptr) continue;
    Json json = to_json(*variants[i]);
    json["variant"] = i;
    json["best"] = judgement.best[i].empty() ? Json(nullptr) : Json(judgement.best[i]);
    list.push_back(std::move(json));
  }
  return list;
}

/// What grew behind the keys of the contract.
void add_rest(const Results& results, const Judgement& judgement, Json& json) {
  const ComparisonRecord& facts = *results.comparison;
  json["pairs_with_set_aside"] = list_of(judgement.pairs_with_set_aside, pair_json);
  json["leader_pairs"] = list_of(judgement.leader_pairs, pair_json);
  json["disturbances"] = disturbances_json(facts);
  json["variants"] = variants_json(results, judgement);
  json["a_a"] = facts.a_a;
  json["floor"] = facts.floor ? to_json(*facts.floor) : Json(nullptr);
  json["forecasts"] = list_of(results.forecasts, [](const Forecast& one) { return to_json(one); });
  json["end"] = name_of(facts.end);
  json["end_reason"] = facts.end_reason;
  json["next_look"] = integer_or_null(judgement.next_look);
  json["expected_rounds"] = integer_or_null(judgement.expected_rounds);
  json["as_told"] = results.judgement ? Json(*results.judgement == judgement) : Json(nullptr);
  json["file"] = results.file.string();
  json["created"] = results.created;
}

}  // namespace

nlohmann::ordered_json comparison_json(const Results& results, const Judgement& judgement,
                                       const std::vector<ScalingStudy>& scaling) {
  if (!results.comparison) return nullptr;
  Json json = {{"experiment", {{"name", results.experiment_name}, {"text", results.experiment_text}}},
               {"fingerprint", results.fingerprint.empty() ? Json(nullptr) : Json(results.fingerprint)},
               {"machine", to_json(results.machine)},
               {"rounds", judgement.rounds},
               {"schedule", schedule_json(results, judgement)}};
  json["accelerators"] =
      list_of(judgement.rows, [&](const RowFigures& row) { return accelerator_json(results, row); });
  json["pairs"] = list_of(judgement.pairs, pair_json);
  json["best"] = best_json(judgement.best);
  json["looks"] = list_of(judgement.looks, look_json);
  json["resolved"] = judgement.resolved;
  json["set_aside"] = set_aside_json(*results.comparison);
  add_rest(results, judgement, json);
  json["scaling"] = list_of(scaling, scaling_json);
  return json;
}

}  // namespace accelbench
