// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace accelbench {

namespace {

QString tr(const char* text, int count = -1) {
  return QCoreApplication::translate("Format", text, nullptr, count);
}

/// Three significant digits with a decimal prefix: 1.25 M.
QString with_prefix(double value, const QString& unit) {
  static constexpr std::array prefixes = {"", "k", "M", "G", "T", "P"};
  std::size_t place = 0;
  for (; std::abs(value) >= 999.5 && place + 1 < prefixes.size(); ++place) value /= 1000;
  const int decimals = place == 0 ? 0 : std::abs(value) < 9.995 ? 2 : std::abs(value) < 99.95 ? 1 : 0;
  const QString suffix = QLatin1String(prefixes[place]) + unit;
  const QString number = QLocale().toString(value, 'f', decimals);
  return suffix.isEmpty() ? number : number + QChar::Nbsp + suffix;
}

bool shown(std::optional<double> value) { return value && std::isfinite(*value); }

}  // namespace

QString not_measured_text() { return QStringLiteral("—"); }

QString loss_text(std::optional<double> value) {
  if (!value || std::isnan(*value)) return not_measured_text();
  return QLocale().toString(*value, 'g', 4);
}

QString rate_text(std::optional<double> samples_per_second) {
  return shown(samples_per_second) ? with_prefix(*samples_per_second, {}) : not_measured_text();
}

QString share_text(std::optional<double> share) {
  if (!shown(share)) return not_measured_text();
  return QLocale().toString(*share * 100, 'f', 0) + QChar::Nbsp + u'%';
}

QString ratio_text(std::optional<double> ratio) {
  return shown(ratio) ? QLocale().toString(*ratio, 'f', 2) : not_measured_text();
}

QString duration_text(std::optional<double> seconds) {
  if (!shown(seconds)) return not_measured_text();
  if (*seconds < 0.9995) return tr("%1 ms").arg(QLocale().toString(*seconds * 1000, 'f', 0));
  if (*seconds < 60) return tr("%1 s").arg(QLocale().toString(*seconds, 'f', 1));
  const auto whole = static_cast<std::int64_t>(std::lround(*seconds));
  if (whole < 3600) return tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
  return tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString bytes_text(double bytes) { return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1); }

QString count_text(std::int64_t count) { return QLocale().toString(static_cast<qlonglong>(count)); }

QString flop_text(double flop) { return with_prefix(flop, QStringLiteral("FLOP")); }

QString settings_text(const AcceleratorSpec& accelerator) {
  const QString precision = QString::fromUtf8(name_of(accelerator.precision));
  if (!accelerator.devices.empty()) {
    QStringList devices;
    for (const std::string& device : accelerator.devices) devices << QString::fromStdString(device);
    return tr("%1, devices %2").arg(precision, devices.join(QStringLiteral(", ")));
  }
  if (accelerator.engine != EngineKind::cpu) return precision;
  if (!accelerator.threads) return tr("%1, all threads").arg(precision);
  if (*accelerator.threads == 1) return tr("%1, 1 thread").arg(precision);
  return tr("%1, %2 threads").arg(precision).arg(*accelerator.threads);
}

QString provenance_of(const QString& experiment, const QString& work, const Machine& machine,
                      const QString& date) {
  return tr("%1 · work %2 · %3, %4 logical processors · %5 · %6")
      .arg(experiment, work, QString::fromStdString(machine.cpu))
      .arg(machine.cores)
      .arg(QString::fromStdString(machine.program), date);
}

QString idle_threads_text() {
  return tr(
      "A small step runs on one thread, however many were asked for: they would wait for each other longer "
      "than they work. The other threads then stay idle; larger layers or batches use them.");
}

QString accuracy_note(const Experiment& experiment) {
  const TrainingSpec& training = experiment.training;
  const bool asked = std::ranges::find(training.metrics, Metric::accuracy) != training.metrics.end();
  if (!asked || takes_logits(training.loss)) return {};
  const auto& layers = experiment.model.layers;
  if (!layers.empty() && layers.back().units > 1)
    return tr(
        "Accuracy with several numeric targets asks whether the largest target was predicted as the "
        "largest.");
  return tr(
      "Accuracy counts targets equal to “prediction above 0.5”, as Keras does. Real-valued targets are "
      "almost never "
      "exactly 0 or 1, so it stays at 0 here: that is no failure of the training. Use mae or r2 for a "
      "regression.");
}

}  // namespace accelbench
