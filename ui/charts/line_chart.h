// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QImage>
#include <QWidget>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "ui/charts/series.h"

class QLabel;
class QToolButton;

// A live line chart. Wheel zooms x at the cursor (with Shift: y), a drag pans, Shift+drag marks a rectangle
// to zoom into, a double click follows the newest samples again; a click in the legend hides and shows. Keys:
// ←/→ move the cursor, +/- zoom, Home follows. A double click in the legend shows one line alone.
namespace accelbench {

class ChartCanvas;
class LegendBar;
struct ChartContent;
struct BandSeries;
struct ChartLine;
enum class BestValue;

class LineChart : public QWidget {
  Q_OBJECT

 public:
  explicit LineChart(QWidget* parent = nullptr);
  ~LineChart() override;

  void set_title(const QString& title);
  /// What the values are and their unit (may be empty). With "%" the values are shares of 1 and are shown
  /// times 100.
  void set_y(const QString& name, const QString& unit);
  void set_x(ChartX x);
  /// Values ≤ 0 cannot be drawn on a logarithmic axis: they are skipped, marked at the lower edge and counted
  /// in a note.
  void set_log_y(bool on);
  /// Every line over its baseline, `label`; lines without one are not shown then.
  void set_ratio(bool on, const QString& label = {});
  /// Weight of a running mean (0 … 1) that is drawn over the raw line, which stays in sight; 0: none.
  void set_smoothing(double weight);
  /// Marks the best value of each line, of its validation where there is one.
  void set_best(BestValue best);
  /// What a dashed line is, "validation": said once beside the title and on exported pages.
  void set_dashed_meaning(const QString& meaning);
  /// Fixed bounds of y in units of the values; a side without a bound follows the values in sight.
  void set_y_range(std::optional<double> minimum, std::optional<double> maximum);
  /// Replaces all series; a series stays hidden if one of the same label was hidden.
  void set_series(std::vector<std::shared_ptr<const SampleSeries>> series);
  void set_lines(std::vector<ChartLine> lines);
  /// Bands behind the lines of the same labels.
  void set_bands(std::vector<std::shared_ptr<const BandSeries>> bands);
  /// Redraws if samples came since the last time and the chart is on screen. Call it at 10 Hz.
  void refresh();
  /// Fingerprint, machine, date: printed small under exported pictures.
  void set_provenance(const QString& text);
  /// What to do next, shown while there are no points.
  void set_empty_text(const QString& text);

  /// The chart on white, zoomed as it is now, at export_size() times `scale` (0.25…8). Errors: place = file,
  /// reason, fix.
  Status export_png(const QString& file, double scale) const;
  QImage export_image(double scale) const;  ///< the same, for the clipboard; null where scale is not allowed
  Status export_svg(const QString& file) const;
  Status export_pdf(const QString& file) const;
  /// All samples of all series, one a row: series, step, epoch, time_s, value; C locale, shortest digits that
  /// read back equal.
  Status export_csv(const QString& file) const;
  static QSize export_size() { return {960, 540}; }

  /// What is exported, with all samples that came until now.
  const ChartContent& fresh_content() const;

  QString title() const;
  bool has_samples() const;
  bool following() const;                          ///< whether x grows with the samples
  std::pair<double, double> visible_x() const;     ///< units of the axis chosen with set_x
  std::pair<double, double> visible_y() const;     ///< units of the values, on a logarithmic axis too
  bool series_hidden(const QString& label) const;  ///< by the entry of the legend

 public slots:
  void set_cursor(double time_s);  ///< the cursor of another chart, linked by time; NaN: no cursor
  /// The cursor of another chart: at the same x where both have the same axis, else at the same time.
  void set_cursor_at(ChartX axis, double x, double time_s);
  void set_series_hidden(const QString& label, bool hidden);
  void follow();
  /// Shows this entry of the legend alone; where it is alone already, all.
  void isolate(const QString& label);

 signals:
  void cursor_moved(double time_s);
  void cursor_moved_at(ChartX axis, double x, double time_s);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void build_header();
  void show_hidden_in_legend();
  void take_lines();
  void connect_parts();
  void update_header();
  void apply_changes();

  std::unique_ptr<ChartContent> content_;
  QLabel* title_ = nullptr;
  QLabel* subtitle_ = nullptr;
  QToolButton* follow_button_ = nullptr;
  LegendBar* legend_ = nullptr;
  ChartCanvas* canvas_ = nullptr;
};

/// Moves the cursors of these charts together.
void link_cursors(const std::vector<LineChart*>& charts);

}  // namespace accelbench
