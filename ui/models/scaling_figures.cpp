// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/scaling_figures.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

#include "ui/models/format.h"

namespace accelbench {

namespace {

QString tr(const char* text, const char* meaning = nullptr, int count = -1) {
  return QCoreApplication::translate("Comparison", text, meaning, count);
}

QString share_words(double share) {
  return QLocale::c().toString(100 * share, 'g', 3) + QStringLiteral(" %");
}
QString ratio_words(double ratio) { return QLocale::c().toString(ratio, 'g', 3) + QStringLiteral("×"); }

/// What of a study is drawn.
struct DrawnScaling {
  ScalingFigure ScalingPoint::*point;
  ScalingEstimate ScalingPrediction::*prediction;
  QString (*words)(double value);
};

QString point_tip(const QString& name, std::int64_t ranks, double value, std::optional<double> low,
                  std::optional<double> high, const DrawnScaling& drawn) {
  const QString who = tr("%1, %n rank(s)", nullptr, static_cast<int>(ranks)).arg(name);
  if (!low || !high || *low == *high) return tr("%1: %2").arg(who, drawn.words(value));
  return tr("%1: %2 (%3 to %4)").arg(who, drawn.words(value), drawn.words(*low), drawn.words(*high));
}

ScalingMark measured_mark(const QString& name, const ScalingPoint& point, const DrawnScaling& drawn) {
  const ScalingFigure& figure = point.*drawn.point;
  ScalingMark mark{static_cast<double>(point.ranks), *figure.value, figure.low, figure.high, {}};
  mark.tip = point_tip(name, point.ranks, mark.value, mark.low, mark.high, drawn);
  return mark;
}

ScalingMark model_mark(const QString& name, const ScalingPrediction& one, const DrawnScaling& drawn) {
  const ScalingEstimate& told = one.*drawn.prediction;
  ScalingMark mark{static_cast<double>(one.ranks), told.centre, told.low, told.high, {}};
  const QString said = point_tip(name, one.ranks, told.centre, told.low, told.high, drawn);
  mark.tip = one.measured ? tr("Model: %1").arg(said) : tr("Prediction: %1").arg(said);
  return mark;
}

/// Strong and weak scaling of one accelerator stand under different names.
QString study_name(const ComparisonBoard& board, const ScalingStudy& study) {
  QString name = QString::fromStdString(study.accelerator);
  if (!study.variant.empty()) name += QStringLiteral(" · ") + QString::fromStdString(study.variant);
  const bool both = std::ranges::any_of(
      board.scaling(), [&](const ScalingStudy& other) { return other.work.kind != study.work.kind; });
  if (!both) return name;
  return study.work.kind == ScalingKind::strong ? tr("%1, strong").arg(name) : tr("%1, weak").arg(name);
}

ScalingContent content_of(const ComparisonBoard& board, const DrawnScaling& drawn, bool rises) {
  ScalingContent content;
  content.rises = rises;
  for (const ScalingStudy& study : board.scaling()) {
    ScalingSeries series;
    const std::string& first = study.points.front().row;
    const RunIdentity* row = board.row(first);
    series.style.label = study_name(board, study);
    series.style.color = row != nullptr ? row->color : QColor(Qt::gray);
    series.style.marker = board.position(first);
    for (const ScalingPoint& point : study.points)
      if ((point.*drawn.point).value)
        series.measured.push_back(measured_mark(series.style.label, point, drawn));
    if (study.fit)
      for (const ScalingPrediction& one : study.fit->predictions)
        series.model.push_back(model_mark(series.style.label, one, drawn));
    if (!series.measured.empty()) content.series.push_back(std::move(series));
  }
  return content;
}

}  // namespace

ScalingContent speed_up_of(const ComparisonBoard& board) {
  return content_of(board, {&ScalingPoint::speed_up, &ScalingPrediction::speed_up, ratio_words}, true);
}

ScalingContent efficiency_of(const ComparisonBoard& board) {
  return content_of(board, {&ScalingPoint::efficiency, &ScalingPrediction::efficiency, share_words}, false);
}

QString scaling_caption(const ComparisonBoard& board) {
  const auto any = [&](ScalingKind kind) {
    return std::ranges::any_of(board.scaling(),
                               [kind](const ScalingStudy& study) { return study.work.kind == kind; });
  };
  if (any(ScalingKind::strong) && any(ScalingKind::weak))
    return tr("dashed: a prediction; strong and weak scaling");
  if (any(ScalingKind::weak)) return tr("dashed: a prediction; weak: each rank has a batch of its own");
  return tr("dashed: a prediction; strong: the ranks share one batch");
}

}  // namespace accelbench
