// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/confusion_plot.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/theme/theme.h"

namespace accelbench {

namespace {

const QColor right_color(0x00, 0x72, 0xb2);  // Okabe–Ito blue
const QColor wrong_color(0xd5, 0x5e, 0x00);  // Okabe–Ito vermilion
constexpr std::size_t classes_with_shares = 12;
constexpr std::size_t classes_with_counts = 30;
constexpr double lines_of_all = 40;  // of a matrix of many classes

/// Of one row, in lines of text.
double row_lines(std::size_t classes) {
  if (classes <= classes_with_shares) return 2.1;
  if (classes <= classes_with_counts) return 1.35;
  return lines_of_all / static_cast<double>(classes);
}

QString number_text(std::int64_t count) { return QLocale().toString(static_cast<qlonglong>(count)); }

QString percent_text(double share) {
  const bool fine = share > 0 && share < 0.1;
  return QLocale().toString(share * 100, 'f', fine ? 1 : 0) + QStringLiteral(" %");
}

/// What can be read on a cell: the palette's text, or where that is weak the stronger of black and white.
QColor text_on(const QColor& cell) {
  const double light = 0.299 * cell.redF() + 0.587 * cell.greenF() + 0.114 * cell.blueF();
  return light > 0.55 ? QColor(Qt::black) : QColor(Qt::white);
}

}  // namespace

struct ConfusionPlot::Grid {
  QRectF cells;
  double left = 0, line = 0, width = 0, height = 0;  // `left`: of everything
  QRectF cell(std::size_t row, std::size_t column) const {
    return {cells.left() + static_cast<double>(column) * width,
            cells.top() + static_cast<double>(row) * height, width, height};
  }
};

void ConfusionPlot::set_content(const ConfusionContent& content) {
  if (content == content_) return;
  content_ = content;
  of_row_.assign(classes(), 0);
  for (std::size_t row = 0; row < classes(); ++row)
    for (std::size_t column = 0; column < classes(); ++column) of_row_[row] += count(row, column);
  show_changes();
}

double ConfusionPlot::share(std::size_t row, std::size_t column) const {
  if (of_row_[row] == 0) return 0;
  return static_cast<double>(count(row, column)) / static_cast<double>(of_row_[row]);
}

double ConfusionPlot::needed_height(const QFont& font) const {
  const double line = QFontMetricsF(tick_font(font)).height();
  return line * (2.6 + row_lines(classes()) * static_cast<double>(std::max<std::size_t>(classes(), 2)));
}

ConfusionPlot::Grid ConfusionPlot::grid_in(const QRectF& box, const QFont& font) const {
  const QFontMetricsF metrics(tick_font(font));
  Grid grid;
  grid.line = metrics.height();
  grid.left = box.left();
  double names = 0;
  for (const QString& name : content_.names) names = std::max(names, metrics.horizontalAdvance(name));
  names = std::min(names, box.width() * 0.25) + grid.line * 0.5;
  const double left = names + grid.line * 1.3;
  const auto number = static_cast<double>(std::max<std::size_t>(classes(), 1));
  grid.height = grid.line * row_lines(classes());
  grid.width = std::clamp((box.width() - left) / number, 1.0, std::max(grid.line * 5, grid.height * 2));
  grid.cells =
      QRectF(box.left() + left, box.top() + grid.line * 2.4, grid.width * number, grid.height * number);
  return grid;
}

void ConfusionPlot::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                                  const QFont& font) const {
  if (classes() == 0) return;
  const Grid grid = grid_in(box, font);
  painter.setFont(tick_font(font));
  paint_names(painter, grid, theme);
  painter.setRenderHint(QPainter::Antialiasing, false);
  for (std::size_t row = 0; row < classes(); ++row)
    for (std::size_t column = 0; column < classes(); ++column) paint_cell(painter, grid, row, column, theme);
  painter.setPen(QPen(theme.axis, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(grid.cells);
}

void ConfusionPlot::paint_names(QPainter& painter, const Grid& grid, const ChartTheme& theme) const {
  const double line = grid.line;
  painter.setPen(theme.faint_text);
  QRectF above(grid.cells.left(), grid.cells.top() - line * 2.4, std::max(grid.cells.width(), line * 8),
               line);
  paint_elided(painter, above, Qt::AlignLeft, tr("predicted"));
  painter.save();
  painter.translate(grid.cells.left(), grid.cells.top());
  painter.rotate(-90);
  const double names = grid.cells.left() - grid.left;
  painter.drawText(QRectF(-grid.cells.height(), -names, grid.cells.height(), line), Qt::AlignRight,
                   tr("true"));
  painter.restore();
  painter.setPen(theme.text);
  // Of many classes every so many has its name.
  const auto step = static_cast<std::size_t>(std::max(std::ceil(line * 1.1 / grid.height), 1.0));
  const auto across = static_cast<std::size_t>(std::max(std::ceil(line * 2.2 / grid.width), 1.0));
  for (std::size_t k = 0; k < classes(); k += step) {
    const QRectF cell = grid.cell(k, 0);
    const double from = grid.left + line * 1.2;
    const double width = cell.left() - line * 0.4 - from;
    paint_elided(painter, QRectF(from, cell.center().y() - line / 2, width, line), Qt::AlignRight,
                 content_.names[k]);
  }
  for (std::size_t k = 0; k < classes(); k += across) {
    const QRectF cell = grid.cell(0, k);
    const double width = grid.width * static_cast<double>(across);
    paint_elided(painter, QRectF(cell.left(), cell.top() - line * 1.25, width - 2, line),
                 across > 1 ? Qt::AlignLeft : Qt::AlignHCenter, content_.names[k]);
  }
}

/// Small shares are seen, too: the colour goes with the root of the share.
QColor ConfusionPlot::cell_color(std::size_t row, std::size_t column, const ChartTheme& theme) const {
  const QColor full = theme.line(row == column ? right_color : wrong_color);
  const double part = 0.9 * std::sqrt(share(row, column));
  const auto mixed = [part](int from, int to) {
    return static_cast<int>(std::lround(from + part * (to - from)));
  };
  const QColor& none = theme.background;
  return {mixed(none.red(), full.red()), mixed(none.green(), full.green()), mixed(none.blue(), full.blue())};
}

void ConfusionPlot::paint_cell(QPainter& painter, const Grid& grid, std::size_t row, std::size_t column,
                               const ChartTheme& theme) const {
  const QRectF cell = grid.cell(row, column);
  const QColor color = cell_color(row, column, theme);
  painter.fillRect(cell, color);
  if (grid.height > 8) {
    painter.setPen(QPen(theme.grid, 1));
    painter.drawRect(cell);
  }
  if (classes() > classes_with_counts) return;
  const bool empty = count(row, column) == 0;
  painter.setPen(empty ? theme.faint_text : text_on(color));
  const QString number = number_text(count(row, column));
  if (painter.fontMetrics().horizontalAdvance(number) > grid.width - 2) return;  // the tip says it
  if (empty || classes() > classes_with_shares) return painter.drawText(cell, Qt::AlignCenter, number);
  const double middle = cell.center().y();
  painter.drawText(QRectF(cell.left(), middle - grid.line, cell.width(), grid.line), Qt::AlignCenter, number);
  const QString part = percent_text(share(row, column));
  if (painter.fontMetrics().horizontalAdvance(part) <= grid.width - 2)
    painter.drawText(QRectF(cell.left(), middle, cell.width(), grid.line), Qt::AlignCenter, part);
}

QString ConfusionPlot::tip_at(QPointF position) const {
  if (classes() == 0) return {};
  const Grid grid = grid_in(content_box(), font());
  if (!grid.cells.contains(position)) return {};
  const auto place = [this](double at, double size) {
    return std::min(static_cast<std::size_t>(at / size), classes() - 1);
  };
  const std::size_t row = place(position.y() - grid.cells.top(), grid.height);
  const std::size_t column = place(position.x() - grid.cells.left(), grid.width);
  return tr("%1 of %2 samples of “%3” were answered “%4” (%5)")
      .arg(number_text(count(row, column)), number_text(of_row_[row]), content_.names[row],
           content_.names[column], percent_text(share(row, column)));
}

QString ConfusionPlot::text() const {
  QString all = tr("true \\ predicted");
  for (const QString& name : content_.names) all += u'\t' + name;
  for (std::size_t row = 0; row < classes(); ++row) {
    all += u'\n' + content_.names[row];
    for (std::size_t column = 0; column < classes(); ++column)
      all += u'\t' + QString::number(count(row, column));
  }
  return all + u'\n';
}

}  // namespace accelbench
