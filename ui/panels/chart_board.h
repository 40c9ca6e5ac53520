// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QCheckBox>
#include <QComboBox>
#include <QSplitter>
#include <QToolButton>
#include <QWidget>
#include <array>

#include "core/experiment/experiment.h"
#include "ui/charts/line_chart.h"
#include "ui/session/comparison_board.h"
#include "ui/session/recorded_runs.h"
#include "ui/session/run_board.h"

namespace accelbench {

/// Loss, throughput and utilization side by side, fed from the runs of a training.
class ChartBoard : public QWidget {
  Q_OBJECT

 public:
  enum Chart { loss, throughput, utilization, charts };

  explicit ChartBoard(QWidget* parent = nullptr);

  /// A new training: the charts show its series from now on.
  void show_runs(const RunBoard& board, const Experiment& experiment);
  /// The last run of each accelerator of a comparison, and bands over its rounds.
  void show_comparison(const ComparisonBoard& board);
  /// Curves of a recorded file lie dimmed over what is shown, now and later, until they are taken away; a
  /// file lies there once.
  void add_overlay(Overlay overlay);
  void remove_overlays();
  const std::vector<Overlay>& overlays() const { return overlays_; }
  /// Draws what came since the last call, of charts that are visible.
  void refresh();
  /// Stands under exported pictures.
  void set_provenance(const QString& text);

  LineChart* chart(Chart which) const { return charts_[which]; }
  /// "loss", "throughput", "utilization": names of exported files.
  static QString file_stem(Chart which);
  void set_x(ChartX x);
  void set_log_loss(bool on);

 signals:
  void export_asked(accelbench::ChartBoard::Chart which);

 private:
  void build_charts();
  QWidget* build_controls();
  void remove_overlay(const std::string& file);
  void show_series();
  void fill_overlay_menu();

  using Series = Overlay::Series;
  std::array<LineChart*, charts> charts_{};
  QSplitter* splitter_;
  QComboBox* x_;
  QCheckBox* log_;
  QToolButton* overlay_button_;
  std::vector<Overlay> overlays_;
  std::array<Series, charts> series_;  ///< of the runs in sight
};

}  // namespace accelbench
