// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/board_page.h"

#include <algorithm>
#include <cmath>

#include "ui/charts/chart_page.h"
#include "ui/charts/figure.h"
#include "ui/charts/line_chart.h"

namespace accelbench {

namespace {

constexpr double margin = 24;
constexpr int cell_width = 560;
constexpr int usual_height = 400, least_height = 260;

int sum_of_shares(const auto& parts) {
  int sum = 0;
  for (const auto& part : parts) sum += std::max(part.share, 1);
  return std::max(sum, 1);
}

/// A figure has a height that it needs; others grow with their share.
int height_of(const BoardPage& page, const BoardPage::Row& row) {
  const double mean = static_cast<double>(sum_of_shares(page.rows)) / static_cast<double>(page.rows.size());
  int height = static_cast<int>(usual_height * std::max(row.share, 1) / mean);
  for (const BoardPage::Cell& cell : row.cells)
    if (cell.figure != nullptr) height = std::max(height, cell.figure->page_height());
  return std::clamp(height, least_height, 3 * usual_height);
}

void paint_cell(QPainter& painter, const BoardPage::Cell& cell, const QRectF& place) {
  const QSize size = place.size().toSize();
  painter.save();
  painter.translate(place.topLeft());
  if (cell.lines != nullptr)
    paint_chart_page(painter, cell.lines->fresh_content(), size, false);
  else
    cell.figure->paint_page(painter, size, false);
  painter.restore();
}

void paint_rows(QPainter& painter, const BoardPage& page, double width, double top) {
  for (const BoardPage::Row& row : page.rows) {
    const double height = height_of(page, row);
    const double all = sum_of_shares(row.cells);
    double left = 0;
    for (const BoardPage::Cell& cell : row.cells) {
      const double wide = std::floor(width * std::max(cell.share, 1) / all);
      paint_cell(painter, cell, QRectF(left, top, wide, height));
      left += wide;
    }
    top += height;
  }
}

/// Room above and below the charts.
double head_height() { return QFontMetricsF(page_font(20, true)).height() + margin; }
double foot_height(const BoardPage& page) {
  return page.provenance.isEmpty() ? margin : QFontMetricsF(page_font(10)).height() * 2 + margin;
}

void paint_board(QPainter& painter, const BoardPage& page, QSize size) {
  const ChartTheme theme = ChartTheme::print();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(QRectF(QPointF(0, 0), size), theme.background);
  paint_rows(painter, page, size.width(), head_height());
  QRectF rest = QRectF(QPointF(0, 0), size).adjusted(margin, margin * 0.8, -margin, -margin * 0.6);
  paint_page_row(painter, page_font(20, true), theme.text, rest, page.title);
  paint_page_footer(painter, page.provenance, theme, rest);
}

}  // namespace

QSize BoardPage::size() const {
  std::size_t most = 1;
  double height = head_height() + foot_height(*this);
  for (const Row& row : rows) {
    most = std::max(most, row.cells.size());
    height += height_of(*this, row);
  }
  return {cell_width * static_cast<int>(std::max<std::size_t>(most, 2)), static_cast<int>(std::ceil(height))};
}

Page BoardPage::page() const {
  return {title, provenance,
          [board = *this](QPainter& painter) { paint_board(painter, board, board.size()); }};
}

QByteArray BoardPage::csv() const {
  QByteArray text = csv_head(true);
  for (const Row& row : rows)
    for (const Cell& cell : row.cells)
      if (cell.lines != nullptr) text += csv_rows(cell.lines->fresh_content(), cell.lines->objectName());
  return text;
}

}  // namespace accelbench
