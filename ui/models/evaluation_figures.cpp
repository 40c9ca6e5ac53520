// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/evaluation_figures.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <cmath>

#include "ui/models/format.h"

namespace accelbench {

namespace {

constexpr std::size_t images_shown = 60;

struct EvaluationText {
  Q_DECLARE_TR_FUNCTIONS(EvaluationText)
};

QString metric_value(Metric metric, double value) {
  if (!std::isfinite(value)) return not_measured_text();
  if (metric == Metric::accuracy) return QLocale().toString(value * 100, 'f', 1) + QStringLiteral(" %");
  return QLocale().toString(value, 'g', 4);
}

}  // namespace

ConfusionContent confusion_of(const TrainedModel& model, const Evaluation& found) {
  if (found.confusion.empty()) return {};
  ConfusionContent content;
  for (std::int64_t k = 0; k < found.classes; ++k)
    content.names.push_back(QString::fromStdString(model.class_name(k)));
  content.counts = found.confusion;
  return content;
}

ScatterContent predictions_of(const TrainedModel& model, const Evaluation& found) {
  if (found.scatter.empty()) return {};
  ScatterContent content;
  const QString target = QString::fromStdString(model.target_name(0));
  content.x_name = EvaluationText::tr("true %1").arg(target);
  content.y_name = EvaluationText::tr("predicted %1").arg(target);
  content.value_name = EvaluationText::tr("error");
  content.equal_axes = true;
  for (const auto& [expected, answered] : found.scatter) {
    if (!std::isfinite(expected) || !std::isfinite(answered)) continue;
    content.dots.push_back({static_cast<float>(expected), static_cast<float>(answered),
                            static_cast<float>(std::abs(answered - expected))});
  }
  return content;
}

ImageContent worst_images(const Evaluated& evaluated, const EvaluatedPart& part) {
  if (!evaluated.image) return {};
  ImageContent content{evaluated.image->rows, evaluated.image->columns, {}, {}};
  const auto pixels = static_cast<std::size_t>(content.rows * content.columns);
  if (pixels > Evaluated::most_inputs) return {};
  const TrainedModel& model = *evaluated.model;
  for (const WorstRow& row : part.worst) {
    if (content.names.size() == images_shown) break;
    for (const double value : row.inputs) content.pixels.push_back(static_cast<float>(value));
    if (model.classes() > 0)
      content.names.push_back(EvaluationText::tr("%1 as %2")
                                  .arg(QString::fromStdString(model.class_name(row.found.expected_class)),
                                       QString::fromStdString(model.class_name(row.found.answered_class))));
    else
      content.names.push_back(QLocale().toString(row.found.loss, 'g', 3));
  }
  return content;
}

QString evaluation_line(const TrainedModel& model, const Evaluation& found) {
  const QString loss = QString::fromUtf8(name_of(model.experiment.training.loss));
  QStringList parts = {EvaluationText::tr("Samples: %1").arg(count_text(found.samples)),
                       QStringLiteral("%1 %2").arg(loss, loss_text(found.loss))};
  for (const auto& [metric, value] : found.metrics)
    if (QString::fromUtf8(name_of(metric)) != loss)
      parts << QStringLiteral("%1 %2").arg(QString::fromUtf8(name_of(metric)), metric_value(metric, value));
  return parts.join(QStringLiteral(" · "));
}

QString part_title(const QString& name) {
  if (name == QStringLiteral("train")) return EvaluationText::tr("Training part");
  if (name == QStringLiteral("validation")) return EvaluationText::tr("Validation part");
  return QFileInfo(name).fileName();
}

}  // namespace accelbench
