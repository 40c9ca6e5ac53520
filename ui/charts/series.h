// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QString>
#include <cstddef>
#include <cstdint>
#include <vector>

// What a chart shows, in our own types.
namespace accelbench {

/// What stands on the horizontal axis.
enum class ChartX { step, epoch, time };

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
  std::uint64_t generation =
      0;  ///< counts the calls of clear(), so that a chart sees that the samples are others

  void append(double step_number, double epoch_number, double time_seconds, double value);
  void clear();
  std::size_t size() const { return y.size(); }
  const std::vector<double>& x(ChartX axis) const;
};

}  // namespace accelbench
