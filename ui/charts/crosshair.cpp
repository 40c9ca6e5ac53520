// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/crosshair.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/charts/marker.h"

namespace accelbench {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

struct NearestSample {
  const IndexedSeries* line = nullptr;
  std::size_t sample = 0;
  double distance = std::numeric_limits<double>::infinity();
};

/// The sample of a line that is nearest on this axis.
std::optional<std::size_t> sample_at(const IndexedSeries& line, ChartX axis, double at) {
  const SampleSeries& samples = *line.samples;
  if (!samples.stands_on(axis)) return {};
  return nearest_sample(samples.column(axis), at / samples.factor(axis), line.index.ascending(axis));
}

/// The sample of any shown line that is nearest on this axis.
NearestSample nearest_of_all(const ChartContent& content, ChartX axis, double at, bool first_line_only) {
  NearestSample best;
  for (const auto& line : content.series) {
    if (!content.drawn(line) || line.index.size() == 0) continue;
    const auto sample = sample_at(line, axis, at);
    if (!sample) continue;
    const double distance = std::abs(line.samples->x(axis, *sample) - at);
    if (distance < best.distance) best = {&line, *sample, distance};
    if (first_line_only && best.line) break;
  }
  return best;
}

/// Beside the ends of a line there is no_value to read, but for one mean distance between samples.
bool stands_within(const std::vector<double>& x, double at) {
  const double step = x.size() > 1 ? (x.back() - x.front()) / static_cast<double>(x.size() - 1) : 1;
  return at >= x.front() - step && at <= x.back() + step;
}

QString x_text(ChartX axis, double x, Span span, const QString& currency) {
  const QString number = short_number(x * x_factor(axis, span));
  const QString title = x_title(axis, span, currency);
  const auto unit = title.indexOf(QLatin1Char('('));
  if (unit < 0) return title + QLatin1Char(' ') + number;
  return number + QLatin1Char(' ') + title.mid(unit + 1).chopped(1);
}

/// The box of readings: a heading, then a row for each line.
class ReadingBox {
 public:
  ReadingBox(const ChartContent& content, const PlotFrame& frame, std::vector<Reading> readings,
             QString heading, const QFont& font)
      : content_(content),
        frame_(frame),
        readings_(std::move(readings)),
        heading_(std::move(heading)),
        metrics_(font) {}

  void paint(QPainter& painter, double cursor_pixel, const ChartTheme& theme);

 private:
  QString value_text(const Reading& reading) const {
    if (!reading.within) return QStringLiteral("—");
    const QString unit = content_.y_factor() != 1 ? QStringLiteral(" %") : QString();
    return short_number(reading.y * content_.y_factor()) + unit;
  }
  void measure();
  QRectF place(double cursor_pixel) const;
  void paint_row(QPainter& painter, const Reading& reading, QPointF corner, const ChartTheme& theme) const;

  const ChartContent& content_;
  const PlotFrame& frame_;
  std::vector<Reading> readings_;
  QString heading_;
  QFontMetricsF metrics_;
  double label_width_ = 0, value_width_ = 0, width_ = 0;
  std::size_t rows_ = 0;
};

void ReadingBox::measure() {
  for (const auto& reading : readings_) {
    label_width_ = std::max(label_width_, metrics_.horizontalAdvance(reading.style.label));
    value_width_ = std::max(value_width_, metrics_.horizontalAdvance(value_text(reading)));
  }
  const double room = frame_.size.width() - value_width_ - metrics_.height() * 3.4;
  label_width_ = std::clamp(label_width_, 0.0, std::max(room, metrics_.height() * 2));
  width_ = std::max(label_width_ + value_width_ + metrics_.height() * 3.2,
                    metrics_.horizontalAdvance(heading_) + metrics_.height());
  const double fitting = (frame_.plot.height() - metrics_.height()) / metrics_.height() - 1;
  rows_ = std::min(readings_.size(), static_cast<std::size_t>(std::max(fitting, 1.0)));
}

/// On the side of the cursor that has more room.
QRectF ReadingBox::place(double cursor_pixel) const {
  const double gap = metrics_.height() * 0.6;
  const double height = metrics_.height() * (static_cast<double>(rows_) + 1) + metrics_.height() * 0.7;
  const bool right = cursor_pixel < frame_.plot.center().x();
  const double wanted = right ? cursor_pixel + gap : cursor_pixel - gap - width_;
  return {std::clamp(wanted, 0.0, std::max(0.0, frame_.size.width() - width_)), frame_.plot.top(), width_,
          height};
}

void ReadingBox::paint_row(QPainter& painter, const Reading& reading, QPointF corner,
                           const ChartTheme& theme) const {
  const double height = metrics_.height();
  draw_line_sample(painter, QRectF(corner.x(), corner.y(), height * 1.4, height), reading.style.marker,
                   reading.style.dashed, theme.line(reading.style.color), theme.box);
  painter.setPen(theme.text);
  const QRectF label(corner.x() + height * 1.7, corner.y(), label_width_, height);
  painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter,
                   metrics_.elidedText(reading.style.label, Qt::ElideMiddle, label_width_ + 1));
  const double right = corner.x() + width_ - height;
  painter.drawText(QRectF(right - value_width_ - 1, corner.y(), value_width_ + 1, height),
                   Qt::AlignRight | Qt::AlignVCenter, value_text(reading));
}

