// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/report_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/results/comparison_words.h"

namespace accelbench {
namespace {

constexpr std::int64_t most_points = 240;
constexpr std::size_t most_raw_runs = 30;

/// The epochs at which curves have points: all, or evenly spread ones with the first and the last.
std::vector<std::int64_t> epochs_to_draw(std::int64_t last) {
  std::vector<std::int64_t> epochs;
  const std::int64_t count = std::min(last, most_points);
  for (std::int64_t i = 0; i < count; ++i)
    epochs.push_back(count < 2 ? last
                               : 1 + static_cast<std::int64_t>(
                                         std::llround(static_cast<double>(last - 1) * static_cast<double>(i) /
                                                      static_cast<double>(count - 1))));
  return epochs;
}

const EpochRecord* epoch_of(const RunRecord& run, std::int64_t epoch) {
  const auto found = std::ranges::lower_bound(run.epochs, epoch, {}, &EpochRecord::epoch);
  return found != run.epochs.end() && found->epoch == epoch ? &*found : nullptr;
}

double value_at(const EpochRecord& epoch, CurveValue value) {
  return value == CurveValue::loss ? epoch.loss : epoch.val_loss;
}

std::int64_t last_epoch(const std::vector<const RunRecord*>& runs) {
  std::int64_t last = 0;
  for (const RunRecord* run : runs)
    if (!run->epochs.empty()) last = std::max(last, run->epochs.back().epoch);
  return std::min<std::int64_t>(last, std::int64_t{1} << 40);
}

double place_of(const std::vector<const EpochRecord*>& epochs, CurveOver over) {
  if (over == CurveOver::epoch) return static_cast<double>(epochs.front()->epoch);
  std::vector<double> seconds;
  for (const EpochRecord* epoch : epochs) seconds.push_back(epoch->elapsed_s);
  return median_of(std::move(seconds)).value_or(std::numeric_limits<double>::quiet_NaN());
}

void add_point(svg::Curve& curve, const std::vector<const EpochRecord*>& epochs, CurveValue value,
               CurveOver over) {
  std::vector<double> values;
  for (const EpochRecord* epoch : epochs)
    if (std::isfinite(value_at(*epoch, value))) values.push_back(value_at(*epoch, value));
  if (values.empty()) return;
  const auto [low, high] = std::ranges::minmax(values);
  const double x = place_of(epochs, over);
  curve.middle.push_back({x, *median_of(std::move(values))});
  curve.low.push_back({x, low});
  curve.high.push_back({x, high});
}

std::vector<svg::Point> raw_curve(const RunRecord& run, const std::vector<std::int64_t>& epochs,
                                  CurveValue value, CurveOver over) {
  std::vector<svg::Point> points;
  for (const std::int64_t number : epochs)
    if (const EpochRecord* epoch = epoch_of(run, number))
      points.push_back({over == CurveOver::epoch ? static_cast<double>(number) : epoch->elapsed_s,
                        value_at(*epoch, value)});
  return points;
}

std::vector<const RunRecord*> records_of(const ReportView& view, const ReportRow& row) {
  std::vector<const RunRecord*> records;
  for (const ReportRun& run : view.counted(row.run))
    if (run.record) records.push_back(run.record);
  return records;
}

}  // namespace

svg::Curve curve_of(const ReportView& view, const ReportRow& row, CurveValue value, CurveOver over) {
  const auto runs = records_of(view, row);
  const auto drawn = epochs_to_draw(last_epoch(runs));
  svg::Curve curve{row.label, row.look, {}, {}, {}, {}};
  for (const std::int64_t number : drawn) {
    std::vector<const EpochRecord*> epochs;
    for (const RunRecord* run : runs)
      if (const EpochRecord* epoch = epoch_of(*run, number)) epochs.push_back(epoch);
    if (!epochs.empty()) add_point(curve, epochs, value, over);
  }
  if (runs.size() < 2)
    curve.low.clear(), curve.high.clear();
  else
    for (std::size_t i = 0; i < std::min(runs.size(), most_raw_runs); ++i)
      curve.raw.push_back(raw_curve(*runs[i], drawn, value, over));
  return curve;
}

bool wants_logarithm(const std::vector<svg::Curve>& curves) {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (const svg::Curve& curve : curves)
    for (const svg::Point& point : curve.middle)
      least = std::min(least, point.y), most = std::max(most, point.y);
  return least > 0 && most > 5 * least;
}

}  // namespace accelbench
