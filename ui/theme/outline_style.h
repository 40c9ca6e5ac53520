// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QProxyStyle>

namespace accelbench {

/// Fusion with outlines that can be seen. Fusion draws them darker than the window, which on a dark window is
/// almost nothing; here boxes to tick and fields have at least 3 to 1 (WCAG 2.1, 1.4.11 "non-text contrast").
class OutlineStyle : public QProxyStyle {
  Q_OBJECT

 public:
  OutlineStyle();
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* more) const override;
  QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                         const QWidget* widget) const override;
};

/// The colour of the outline of a field or a box to tick in this palette.
QColor outline_color(const QPalette& palette);

}  // namespace accelbench
