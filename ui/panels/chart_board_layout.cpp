// SPDX-License-Identifier: GPL-3.0-or-later
#include <QActionGroup>
#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <algorithm>
#include <array>

#include "ui/panels/chart_board.h"

// Where the charts of a board stand: rows of splitters, menus, dragging by the title.
namespace accelbench {

namespace {

struct NamedCharts {
  const char* name;
  std::vector<BoardChart> charts;
};

const std::array<NamedCharts, 4>& usual_layouts() {
  static const std::array<NamedCharts, 4> layouts = {{
      {QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Loss, throughput, utilization"),
       {loss_chart, throughput_chart, utilization_chart}},
      {QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Learning"),
       {loss_chart, accuracy_chart, learning_rate_chart}},
      {QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Speed"),
       {throughput_chart, step_split_chart, roofline_chart}},
      {QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Devices"),
       {utilization_chart, memory_chart, power_chart, temperature_chart, clock_chart}},
  }};
  return layouts;
}

/// The share of the mouse's way into a chart from which its side is meant.
constexpr double edge_share = 0.25;

}  // namespace

/// The charts go into new rows; the old rows are empty then.
void ChartBoard::build_rows() {
  auto* rows = new QSplitter(Qt::Vertical);
  rows->setChildrenCollapsible(false);
  std::vector<QWidget*> in_sight;
  for (const BoardLayout::Row& row : layout_.rows()) {
    auto* cells = new QSplitter(Qt::Horizontal, rows);
    cells->setChildrenCollapsible(false);
    QList<int> widths;
    for (const BoardLayout::Cell& cell : row.cells) {
      QWidget* widget = widget_of(cell.chart);
      cells->addWidget(widget);
      in_sight.push_back(widget);
      widths << cell.share;
    }
    cells->setSizes(widths);
    rows->addWidget(cells);
  }
  QList<int> heights;
  for (const BoardLayout::Row& row : layout_.rows()) heights << row.share;
  rows->setSizes(heights);
  for (QWidget* widget : widgets_)
    if (widget != nullptr && std::ranges::count(in_sight, widget) == 0)
      widget->setParent(this), widget->hide();
  scroll_->setWidget(rows);  // the rows before are gone with this
  rows_ = rows;
  for (QWidget* widget : in_sight) widget->show();
}

void ChartBoard::arrange(const BoardLayout& layout) {
  if (layout.rows().empty()) return;
  layout_ = layout;
  build_rows();
}

/// What the handles between the charts were dragged to.
void ChartBoard::note_shares() {
  if (!rows_->isVisible()) return;
  const QList<int> heights = rows_->sizes();
  for (int row = 0; row < rows_->count(); ++row) {
    const auto* cells = qobject_cast<QSplitter*>(rows_->widget(row));
    const QList<int> widths = cells->sizes();
    layout_.set_shares(static_cast<std::size_t>(row), heights[row], {widths.begin(), widths.end()});
  }
}

void ChartBoard::fill_charts_menu() {
  QMenu& menu = *charts_button_->menu();
  menu.clear();
  for (int i = 0; i < board_charts; ++i) {
    const auto which = static_cast<Chart>(i);
    QAction* action =
        menu.addAction(chart_title(which), this, [this, which](bool on) { set_in_sight(which, on); });
    action->setCheckable(true);
    action->setChecked(layout_.has(which));
    action->setEnabled(!action->isChecked() || layout_.charts().size() > 1);  // an empty board says nothing
  }
  menu.addSeparator();
  add_layout_choices(*menu.addMenu(tr("&Arrange as")));
  menu.addSeparator();
  menu.addAction(tr("&Copy all as a picture"), this, &ChartBoard::copy_board);
  menu.addAction(tr("&Export all…"), this, &ChartBoard::export_board_asked);
}

void ChartBoard::add_layout_choices(QMenu& menu) {
  for (const NamedCharts& layout : usual_layouts())
    menu.addAction(tr(layout.name), this, [this, &layout] { arrange(BoardLayout::of(layout.charts)); });
}

void ChartBoard::set_in_sight(Chart which, bool on) {
  note_shares();
  BoardLayout layout = layout_;
  on ? layout.add(which) : layout.remove(which);
  arrange(layout);
}

void ChartBoard::show_chart_menu(Chart which, const QPoint& at) {
  using Side = BoardLayout::Side;
  QMenu menu(this);
  menu.addAction(tr("&Export this chart…"), this, [this, which] { emit export_asked(which); });
  menu.addAction(tr("&Copy as a picture"), this, [this, which] { copy_picture(which); });
  menu.addSeparator();
  const std::array moves = {std::pair(tr("Move &left"), Side::left),
                            std::pair(tr("Move &right"), Side::right), std::pair(tr("Move &up"), Side::above),
                            std::pair(tr("Move &down"), Side::below)};
  for (const auto& [text, side] : moves) {
    BoardLayout moved = layout_;
    const bool can = moved.move(which, side);
    menu.addAction(text, this, [this, moved] { arrange(moved); })->setEnabled(can);
  }
  menu.addSeparator();
  menu.addAction(tr("&Hide"), this, [this, which] { set_in_sight(which, false); })
      ->setEnabled(layout_.charts().size() > 1);
  menu.exec(at);
}

/// Beside the chart under the mouse: at its left or right edge into its row, above or below its middle into a
/// row of its own.
std::optional<std::pair<ChartBoard::Chart, BoardLayout::Side>> ChartBoard::target_at(QPoint position) const {
  using Side = BoardLayout::Side;
  for (const Chart which : layout_.charts()) {
    const QWidget* widget = widgets_.at(which);
    const QPoint inside = widget->mapFrom(this, position);
    if (!widget->rect().contains(inside)) continue;
    const double x = static_cast<double>(inside.x()) / widget->width();
    if (x < edge_share) return std::pair(which, Side::left);
    if (x > 1 - edge_share) return std::pair(which, Side::right);
    return std::pair(which, inside.y() < widget->height() / 2 ? Side::above : Side::below);
  }
  return {};
}

void ChartBoard::drop(Chart which, QPoint position) {
  const auto target = target_at(position);
  if (!target || target->first == which) return;
  note_shares();
  BoardLayout layout = layout_;
  layout.put(which, target->first, target->second);
  arrange(layout);
}

/// Half of the chart beside which the dragged one would stand.
void ChartBoard::mark_target(QPoint position) {
  const auto target = target_at(position);
  drop_mark_->setVisible(target && target->first != *dragged_);
  if (!target) return;
  const QWidget& widget = *widgets_.at(target->first);
  QRect place(widget.mapTo(this, QPoint(0, 0)), widget.size());
  const auto side = target->second;
  if (side == BoardLayout::Side::left) place.setWidth(place.width() / 2);
  if (side == BoardLayout::Side::right) place.setLeft(place.center().x());
  if (side == BoardLayout::Side::above) place.setHeight(place.height() / 2);
  if (side == BoardLayout::Side::below) place.setTop(place.center().y());
  drop_mark_->setGeometry(place);
  drop_mark_->raise();
}

void ChartBoard::follow_drag(Chart which, const QMouseEvent& event, const QWidget& source) {
  const QPoint position = source.mapTo(this, event.position().toPoint());
  if (event.type() == QEvent::MouseButtonPress) drag_start_ = position;
  const bool far = (position - drag_start_).manhattanLength() >= QApplication::startDragDistance();
  if (event.type() == QEvent::MouseMove && event.buttons().testFlag(Qt::LeftButton) && far) dragged_ = which;
  if (dragged_ && event.type() == QEvent::MouseMove) mark_target(position);
  if (event.type() != QEvent::MouseButtonRelease || !dragged_) return;
  drop_mark_->hide();
  const Chart moved = *std::exchange(dragged_, std::nullopt);
  // Not while the chart that moves handles its mouse.
  QMetaObject::invokeMethod(
      this, [this, moved, position] { drop(moved, position); }, Qt::QueuedConnection);
}

/// Titles are handles: the label of a chart of lines, the head of a figure.
bool ChartBoard::eventFilter(QObject* watched, QEvent* event) {
  const auto type = event->type();
  const bool mouse =
      type == QEvent::MouseButtonPress || type == QEvent::MouseMove || type == QEvent::MouseButtonRelease;
  if (!mouse) return false;
  auto& source = *static_cast<QWidget*>(watched);
  for (int i = 0; i < board_charts; ++i) {
    const QWidget* widget = widgets_.at(static_cast<std::size_t>(i));
    if (widget == nullptr || (widget != &source && !widget->isAncestorOf(&source))) continue;
    const auto& mouse_event = *static_cast<QMouseEvent*>(event);
    const bool at_head = widget != &source || mouse_event.position().y() < fontMetrics().height() * 2;
    if (!at_head && !dragged_) return false;
    if (type == QEvent::MouseButtonPress && mouse_event.button() != Qt::LeftButton) return false;
    follow_drag(static_cast<Chart>(i), mouse_event, source);
    return widget != &source || dragged_.has_value();
  }
  return false;
}

}  // namespace accelbench
