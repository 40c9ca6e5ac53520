// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QCheckBox>
#include <QComboBox>
#include <QRubberBand>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QWidget>
#include <array>

#include "core/experiment/experiment.h"
#include "ui/charts/board_page.h"
#include "ui/charts/figure.h"
#include "ui/charts/line_chart.h"
#include "ui/panels/board_layout.h"
#include "ui/session/comparison_board.h"
#include "ui/session/recorded_runs.h"
#include "ui/session/run_board.h"

class QHBoxLayout;
class QMenu;
class QSettings;

namespace accelbench {

/// The charts of a training or comparison, fed from its runs: chosen, arranged (dragged by their titles, or
/// by menu) and sized by hand. Charts are made when they are first looked at or exported.
class ChartBoard : public QWidget {
  Q_OBJECT

 public:
  using Chart = BoardChart;
  static constexpr Chart loss = loss_chart, throughput = throughput_chart, utilization = utilization_chart;

  explicit ChartBoard(QWidget* parent = nullptr);

  /// A new training: the charts show its series from now on. The board of runs stays until another is shown.
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

  /// A chart of lines, whether it is in sight or not; null for the others.
  LineChart* chart(Chart which);
  /// A chart that is no chart of lines; null for these.
  Figure* figure(Chart which);
  /// "loss", "learning_rate": names of exported files.
  static QString file_stem(Chart which) { return chart_id(which); }
  /// Whether anything was told that it shows.
  bool has_content(Chart which);
  /// The charts in sight as one picture.
  BoardPage page();

  void set_x(ChartX x);
  void set_log_loss(bool on);
  void set_smoothing(double weight);
  void set_ratio(bool on);

  const BoardLayout& arrangement() const { return layout_; }
  void arrange(const BoardLayout& layout);
  /// Where the charts stand, how large they are and what is chosen above them.
  void remember(QSettings& settings);
  void restore(const QSettings& settings);

 signals:
  void export_asked(accelbench::BoardChart which);
  void export_board_asked();
  void copied(const QString& what);  ///< a picture is on the clipboard

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* build_controls();
  void build_view_choices(QHBoxLayout& line, QWidget* row);
  void build_menus(QHBoxLayout& line);
  QWidget* widget_of(Chart which);
  void build_rows();
  void note_shares();
  void fill_charts_menu();
  void add_layout_choices(QMenu& menu);
  void show_chart_menu(Chart which, const QPoint& at);
  void copy_picture(Chart which);
  void copy_board();
  void set_in_sight(Chart which, bool on);
  void follow_drag(Chart which, const QMouseEvent& event, const QWidget& source);
  void mark_target(QPoint position);
  void drop(Chart which, QPoint position);
  std::optional<std::pair<Chart, BoardLayout::Side>> target_at(QPoint position) const;
  void set_look(Chart which);
  void show_series(Chart which);
  void show_all_series();
  void show_figures();
  void remove_overlay(const std::string& file);
  void fill_overlay_menu();
  void link();
  double runs_told() const;

  std::array<QWidget*, board_charts> widgets_{};
  BoardLayout layout_ = BoardLayout::standard();
  QScrollArea* scroll_;
  QSplitter* rows_ = nullptr;
  QRubberBand* drop_mark_;
  QComboBox *x_, *smoothing_;
  QCheckBox *log_, *ratio_;
  QToolButton *overlay_button_, *charts_button_;
  std::vector<Overlay> overlays_;
  const RunBoard* runs_ = nullptr;
  const ComparisonBoard* compared_ = nullptr;  ///< where the runs are those of a comparison
  std::shared_ptr<const CurveSet> curves_;
  std::uint64_t shown_curves_ = 0;
  double shown_figures_ = -1;
  QString experiment_name_, loss_name_, provenance_, baseline_;
  std::optional<Chart> dragged_;
  QPoint drag_start_;
};

}  // namespace accelbench
