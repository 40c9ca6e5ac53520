// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/side_by_side_json.h"

#include <nlohmann/json.hpp>

#include "core/engine/json_fields.h"
#include "core/results/comparison_json.h"
#include "core/results/exports.h"
#include "core/results/side_by_side.h"

namespace accelbench {
namespace {

Json document_of(const ReportView& view) {
  return view.judgement() ? comparison_json(view.results(), *view.judgement()) : report_json(view.results());
}

Json figure_json(const QuantityFigure& figure, bool is_there) {
  if (!is_there) return nullptr;
  return {{"median", number_or_null(figure.median)},
          {"low", number_or_null(figure.low)},
          {"high", number_or_null(figure.high)}};
}

Json beside_json(const FigureBeside& both) {
  return {{"row", both.row},
          {"quantity", name_of(both.a.quantity)},
          {"a", figure_json(both.a, both.in_a)},
          {"b", figure_json(both.b, both.in_b)},
          {"ratio", number_or_null(both.ratio)}};
}

Json verdict_json(const VerdictBeside& both) {
  return {{"a", both.a->a},
          {"b", both.a->b},
          {"quantity", name_of(both.a->quantity)},
          {"decides", both.a->decides},
          {"verdict_a", name_of(both.a->verdict)},
          {"verdict_b", both.b ? Json(name_of(both.b->verdict)) : Json(nullptr)},
          {"agreement", both.agreement.empty() ? Json(nullptr) : Json(both.agreement)}};
}

}  // namespace

Json side_by_side_json(const ReportSource& a, const ReportSource& b) {
  const ReportView view_a(a);
  const ReportView view_b(b);
  const SideBySide both = side_by_side(view_a, view_b);
  Json differences = Json::array(), figures = Json::array(), verdicts = Json::array();
  for (const SettingDifference& difference : both.differences)
    differences.push_back({{"key", difference.key}, {"a", difference.a}, {"b", difference.b}});
  for (const FigureBeside& figure : both.figures) figures.push_back(beside_json(figure));
  for (const VerdictBeside& verdict : both.verdicts) verdicts.push_back(verdict_json(verdict));
  return {{"a", document_of(view_a)},
          {"b", document_of(view_b)},
          {"same_work", both.same_work ? Json(*both.same_work) : Json(nullptr)},
          {"differences", std::move(differences)},
          {"figures", std::move(figures)},
          {"verdicts", std::move(verdicts)}};
}

}  // namespace accelbench
