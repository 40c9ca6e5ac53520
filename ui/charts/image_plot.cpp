// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/image_plot.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace accelbench {

namespace {

constexpr double side_lines = 4.2;  // of one image, in lines of text
constexpr double text_heights = 11;

}  // namespace

void ImagePlot::set_content(const ImageContent& content) {
  if (content == content_) return;
  content_ = content;
  show_changes();
}

double ImagePlot::needed_height(const QFont& font) const {
  return QFontMetricsF(tick_font(font)).height() * text_heights;
}

std::size_t ImagePlot::images() const {
  const auto one = static_cast<std::size_t>(content_.rows * content_.columns);
  return one == 0 ? 0 : content_.pixels.size() / one;
}

QImage ImagePlot::image(std::size_t number) const {
  const auto one = static_cast<std::size_t>(content_.rows * content_.columns);
  const auto [least, most] = std::ranges::minmax(content_.pixels);
  const float range = most > least ? most - least : 1;
  QImage picture(static_cast<int>(content_.columns), static_cast<int>(content_.rows),
                 QImage::Format_Grayscale8);
  for (std::int64_t row = 0; row < content_.rows; ++row) {
    uchar* line = picture.scanLine(static_cast<int>(row));
    for (std::int64_t column = 0; column < content_.columns; ++column) {
      const auto at = number * one + static_cast<std::size_t>(row * content_.columns + column);
      line[column] = static_cast<uchar>(std::lround((content_.pixels[at] - least) / range * 255.0F));
    }
  }
  return picture;
}

void ImagePlot::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                              const QFont& font) const {
  if (images() == 0) return;
  const double line = QFontMetricsF(tick_font(font)).height();
  const double side = line * side_lines;
  const double aspect = static_cast<double>(content_.columns) / static_cast<double>(content_.rows);
  const QSizeF size = aspect >= 1 ? QSizeF(side, side / aspect) : QSizeF(side * aspect, side);
  const auto in_a_row = std::max<std::size_t>(static_cast<std::size_t>((box.width() + 4) / (side + 4)), 1);
  painter.setFont(tick_font(font));
  painter.setPen(theme.text);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
  for (std::size_t i = 0; i < std::min(images(), in_a_row * 2); ++i) {
    const QRectF cell(box.left() + static_cast<double>(i % in_a_row) * (side + 4),
                      box.top() + static_cast<double>(i / in_a_row) * (side + line * 1.2), side, side);
    QRectF place(QPointF(), size);
    place.moveCenter(cell.center());
    painter.drawImage(place, image(i));
    if (i < content_.names.size())
      paint_elided(painter, QRectF(cell.left(), cell.bottom(), side, line), Qt::AlignHCenter,
                   content_.names[i]);
  }
}

}  // namespace accelbench
