// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/outline_style.h"

#include <QGuiApplication>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

#include "ui/theme/theme.h"

namespace accelbench {

namespace {

constexpr double least_contrast = 3;
constexpr int room_for_menu_arrow = 10;

void draw_outline(QPainter& painter, const QRect& rect, const QColor& color) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(color);
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
  painter.restore();
}

/// Focus is told by the highlight, as Fusion does.
QColor outline_of(const QStyleOption& option) {
  const bool enabled = option.state.testFlag(QStyle::State_Enabled);
  const bool focused = enabled && option.state.testFlag(QStyle::State_HasFocus);
  if (focused) return option.palette.color(QPalette::Highlight);
  return enabled ? outline_color(option.palette) : option.palette.color(QPalette::Disabled, QPalette::Mid);
}

void draw_tick(QPainter& painter, const QRectF& box, const QColor& color) {
  const double unit = box.width() / 14;
  painter.setPen(QPen(color, 2 * unit, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(
      QPolygonF({box.topLeft() + QPointF(3.5, 7.2) * unit, box.topLeft() + QPointF(6, 9.8) * unit,
                 box.topLeft() + QPointF(10.5, 4.4) * unit}));
}

void draw_box_to_tick(QPainter& painter, const QStyleOption& option) {
  const bool enabled = option.state.testFlag(QStyle::State_Enabled);
  const bool ticked = option.state.testFlag(QStyle::State_On);
  const QPalette& palette = option.palette;
  // Not the option's own: rows of tables bring a highlight of theirs.
  const QColor fill =
      QGuiApplication::palette().color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::Highlight);
  const int side = std::min(option.rect.width(), option.rect.height());
  const QRectF box(option.rect.left() + (option.rect.width() - side) / 2,
                   option.rect.top() + (option.rect.height() - side) / 2, side, side);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  // On the highlight of a selected row the box would vanish in its own colour.
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const QColor rim = selected ? palette.color(QPalette::HighlightedText) : outline_of(option);
  painter.setPen(ticked && !selected ? fill : rim);
  painter.setBrush(ticked ? fill : palette.color(QPalette::Base));
  painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2.5, 2.5);
  if (ticked) draw_tick(painter, box, palette.color(QPalette::BrightText));
  if (ticked && option.state.testFlag(QStyle::State_HasFocus)) {
    painter.setPen(QPen(outline_color(palette), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 3, 3);
  }
  painter.restore();
}

}  // namespace

QColor outline_color(const QPalette& palette) {
  const QColor middle = palette.color(QPalette::Mid);
  const QColor window = palette.color(QPalette::Window);
  return readable_on(is_dark(palette) ? window : palette.color(QPalette::Base), middle, least_contrast);
}

OutlineStyle::OutlineStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void OutlineStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const {
  if (element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck)
    return draw_box_to_tick(*painter, *option);
  QProxyStyle::drawPrimitive(element, option, painter, widget);
  if (element == PE_FrameLineEdit) draw_outline(*painter, option->rect, outline_of(*option));
}

void OutlineStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                      QPainter* painter, const QWidget* widget) const {
  QProxyStyle::drawComplexControl(control, option, painter, widget);
  const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
  const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
  if ((control == CC_SpinBox && spin != nullptr && spin->frame) ||
      (control == CC_ComboBox && combo != nullptr && combo->frame))
    draw_outline(*painter, option->rect, outline_of(*option));
}

/// Buttons of dialogs say what they do in words; the stock pictures are of another style than ours.
int OutlineStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* more) const {
  if (hint == SH_DialogButtonBox_ButtonsHaveIcons) return 0;
  return QProxyStyle::styleHint(hint, option, widget, more);
}

/// Fusion puts the arrow of a button with a menu over its text.
QSize OutlineStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                                     const QWidget* widget) const {
  QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
  const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
  const bool has_menu = button != nullptr && button->features.testFlag(QStyleOptionToolButton::HasMenu);
  if (type == CT_ToolButton && has_menu) size.rwidth() += 2 * room_for_menu_arrow;
  return size;
}

}  // namespace accelbench