void ReadingBox::paint(QPainter& painter, double cursor_pixel, const ChartTheme& theme) {
  measure();
  const QRectF box = place(cursor_pixel);
  painter.setPen(QPen(theme.axis, 1));
  QColor fill = theme.box;
  fill.setAlphaF(0.94F);
  painter.setBrush(fill);
  painter.drawRoundedRect(box, 4, 4);
  QPointF corner = box.topLeft() + QPointF(metrics_.height() * 0.5, metrics_.height() * 0.35);
  painter.setPen(theme.faint_text);
  painter.drawText(QRectF(corner, QSizeF(width_, metrics_.height())), Qt::AlignLeft | Qt::AlignVCenter,
                   heading_);
  for (std::size_t row = 0; row < rows_; ++row) {
    corner += QPointF(0, metrics_.height());
    paint_row(painter, readings_[row], corner, theme);
  }
}

void paint_rings(QPainter& painter, const ChartContent& content, const PlotFrame& frame,
                 const std::vector<Reading>& readings, const ChartTheme& theme, double width) {
  painter.setBrush(theme.background);
  for (const auto& reading : readings) {
    const double y = content.log_y ? std::log10(reading.y) : reading.y;
    const QPointF pixel = frame.to_pixels({reading.x, y});
    if (!reading.within || !std::isfinite(y) || !frame.plot.adjusted(-1, -1, 1, 1).contains(pixel)) continue;
    painter.setPen(QPen(theme.line(reading.style.color), width * 0.35));
    painter.drawEllipse(pixel, width / 2, width / 2);
  }
}

}  // namespace

std::vector<Reading> readings_at(const ChartContent& content, const Cursor& cursor) {
  const bool by_time = std::isnan(cursor.x);
  const ChartX axis = by_time ? ChartX::time : content.x;
  const double at = by_time ? cursor.time_s : cursor.x;
  std::vector<Reading> readings;
  for (const auto& line : content.series) {
    if (!content.drawn(line) || line.index.size() == 0) continue;
    const auto& samples = *line.samples;
    const auto sample = sample_at(line, axis, at);
    if (!sample) continue;
    const bool within =
        !line.index.ascending(axis) || stands_within(samples.column(axis), at / samples.factor(axis));
    readings.push_back({samples.style, samples.x(content.x, *sample), samples.y[*sample], within});
  }
  return readings;
}

double time_at(const ChartContent& content, double x) {
  const auto best = nearest_of_all(content, content.x, x, false);
  return best.line ? best.line->samples->time_s[best.sample] : no_value;
}

double x_at_time(const ChartContent& content, double time_s) {
  const auto best = nearest_of_all(content, ChartX::time, time_s, true);
  return best.line ? best.line->samples->x(content.x, best.sample) : no_value;
}

void paint_crosshair(QPainter& painter, const ChartContent& content, const PlotFrame& frame,
                     const Cursor& cursor, const ChartTheme& theme, const QFont& font) {
  const auto readings = readings_at(content, cursor);
  const double x = std::isnan(cursor.x) ? x_at_time(content, cursor.time_s) : cursor.x;
  const double pixel = frame.to_pixels({x, 0}).x();
  if (readings.empty() || !(pixel >= frame.plot.left() - 1 && pixel <= frame.plot.right() + 1)) return;
  const QFont small = tick_font(font);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(small);
  painter.setPen(QPen(theme.axis, 1));
  painter.drawLine(QPointF(pixel, frame.plot.top()), QPointF(pixel, frame.plot.bottom()));
  paint_rings(painter, content, frame, readings, theme, QFontMetricsF(small).height() * 0.5);
  ReadingBox(content, frame, readings, x_text(content.x, x, frame.x.span, content.currency()), small)
      .paint(painter, pixel, theme);
}

}  // namespace accelbench
