// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QString>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

// What a chart shows, in our own types.
namespace accelbench {

/// What stands on the horizontal axis. Samples (those trained on, every epoch anew) follow from the epoch,
/// money from the time.
enum class ChartX { step, epoch, time, samples, joules, money };

/// The axis whose numbers, times a factor of each line, are those of `axis`.
constexpr ChartX base_axis(ChartX axis) {
  return axis == ChartX::samples ? ChartX::epoch : axis == ChartX::money ? ChartX::time : axis;
}
inline constexpr std::size_t base_axes = 4;
/// Position of a base axis, below base_axes.
constexpr std::size_t base_place(ChartX axis) {
  const ChartX base = base_axis(axis);
  return base == ChartX::joules ? 3 : static_cast<std::size_t>(base);
}

/// How a line looks. `marker` is the shape of its sparse markers, a second channel beside colour; below 0:
/// none.
struct SeriesStyle {
  QString label;
  QColor color;
  int marker = 0;
  bool dashed = false;
  QString stands_with = {};  ///< label of the line whose entry of the legend stands for this one, too

  /// The entry of the legend that hides and shows this line.
  const QString& entry() const { return stands_with.isEmpty() ? label : stands_with; }
  bool operator==(const SeriesStyle&) const = default;
};

/// One line: arrays of equal length, appended by the UI thread. y may be NaN (a gap) or infinite; where an x
/// is NaN the sample is not shown on that axis. Samples already appended do not change; `clear` begins anew.
struct SampleSeries {
  SeriesStyle style;
  std::vector<double> step, epoch, time_s, y;
  std::vector<double> joules;  ///< used so far, NaN where not known; empty: not measured
  double samples_per_epoch = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not known
  double price_per_hour = std::numeric_limits<double>::quiet_NaN();  ///< of its accelerator; NaN: not given
  QString currency;                                                  ///< of the price, "USD"
  std::uint64_t generation =
      0;  ///< counts the calls of clear(), so that a chart sees that the samples are others

  void append(double step_number, double epoch_number, double time_seconds, double value,
              double joules_used = std::numeric_limits<double>::quiet_NaN());
  void clear();
  std::size_t size() const { return y.size(); }
  /// The numbers behind an axis, before the factor.
  const std::vector<double>& column(ChartX axis) const;
  /// From column() to the axis; NaN where the line cannot stand on it.
  double factor(ChartX axis) const;
  bool stands_on(ChartX axis) const;
  double x(ChartX axis, std::size_t sample) const { return column(axis)[sample] * factor(axis); }
};

}  // namespace accelbench
