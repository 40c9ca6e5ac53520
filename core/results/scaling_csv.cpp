// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/scaling_csv.h"

#include "core/results/csv_text.h"

namespace accelbench {
namespace {

void scaling_head(CsvText& csv, const ScalingStudy& study, const char* kind, std::int64_t ranks) {
  csv.cells(study.accelerator, study.engine, name_of(study.work.kind), study.variant, kind, ranks);
}

void estimate_cells(CsvText& csv, const ScalingEstimate& estimate) {
  csv.cells(estimate.centre, estimate.low, estimate.high);
}

void point_line(CsvText& csv, const ScalingStudy& study, const ScalingPoint& point) {
  scaling_head(csv, study, "measured", point.ranks);
  for (const auto* figure : {&point.samples_per_second, &point.speed_up, &point.efficiency})
    csv.cells(figure->value, figure->low, figure->high);
  csv.cells(point.exchange_share, "", "", point.rounds, point.row, point.reason);
  csv.end_row();
}

void prediction_line(CsvText& csv, const ScalingStudy& study, const ScalingPrediction& prediction) {
  scaling_head(csv, study, prediction.measured ? "model" : "prediction", prediction.ranks);
  estimate_cells(csv, samples_per_second(study.work, prediction));
  for (const auto* estimate : {&prediction.speed_up, &prediction.efficiency, &prediction.exchange_share})
    estimate_cells(csv, *estimate);
  csv.cells("", "", "");
  csv.end_row();
}

}  // namespace

std::string scaling_csv(const std::vector<ScalingStudy>& studies) {
  CsvText csv;
  csv.cells("accelerator", "engine", "scaling", "variant", "kind", "ranks");
  for (const std::string figure : {"samples_per_second", "speed_up", "efficiency", "exchange_share"})
    csv.cells(figure, figure + "_low", figure + "_high");
  csv.cells("rounds", "row", "reason");
  csv.end_row();
  for (const ScalingStudy& study : studies) {
    for (const ScalingPoint& point : study.points) point_line(csv, study, point);
    if (!study.fit) continue;
    for (const ScalingPrediction& one : study.fit->predictions) prediction_line(csv, study, one);
  }
  return csv.text();
}

}  // namespace accelbench
