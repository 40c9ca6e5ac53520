// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/histogram_plot.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/ticks.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

constexpr double text_heights = 9;  // of the whole picture

QRectF plot_in(const QRectF& box, const QFont& font) {
  const double height = QFontMetricsF(tick_font(font)).height();
  return box.adjusted(height * 0.3, height * 1.1, -height * 0.3, -height * 1.3);
}

QRectF bar_in(const QRectF& plot, std::size_t bar, std::size_t bars, double share) {
  const double width = plot.width() / static_cast<double>(bars);
  const double height = plot.height() * share;
  const double air = width > 4 ? 1 : 0;
  return {plot.left() + width * static_cast<double>(bar) + air / 2, plot.bottom() - height, width - air,
          height};
}

}  // namespace

void HistogramPlot::set_content(const HistogramContent& content) {
  if (content == content_) return;
  content_ = content;
  show_changes();
}

double HistogramPlot::needed_height(const QFont& font) const {
  return QFontMetricsF(tick_font(font)).height() * text_heights;
}

QString HistogramPlot::bar_name(std::size_t bar) const {
  if (bar < content_.names.size()) return content_.names[bar];
  const double width = (content_.most - content_.least) / static_cast<double>(content_.counts.size());
  const double left = content_.least + width * static_cast<double>(bar);
  return tr("%1 … %2").arg(short_number(left), short_number(left + width));
}

void HistogramPlot::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                                  const QFont& font) const {
  if (content_.counts.empty()) return;
  const QRectF plot = plot_in(box, font);
  const std::int64_t highest = std::max<std::int64_t>(std::ranges::max(content_.counts), 1);
  const std::size_t bars = content_.counts.size();
  const double line = QFontMetricsF(tick_font(font)).height();
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme.line(accelerator_color(0)));
  for (std::size_t bar = 0; bar < bars; ++bar)
    painter.drawRect(
        bar_in(plot, bar, bars, static_cast<double>(content_.counts[bar]) / static_cast<double>(highest)));
  painter.setPen(QPen(theme.axis, 1));
  painter.drawLine(plot.bottomLeft(), plot.bottomRight());
  painter.setFont(tick_font(font));
  painter.setPen(theme.faint_text);
  paint_elided(painter, QRectF(box.left(), box.top(), box.width(), line), Qt::AlignLeft,
               tr("up to %1 samples a bar").arg(QLocale().toString(static_cast<qlonglong>(highest))));
  painter.setPen(theme.text);
  QRectF words(plot.left(), plot.bottom() + line * 0.2, plot.width() / 2, line);
  const bool named = !content_.names.empty();
  paint_elided(painter, words, Qt::AlignLeft, named ? content_.names.front() : short_number(content_.least));
  words.translate(plot.width() / 2, 0);
  paint_elided(painter, words, Qt::AlignRight, named ? content_.names.back() : short_number(content_.most));
}

QString HistogramPlot::tip_at(QPointF position) const {
  const QRectF plot = plot_in(content_box(), font());
  if (content_.counts.empty() || position.x() < plot.left() || position.x() >= plot.right()) return {};
  const double bars = static_cast<double>(content_.counts.size());
  const auto bar = std::min(static_cast<std::size_t>((position.x() - plot.left()) / plot.width() * bars),
                            content_.counts.size() - 1);
  return tr("%1: %2 samples")
      .arg(bar_name(bar), QLocale().toString(static_cast<qlonglong>(content_.counts[bar])));
}

}  // namespace accelbench
