// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/judgement_json.h"

#include <algorithm>

namespace accelbench {
namespace {

template <class Value>
Json list_of(const std::vector<Value>& values, Json (*json_of)(const Value&)) {
  Json list = Json::array();
  for (const Value& value : values) list.push_back(json_of(value));
  return list;
}

Json check_json(const CertificateCheck& check) {
  return {{"name", check.name},
          {"passed", check.passed},
          {"found", number_or_null(check.found)},
          {"limit", number_or_null(check.limit)},
          {"text", check.text}};
}

Json forecast_row_json(const Forecast::Row& row) {
  return {{"row", row.row},
          {"run_s", number_or_null(row.run_s)},
          {"energy_j", number_or_null(row.energy_j)},
          {"cost", number_or_null(row.cost)},
          {"currency", row.currency},
          {"skipped", row.skipped}};
}

Json figure_json(const QuantityFigure& figure) {
  Json json = {{"quantity", name_of(figure.quantity)}};
  json.update(to_json(figure));
  return json;
}

Json row_json(const RowFigures& row) {
  return {{"row", row.row},
          {"accelerator", row.accelerator},
          {"variant", row.variant},
          {"figures", list_of(row.figures, figure_json)}};
}

Json pair_json(const PairJudgement& pair) { return to_json(pair); }

std::size_t variant_from(JsonFields& fields) {
  const std::int64_t variant = fields.integer("variant");
  if (variant < 0) fields.refuse("variant", "expected a number from 0");
  return static_cast<std::size_t>(std::max<std::int64_t>(0, variant));
}

/// Each element of a list, read by `take` from its fields.
template <class Value, class Take>
std::vector<Value> each(JsonFields& parent, const char* key, Take take) {
  std::vector<Value> values;
  for (const Json& element : parent.array(key)) {
    JsonFields fields(element, key, parent.error());
    values.push_back(take(fields));
  }
  return values;
}

/// The whole value, or the first thing that is wrong with it.
template <class Value, class Take>
Result<Value> whole(const Json& json, const char* place, Take take) {
  std::optional<Error> error;
  JsonFields fields(json, place, error);
  Value value = take(fields);
  if (error) return tl::make_unexpected(*error);
  return value;
}

QuantityFigure figure_from(JsonFields& fields) {
  QuantityFigure figure;
  figure.quantity = fields.choice<Quantity>("quantity");
  figure.median = fields.number("median");
  figure.low = fields.number("low");
  figure.high = fields.number("high");
  figure.rounds = fields.integer("rounds");
  figure.reason = fields.text("reason");
  return figure;
}

RowFigures row_from(JsonFields& fields) {
  RowFigures row;
  row.row = fields.text("row");
  row.accelerator = fields.text("accelerator");
  row.variant = variant_from(fields);
  row.figures = each<QuantityFigure>(fields, "figures", figure_from);
  return row;
}

void read_counts(JsonFields& fields, PairJudgement& pair) {
  pair.rounds = fields.integer("rounds");
  pair.missed_a = fields.integer("missed_a");
  pair.missed_b = fields.integer("missed_b");
  pair.failed_a = fields.integer("failed_a");
  pair.failed_b = fields.integer("failed_b");
  pair.expected_rounds = fields.integer_or_nothing("expected_rounds");
}

PairJudgement pair_from(JsonFields& fields) {
  PairJudgement pair;
  pair.a = fields.text("a");
  pair.b = fields.text("b");
  pair.variant = variant_from(fields);
  pair.quantity = fields.choice<Quantity>("quantity");
  pair.decides = fields.boolean("decides");
  pair.ratio = fields.number("ratio");
  pair.low = fields.number("low");
  pair.high = fields.number("high");
  pair.level = fields.number("level").value_or(0);
  pair.confidence = fields.number("confidence").value_or(0);
  read_counts(fields, pair);
  pair.method = fields.text("method");
  pair.verdict = fields.choice<Verdict>("verdict");
  pair.within_floor = fields.boolean("within_floor");
  pair.resolved = fields.boolean("resolved");
  pair.reason = fields.text("reason");
  pair.sentence = fields.text("sentence");
  return pair;
}

Look look_from(JsonFields& fields) {
  Look look;
  look.rounds = fields.integer("rounds");
  look.alpha_spent = fields.number("alpha_spent").value_or(0);
  look.best = fields.texts("best");
  look.resolved = fields.boolean("resolved");
  look.pairs = each<PairJudgement>(fields, "pairs", pair_from);
  return look;
}

Judgement judgement_from(JsonFields& fields) {
  Judgement judgement;
  judgement.rows = each<RowFigures>(fields, "rows", row_from);
  judgement.pairs = each<PairJudgement>(fields, "pairs", pair_from);
  judgement.pairs_with_set_aside = each<PairJudgement>(fields, "pairs_with_set_aside", pair_from);
  judgement.best = fields.texts("best");
  judgement.leader_pairs = each<PairJudgement>(fields, "leader_pairs", pair_from);
  judgement.planned_looks = fields.integers("planned_looks");
  judgement.rounds = fields.integer("rounds");
  judgement.set_aside = fields.integer("set_aside");
  judgement.resolved = fields.boolean("resolved");
  judgement.next_look = fields.integer_or_nothing("next_look");
  judgement.expected_rounds = fields.integer_or_nothing("expected_rounds");
  return judgement;
}

NoiseFloor floor_from(JsonFields& fields) {
  NoiseFloor floor;
  floor.floor = fields.number("floor").value_or(0);
  if (floor.floor < 1) fields.refuse("floor", "expected a ratio of at least 1");
  floor.accelerator = fields.text("accelerator");
  floor.quantity = fields.choice<Quantity>("quantity");
  floor.machine = fields.text("machine");
  floor.workload = fields.text("workload");
  floor.measured = fields.text("measured");
  floor.rounds = fields.integer("rounds");
  return floor;
}

Forecast::Row forecast_row_from(JsonFields& fields) {
  return {fields.text("row"),    fields.number("run_s"),  fields.number("energy_j"),
          fields.number("cost"), fields.text("currency"), fields.text("skipped")};
}

Forecast forecast_from(JsonFields& fields) {
  Forecast forecast;
  forecast.rows = each<Forecast::Row>(fields, "rows", forecast_row_from);
  forecast.round_s = fields.number("round_s").value_or(0);
  forecast.first_look = fields.integer("first_look");
  forecast.most_rounds = fields.integer("most_rounds");
  forecast.rounds_in_time = fields.integer_or_nothing("rounds_in_time");
  return forecast;
}

}  // namespace

Json to_json(const CertificateRecord& certificate) {
  return {{"row", certificate.row},
          {"accelerator", certificate.accelerator},
          {"variant", certificate.variant},
          {"comparable", certificate.comparable},
          {"algorithm", certificate.algorithm},
          {"status", name_of(certificate.status)},
          {"reason", certificate.reason},
          {"checks", list_of(certificate.checks, check_json)},
          {"note", certificate.note},
          {"cold_start_s", number_or_null(certificate.cold_start_s)}};
}

Json to_json(const Disturbance& disturbance) {
  return {{"kind", name_of(disturbance.kind)},
          {"outside", disturbance.outside},
          {"found", number_or_null(disturbance.found)},
          {"limit", number_or_null(disturbance.limit)},
          {"text", disturbance.text}};
}

Json to_json(const NoiseFloor& floor) {
  return {{"floor", number_or_null(floor.floor)},
          {"accelerator", floor.accelerator},
          {"quantity", name_of(floor.quantity)},
          {"machine", floor.machine},
          {"workload", floor.workload},
          {"measured", floor.measured},
          {"rounds", floor.rounds}};
}

Json to_json(const Forecast& forecast) {
  return {{"rows", list_of(forecast.rows, forecast_row_json)},
          {"round_s", number_or_null(forecast.round_s)},
          {"first_look", forecast.first_look},
          {"most_rounds", forecast.most_rounds},
          {"rounds_in_time", integer_or_null(forecast.rounds_in_time)}};
}

Json to_json(const QuantityFigure& figure) {
  return {{"median", number_or_null(figure.median)},
          {"low", number_or_null(figure.low)},
          {"high", number_or_null(figure.high)},
          {"rounds", figure.rounds},
          {"reason", figure.reason}};
}

Json to_json(const PairJudgement& pair) {
  return {{"a", pair.a},
          {"b", pair.b},
          {"quantity", name_of(pair.quantity)},
          {"ratio", number_or_null(pair.ratio)},
          {"low", number_or_null(pair.low)},
          {"high", number_or_null(pair.high)},
          {"level", number_or_null(pair.level)},
          {"verdict", name_of(pair.verdict)},
          {"decides", pair.decides},
          {"confidence", number_or_null(pair.confidence)},
          {"method", pair.method},
          {"rounds", pair.rounds},
          {"missed_a", pair.missed_a},
          {"missed_b", pair.missed_b},
          {"failed_a", pair.failed_a},
          {"failed_b", pair.failed_b},
          {"within_floor", pair.within_floor},
          {"resolved", pair.resolved},
          {"expected_rounds", integer_or_null(pair.expected_rounds)},
          {"reason", pair.reason},
          {"sentence", pair.sentence},
          {"variant", pair.variant}};
}

Json to_json(const Look& look) {
  return {{"rounds", look.rounds},
          {"alpha_spent", number_or_null(look.alpha_spent)},
          {"pairs", list_of(look.pairs, pair_json)},
          {"best", look.best},
          {"resolved", look.resolved}};
}

Json judgement_without_looks(const Judgement& judgement) {
  return {{"rows", list_of(judgement.rows, row_json)},
          {"pairs", list_of(judgement.pairs, pair_json)},
          {"pairs_with_set_aside", list_of(judgement.pairs_with_set_aside, pair_json)},
          {"best", judgement.best},
          {"leader_pairs", list_of(judgement.leader_pairs, pair_json)},
          {"planned_looks", judgement.planned_looks},
          {"rounds", judgement.rounds},
          {"set_aside", judgement.set_aside},
          {"resolved", judgement.resolved},
          {"next_look", integer_or_null(judgement.next_look)},
          {"expected_rounds", integer_or_null(judgement.expected_rounds)}};
}

Result<NoiseFloor> floor_from_json(const Json& value) {
  return whole<NoiseFloor>(value, "floor", floor_from);
}
Result<Forecast> forecast_from_json(const Json& value) {
  return whole<Forecast>(value, "forecast", forecast_from);
}
Result<Look> look_from_json(const Json& value) { return whole<Look>(value, "look", look_from); }
Result<Judgement> judgement_from_json(const Json& value) {
  return whole<Judgement>(value, "judgement", judgement_from);
}

// Texts come from children and engines: a byte that is no UTF-8 must not stop the record.
std::string json_text(const Json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace accelbench
