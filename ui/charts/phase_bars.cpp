// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/phase_bars.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/charts/ticks.h"

namespace accelbench {

namespace {

constexpr double bar_heights = 1.6;
constexpr double legend_heights = 1.7;
constexpr double scale_heights = 2.6;

double sum_of(const PhaseBar& bar) { return std::accumulate(bar.seconds.begin(), bar.seconds.end(), 0.0); }

/// Seconds, or the unit in which the longest is at least 1; percent of shares.
struct Scale {
  double longest = 1;
  bool shares = false;
  double factor() const {
    if (shares) return 100;
    return longest < 1e-3 ? 1e6 : longest < 1 ? 1e3 : 1;
  }
  QString title() const {
    if (shares) return PhaseBars::tr("Share of a step (%)");
    return longest < 1e-3 ? PhaseBars::tr("Time (µs)")
           : longest < 1  ? PhaseBars::tr("Time (ms)")
                          : PhaseBars::tr("Time (s)");
  }
};

Scale scale_of(const PhaseContent& content) {
  double longest = 0;
  for (const PhaseBar& bar : content.bars) longest = std::max(longest, sum_of(bar));
  return {longest > 0 && std::isfinite(longest) ? longest : 1, content.shares};
}

QRectF plot_in(const QRectF& box, const PhaseContent& content, const QFont& font) {
  const QFontMetricsF metrics(font);
  double labels = 0, totals = 0;
  for (const PhaseBar& bar : content.bars) {
    labels = std::max(labels, metrics.horizontalAdvance(bar.label));
    totals = std::max(totals, metrics.horizontalAdvance(bar.total));
  }
  labels = std::min(labels, box.width() * 0.4);
  const double height = metrics.height();
  return QRectF(box.left() + labels + height * 0.6, box.top() + height * legend_heights,
                std::max(box.width() - labels - totals - height * 1.4, 1.0),
                height * bar_heights * static_cast<double>(content.bars.size()));
}

bool takes_time(const PhaseContent& content, std::size_t phase) {
  return std::ranges::any_of(content.bars, [phase](const PhaseBar& bar) {
    return phase < bar.seconds.size() && bar.seconds[phase] > 0;
  });
}

void paint_legend(QPainter& painter, const QRectF& box, const PhaseContent& content, const ChartTheme& theme,
                  const QFont& font) {
  const QFontMetricsF metrics(tick_font(font));
  const double height = metrics.height();
  painter.setFont(tick_font(font));
  double left = box.left();
  for (std::size_t phase = 0; phase < content.phases.size(); ++phase) {
    if (!takes_time(content, phase)) continue;
    const auto& kind = content.phases[phase];
    painter.fillRect(QRectF(left, box.top() + height * 0.2, height * 0.6, height * 0.6), kind.color);
    painter.setPen(theme.text);
    const QRectF place(left + height * 0.9, box.top(), metrics.horizontalAdvance(kind.name) + 2, height);
    painter.drawText(place, Qt::AlignLeft, kind.name);
    left = place.right() + height * 0.8;
  }
}

void paint_axis(QPainter& painter, const QRectF& plot, const Scale& scale, const ChartTheme& theme,
                const QFont& font) {
  const double height = QFontMetricsF(tick_font(font)).height();
  const int most = std::clamp(static_cast<int>(plot.width() / (height * 4)), 2, 10);
  painter.setFont(tick_font(font));
  for (const Tick& tick : linear_ticks({0, scale.longest}, most, scale.factor())) {
    const double x = plot.left() + tick.at / scale.longest * plot.width();
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    painter.setPen(theme.text);
    painter.drawText(QRectF(x - height * 3, plot.bottom() + 3, height * 6, height), Qt::AlignCenter,
                     tick.label);
  }
  painter.setPen(theme.faint_text);
  painter.drawText(QRectF(plot.left(), plot.bottom() + 3 + height, plot.width(), height), Qt::AlignCenter,
                   scale.title());
}

void paint_bar(QPainter& painter, const PhaseContent& content, const PhaseBar& bar, const QRectF& row,
               const Scale& scale) {
  double left = row.left();
  for (std::size_t phase = 0; phase < bar.seconds.size() && phase < content.phases.size(); ++phase) {
    const double width = bar.seconds[phase] / scale.longest * row.width();
    // A line of air between phases, where they are wide enough for it.
    painter.fillRect(QRectF(left, row.top(), std::max(width - (width > 3 ? 1 : 0), 0.0), row.height()),
                     content.phases[phase].color);
    left += width;
  }
}

}  // namespace

PhaseBars::PhaseBars(QWidget* parent) : Figure(parent) {}

void PhaseBars::set_content(const PhaseContent& content) {
  if (content == content_) return;
  content_ = content;
  show_changes();
}

double PhaseBars::needed_height(const QFont& font) const {
  const double bars = std::max(static_cast<double>(content_.bars.size()), 1.0);
  return QFontMetricsF(font).height() * (legend_heights + bars * bar_heights + scale_heights);
}

void PhaseBars::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                              const QFont& font) const {
  if (content_.bars.empty()) return;
  const Scale scale = scale_of(content_);
  const QRectF plot = plot_in(box, content_, font);
  const QFontMetricsF metrics(font);
  const double row = metrics.height() * bar_heights;
  paint_legend(painter, box, content_, theme, font);
  paint_axis(painter, plot, scale, theme, font);
  painter.setFont(font);
  for (std::size_t i = 0; i < content_.bars.size(); ++i) {
    const PhaseBar& bar = content_.bars[i];
    const double top = plot.top() + row * static_cast<double>(i);
    painter.setPen(theme.text);
    paint_elided(painter, QRectF(box.left(), top, plot.left() - box.left() - metrics.height() * 0.5, row),
                 Qt::AlignLeft | Qt::AlignVCenter, bar.label);
    const QRectF place(plot.left(), top + row * 0.18, plot.width(), row * 0.64);
    paint_bar(painter, content_, bar, place, scale);
    painter.setPen(theme.text);
    const double end = plot.left() + sum_of(bar) / scale.longest * plot.width();
    painter.drawText(QRectF(end + metrics.height() * 0.4, top, box.width(), row),
                     Qt::AlignLeft | Qt::AlignVCenter, bar.total);
  }
}

QString PhaseBars::tip_at(QPointF position) const {
  const QRectF plot = plot_in(content_box(), content_, font());
  const double row = QFontMetricsF(font()).height() * bar_heights;
  const double number = (position.y() - plot.top()) / row;
  if (number < 0 || number >= static_cast<double>(content_.bars.size())) return {};
  const PhaseBar& bar = content_.bars[static_cast<std::size_t>(number)];
  QStringList lines{bar.label};
  for (std::size_t phase = 0; phase < bar.seconds.size() && phase < content_.phases.size(); ++phase)
    if (bar.seconds[phase] > 0)
      lines << (content_.shares
                    ? tr("%1: %2 %").arg(content_.phases[phase].name, short_number(bar.seconds[phase] * 100))
                    : tr("%1: %2 s").arg(content_.phases[phase].name, short_number(bar.seconds[phase])));
  return lines.join(u'\n');
}

}  // namespace accelbench
