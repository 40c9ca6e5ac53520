// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/report_scaling_plots.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/results/svg/plots.h"

namespace accelbench {
namespace {

constexpr std::size_t most_studies_drawn = 8;

/// Speed-up or efficiency: where it stands in points and in predictions.
struct ScalingValue {
  const char* title;
  const char* file;
  ScalingFigure ScalingPoint::*of_point;
  ScalingEstimate ScalingPrediction::*of_model;
  double factor;
  bool logarithmic;
};
constexpr ScalingValue drawn_values[] = {
    {"Speed-up over ranks", "speed-up", &ScalingPoint::speed_up, &ScalingPrediction::speed_up, 1, true},
    {"Efficiency over ranks (%)", "efficiency", &ScalingPoint::efficiency, &ScalingPrediction::efficiency,
     100, false},
};

std::optional<double> times(std::optional<double> value, double factor) {
  return value ? std::optional(*value * factor) : std::nullopt;
}

svg::ScalingCurve scaling_curve(const ReportView& view, const ScalingStudy& study,
                                const ScalingValue& value) {
  svg::ScalingCurve curve;
  const ReportRow* row = study.points.empty() ? nullptr : view.row(study.points.front().row);
  curve.look = row ? row->look : 0;
  curve.name = study.variant.empty() ? study.accelerator : study.accelerator + " · " + study.variant;
  for (const ScalingPoint& point : study.points) {
    const ScalingFigure& figure = point.*value.of_point;
    if (!figure.value) continue;
    const double ranks = static_cast<double>(point.ranks);
    curve.measured.push_back({ranks, *figure.value * value.factor, times(figure.low, value.factor),
                              times(figure.high, value.factor)});
    curve.measured_to = ranks;
  }
  if (!study.fit) return curve;
  for (const ScalingPrediction& one : study.fit->predictions) {
    const ScalingEstimate& told = one.*value.of_model;
    curve.model.push_back({static_cast<double>(one.ranks), told.centre * value.factor,
                           told.low * value.factor, told.high * value.factor});
  }
  return curve;
}

/// Of the fewest ranks drawn to the most.
std::vector<svg::Point> ideal_line(const std::vector<svg::ScalingCurve>& curves, const ScalingValue& value) {
  double fewest = 0, most = 0;
  for (const svg::ScalingCurve& curve : curves)
    for (const auto* points : {&curve.measured, &curve.model})
      for (const svg::RanksPoint& point : *points) {
        fewest = fewest == 0 ? point.ranks : std::min(fewest, point.ranks);
        most = std::max(most, point.ranks);
      }
  if (fewest == 0) return {};
  return {{fewest, value.factor}, {most, value.factor * (value.logarithmic ? most / fewest : 1)}};
}

ReportPlot picture_of(const ReportView& view, ScalingKind kind, const ScalingValue& value,
                      const std::string& style) {
  svg::ScalingPlot plot;
  for (const ScalingStudy& study : *view.source().scaling)
    if (study.work.kind == kind && plot.curves.size() < most_studies_drawn)
      if (svg::ScalingCurve curve = scaling_curve(view, study, value); !curve.measured.empty())
        plot.curves.push_back(std::move(curve));
  if (plot.curves.empty()) return {};
  plot.caption = {
      fmt::format("{}, {} scaling", value.title, name_of(kind)),
      "marks: measured, with their intervals; line: model; dashed: a prediction; band: its 95 % interval; "
      "dotted: ideal",
      style};
  plot.y = {value.logarithmic ? "speed-up (logarithmic)" : "efficiency (%)", value.logarithmic,
            !value.logarithmic};
  plot.ideal = ideal_line(plot.curves, value);
  return {"scaling", fmt::format("{}-{}", value.file, name_of(kind)), scaling_plot(plot)};
}

}  // namespace

std::vector<ReportPlot> scaling_plots(const ReportView& view, const std::string& style) {
  std::vector<ReportPlot> plots;
  if (!view.source().scaling) return plots;
  for (const ScalingKind kind : {ScalingKind::strong, ScalingKind::weak})
    for (const ScalingValue& value : drawn_values)
      if (ReportPlot plot = picture_of(view, kind, value, style); !plot.svg.empty())
        plots.push_back(std::move(plot));
  return plots;
}

}  // namespace accelbench
