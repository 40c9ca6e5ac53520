// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_page.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGuiApplication>

#include "ui/charts/chart_canvas.h"
#include "ui/charts/marker.h"
#include "ui/charts/plot_scene.h"

namespace accelbench {
namespace {

constexpr double margin = 24;

void paint_legend(QPainter& painter, const ChartContent& content, const ChartTheme& theme, QRectF& rest) {
  const QFont font = page_font(13);
  const QFontMetricsF metrics(font);
  const double row = metrics.height() * 1.4;
  QPointF corner = rest.topLeft() + QPointF(0, 4);
  painter.setFont(font);
  for (const auto& style : content.legend_styles()) {
    if (content.hidden.contains(style.label)) continue;
    const double width = metrics.horizontalAdvance(style.label) + row * 2.6;
    if (corner.x() > rest.left() && corner.x() + width > rest.right())
      corner = {rest.left(), corner.y() + row};
    draw_line_sample(painter, QRectF(corner, QSizeF(row * 1.3, metrics.height())), style.marker, style.dashed,
                     theme.line(style.color), theme.background);
    painter.setPen(theme.text);
    painter.drawText(QRectF(corner + QPointF(row * 1.6, 0), QSizeF(width, metrics.height())),
                     Qt::AlignLeft | Qt::AlignVCenter, style.label);
    corner.rx() += width;
  }
  rest.setTop(corner.y() + row + 6);
}

}  // namespace

QFont page_font(int pixels, bool bold) {
  QFont font = QGuiApplication::font();
  font.setPixelSize(pixels);
  font.setBold(bold);
  return font;
}

void paint_page_row(QPainter& painter, const QFont& font, const QColor& color, QRectF& rest,
                    const QString& text) {
  const QFontMetricsF metrics(font);
  painter.setFont(font);
  painter.setPen(color);
  painter.drawText(QRectF(rest.topLeft(), QSizeF(rest.width(), metrics.height())),
                   Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, rest.width()));
  rest.setTop(rest.top() + metrics.height() + 2);
}

void paint_page_footer(QPainter& painter, const QString& provenance, const ChartTheme& theme, QRectF& rest) {
  if (provenance.isEmpty()) return;
  const QFont font = page_font(10);
  const QFontMetricsF metrics(font);
  const QRectF needed = metrics.boundingRect(rest, Qt::TextWordWrap | Qt::TextWrapAnywhere, provenance);
  const double height = std::min(needed.height(), metrics.height() * 4);
  const QRectF place(rest.left(), rest.bottom() - height, rest.width(), height);
  painter.setFont(font);
  painter.setPen(theme.faint_text);
  painter.drawText(place, Qt::AlignLeft | Qt::TextWordWrap | Qt::TextWrapAnywhere, provenance);
  rest.setBottom(place.top() - 8);
}

namespace {

/// What the values are, and their unit.
QString value_caption(const ChartContent& content) {
  if (content.ratio)
    return content.baseline_label.isEmpty()
               ? QCoreApplication::translate("accelbench::LineChart", "ratio to the baseline")
               : QCoreApplication::translate("accelbench::LineChart", "ratio to %1")
                     .arg(content.baseline_label);
  const bool named = !content.y_name.isEmpty() && content.y_name != content.title;
  QString caption = named ? content.y_name : content.y_unit;
  if (named && !content.y_unit.isEmpty() && !caption.contains(content.y_unit))
    caption += QStringLiteral(" (%1)").arg(content.y_unit);
  return caption;
}

}  // namespace

QString y_caption(const ChartContent& content) {
  const QString caption = value_caption(content);
  QStringList parts;
  if (!caption.isEmpty()) parts << caption;
  if (content.log_y) parts << QCoreApplication::translate("accelbench::LineChart", "logarithmic");
  if (content.shows_dashed() && !content.dashed_meaning.isEmpty())
    parts << QCoreApplication::translate("accelbench::LineChart", "dashed: %1").arg(content.dashed_meaning);
  if (content.shows_bands())
    parts << QCoreApplication::translate("accelbench::LineChart", "band: all rounds");
  if (content.best != BestValue::none && !content.ratio && !content.series.empty())
    parts << QCoreApplication::translate("accelbench::LineChart", "☆ best");
  if (content.smoothing > 0)
    parts << QCoreApplication::translate("accelbench::LineChart", "smoothed, raw faint");
  return parts.join(QStringLiteral(" · "));
}

void paint_chart_page(QPainter& painter, const ChartContent& content, QSize size, bool with_provenance) {
  const auto theme = ChartTheme::print();
  const QRectF page(QPointF(0, 0), size);
  QRectF rest = page.adjusted(margin, margin * 0.8, -margin, -margin * 0.6);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(page, theme.background);
  paint_page_row(painter, page_font(18, true), theme.text, rest, content.title);
  if (with_provenance) paint_page_footer(painter, content.provenance, theme, rest);
  paint_legend(painter, content, theme, rest);
  paint_page_row(painter, page_font(12), theme.faint_text, rest, y_caption(content));

  const PlotFrame frame = make_frame(content, rest.size(), page_font(13));
  PlotScene().paint(painter, rest.topLeft(), frame, theme, page_font(13));
  painter.setFont(page_font(11));
  painter.setPen(theme.faint_text);
  painter.drawText(frame.plot.translated(rest.topLeft()), Qt::AlignTop | Qt::AlignRight, skipped_note(frame));
  if (!frame.has_points) painter.drawText(rest, Qt::AlignCenter | Qt::TextWordWrap, content.missing_text());
}

}  // namespace accelbench
