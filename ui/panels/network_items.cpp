// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/network_items.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace accelbench {

namespace {

const QColor above_zero(0x00, 0x72, 0xb2);  // Okabe–Ito blue
const QColor below_zero(0xd5, 0x5e, 0x00);  // Okabe–Ito vermilion
constexpr double widest_line = 2.6;

float weight_of(const LayerWeights& layer, std::int64_t unit, std::int64_t input) {
  return layer.weight[static_cast<std::size_t>(unit * layer.inputs + input)];
}

/// The largest of the lines that are drawn; 1 where all are 0 or none is a number.
double largest_drawn(const LayerWeights& layer, const NetworkColumn& from, const NetworkColumn& to) {
  double largest = 0;
  for (const std::int64_t unit : to.drawn)
    for (const std::int64_t input : from.drawn)
      if (const double weight = std::abs(double{weight_of(layer, unit, input)}); std::isfinite(weight))
        largest = std::max(largest, weight);
  return largest > 0 ? largest : 1;
}

QColor faded(QColor color, double strength) {
  color.setAlphaF(static_cast<float>(0.12 + 0.88 * strength));
  return color;
}

void paint_line_of_words(QPainter& painter, const QRectF& box, const QString& text) {
  const QString shown = QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, box.width());
  painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, shown);
}

}  // namespace

WeightLines::WeightLines(const NetworkPicture& picture, const SeenWeights* weights, const QPalette& palette)
    : picture_(picture), weights_(weights), palette_(palette) {}

void WeightLines::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const bool few = picture_.weights() <= NetworkPicture::most_weights;
  for (std::size_t right = 1; right < picture_.columns.size(); ++right)
    few ? paint_pair(*painter, right) : paint_area(*painter, right);
}

void WeightLines::paint_pair(QPainter& painter, std::size_t right) const {
  const NetworkColumn& from = picture_.columns[right - 1];
  const NetworkColumn& to = picture_.columns[right];
  const LayerWeights* layer = weights_ != nullptr ? &weights_->layers[right - 1] : nullptr;
  const double largest = layer != nullptr ? largest_drawn(*layer, from, to) : 1;
  const QColor base = palette_.color(QPalette::Base);
  const QColor plus = readable_on(base, above_zero, 3), minus = readable_on(base, below_zero, 3);
  painter.setPen(QPen(faded(palette_.color(QPalette::PlaceholderText), 0.25), 0.7));
  for (std::size_t i = 0; i < to.drawn.size(); ++i)
    for (std::size_t j = 0; j < from.drawn.size(); ++j) {
      if (layer != nullptr) {
        const double weight = double{weight_of(*layer, to.drawn[i], from.drawn[j])};
        if (!std::isfinite(weight)) continue;
        const double strength = std::abs(weight) / largest;
        painter.setPen(
            QPen(faded(weight > 0 ? plus : minus, strength), 0.4 + (widest_line - 0.4) * strength));
      }
      painter.drawLine(from.places[j], to.places[i]);
    }
}

/// Too many lines to be told apart: the area that they would fill.
void WeightLines::paint_area(QPainter& painter, std::size_t right) const {
  const NetworkColumn& from = picture_.columns[right - 1];
  const NetworkColumn& to = picture_.columns[right];
  if (from.places.empty() || to.places.empty()) return;
  painter.setPen(Qt::NoPen);
  painter.setBrush(faded(palette_.color(QPalette::PlaceholderText), 0.06));
  painter.drawPolygon(
      QPolygonF({from.places.front(), to.places.front(), to.places.back(), from.places.back()}));
}

ColumnItem::ColumnItem(const NetworkColumn& column, ColumnLook look, double unit_radius,
                       const QPalette& palette, const QFont& font)
    : column_(column), look_(std::move(look)), unit_radius_(unit_radius), palette_(palette), font_(font) {}

void ColumnItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  if (look_.selected) {
    QColor mark = palette_.color(QPalette::Highlight);
    painter->setPen(look_.has_focus ? QPen(mark, 1.4) : QPen(Qt::NoPen));
    mark.setAlphaF(0.14F);
    painter->setBrush(mark);
    painter->drawRoundedRect(column_.box.adjusted(2, 2, -2, -2), 5, 5);
  }
  paint_units(*painter);
  paint_words(*painter);
}

void ColumnItem::paint_units(QPainter& painter) const {
  const bool data = column_.layer < 0;
  const QColor color = data ? palette_.color(QPalette::PlaceholderText) : palette_.color(QPalette::Highlight);
  painter.setPen(QPen(palette_.color(QPalette::Base), 1));
  painter.setBrush(color);
  for (const QPointF& place : column_.places) {
    if (data)
      painter.drawRect(
          QRectF(place, QSizeF()).adjusted(-unit_radius_, -unit_radius_, unit_radius_, unit_radius_));
    else
      painter.drawEllipse(place, unit_radius_, unit_radius_);
  }
  if (!column_.gap) return;
  painter.setPen(Qt::NoPen);
  painter.setBrush(palette_.color(QPalette::Text));
  for (const double dy : {-0.9, 0.0, 0.9})
    painter.drawEllipse(*column_.gap + QPointF(0, dy * unit_radius_), 1.2, 1.2);
}

void ColumnItem::paint_words(QPainter& painter) const {
  painter.setFont(font_);
  painter.setPen(palette_.color(QPalette::PlaceholderText));
  paint_line_of_words(painter, column_.name, look_.name);
  paint_line_of_words(painter, column_.dropout, look_.dropout);
  painter.setPen(palette_.color(QPalette::Text));
  paint_line_of_words(painter, column_.activation, look_.activation);
  QFont bold = font_;
  bold.setBold(true);
  painter.setFont(bold);
  paint_line_of_words(painter, column_.width, look_.width);
}

void SignItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const QColor color = palette_.color(QPalette::Text);
  painter->setPen(QPen(color, 1));
  painter->setBrush(palette_.color(QPalette::Button));
  painter->drawEllipse(place_);
  painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap));
  const QPointF middle = place_.center();
  const double reach = place_.width() * 0.26;
  painter->drawLine(middle - QPointF(reach, 0), middle + QPointF(reach, 0));
  if (plus_) painter->drawLine(middle - QPointF(0, reach), middle + QPointF(0, reach));
}

}  // namespace accelbench
