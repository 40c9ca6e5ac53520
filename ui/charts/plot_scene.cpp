// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_scene.h"

#include <QCategoryAxis>
#include <QChart>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QLegend>
#include <QLineSeries>
#include <algorithm>
#include <vector>

#include "ui/charts/marker.h"
#include "ui/charts/plot_marks.h"

namespace accelbench {
struct PlotScene::Parts {
  QGraphicsScene scene;
  QChart* chart = new QChart;
  QCategoryAxis* x = new QCategoryAxis;
  QCategoryAxis* y = new QCategoryAxis;
  std::vector<QLineSeries*> pool;
  std::vector<Tick> ticks_x, ticks_y;

  Parts();
  void dress(const ChartTheme& theme, const QFont& font);
  void set_axis(QCategoryAxis* axis, const AxisFrame& wanted, std::vector<Tick>& ticks);
  void set_lines(const PlotFrame& frame, const ChartTheme& theme);
  QLineSeries* series(std::size_t position);
};

PlotScene::Parts::Parts() {
  scene.setItemIndexMethod(QGraphicsScene::NoIndex);
  scene.addItem(chart);
  chart->legend()->hide();
  chart->setBackgroundVisible(false);
  chart->setMargins({});
  chart->layout()->setContentsMargins(0, 0, 0, 0);
  chart->setMinimumSize(1, 1);
  chart->addAxis(x, Qt::AlignBottom);
  chart->addAxis(y, Qt::AlignLeft);
  for (auto* axis : {x, y}) {
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setTruncateLabels(false);
    // Its grid adds a frame, its title leaves its place where there are no labels: both are painted by
    // plot_marks.
    axis->setGridLineVisible(false);
  }
  y->setLineVisible(false);
}

void PlotScene::Parts::dress(const ChartTheme& theme, const QFont& font) {
  for (auto* axis : {x, y}) {
    axis->setLabelsFont(tick_font(font));
    axis->setLabelsBrush(theme.faint_text);
    axis->setLinePen(QPen(theme.axis, 1));
  }
}

/// Categories carry the marks because QLogValueAxis has none inside a decade, and QValueAxis none at chosen
/// places.
void PlotScene::Parts::set_axis(QCategoryAxis* axis, const AxisFrame& wanted, std::vector<Tick>& ticks) {
  if (ticks != wanted.ticks) {
    for (const QString& label : axis->categoriesLabels()) axis->remove(label);
    axis->setStartValue(wanted.ticks.empty() ? wanted.span.minimum : wanted.ticks.front().at);
    for (const Tick& tick : wanted.ticks) axis->append(tick.label, tick.at);
    ticks = wanted.ticks;
  }
  axis->setRange(wanted.span.minimum, wanted.span.maximum);
}

QLineSeries* PlotScene::Parts::series(std::size_t position) {
  while (pool.size() <= position) {
    auto* line = new QLineSeries;
    chart->addSeries(line);
    line->attachAxis(x);
    line->attachAxis(y);
    pool.push_back(line);
  }
  return pool[position];
}

void PlotScene::Parts::set_lines(const PlotFrame& frame, const ChartTheme& theme) {
  std::size_t used = 0;
  for (const LineFrame& line : frame.lines) {
    if (line.style.dashed) continue;  // plot_marks paints them
    const auto& pieces = line.drawn.pieces;
    for (std::size_t piece = 0; piece < std::min(pieces.size(), most_joined_pieces); ++piece) {
      if (pieces[piece].size() < 2) continue;
      QLineSeries* drawn = series(used++);
      if (const QPen pen = line_pen(line_color(line, theme), false); drawn->pen() != pen) drawn->setPen(pen);
      drawn->replace(QList<QPointF>(pieces[piece].begin(), pieces[piece].end()));
    }
  }
}

PlotScene::PlotScene() : parts_(std::make_unique<Parts>()) {}
PlotScene::~PlotScene() = default;

void PlotScene::paint(QPainter& painter, QPointF corner, const PlotFrame& frame, const ChartTheme& theme,
                      const QFont& font) {
  if (!frame.has_points) return;
  // Every change of an axis computes all points of all series anew: they are emptied first, and filled last.
  for (auto* line : parts_->pool)
    if (line->count() > 0) line->replace(QList<QPointF>());
  parts_->chart->setGeometry(QRectF(QPointF(0, 0), frame.size));
  parts_->chart->setPlotArea(frame.plot);
  parts_->dress(theme, font);
  parts_->set_axis(parts_->x, frame.x, parts_->ticks_x);
  parts_->set_axis(parts_->y, frame.y, parts_->ticks_y);
  // Axes whose range and marks stay hear of another size only from a layout that was done anew.
  parts_->chart->layout()->invalidate();
  parts_->chart->layout()->activate();
  parts_->set_lines(frame, theme);

  const QRectF source(QPointF(0, 0), frame.size);
  parts_->scene.setSceneRect(source);
  painter.translate(corner);
  paint_grid(painter, frame, theme);
  paint_bands(painter, frame, theme);
  parts_->scene.render(&painter, source, source);
  paint_marks(painter, frame, theme, tick_font(font));
  painter.translate(-corner);
}

}  // namespace accelbench
