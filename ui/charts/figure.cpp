// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/figure.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "ui/charts/chart_export.h"
#include "ui/charts/chart_page.h"
#include "ui/theme/rewording.h"

namespace accelbench {

namespace {

constexpr int page_width = 960;
constexpr double page_margin = 24;

}  // namespace

Figure::Figure(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::Base);
}

void Figure::set_title(const QString& title) {
  title_ = title;
  show_changes();
}

void Figure::set_caption(const QString& caption) {
  if (caption == caption_) return;
  caption_ = caption;
  update();
}

void Figure::set_empty_text(const QString& text) {
  if (text == empty_text_) return;
  empty_text_ = text;
  update();
}

void Figure::show_changes() {
  setAccessibleName(tr("Figure: %1").arg(title_));
  updateGeometry();
  update();
}

double Figure::header_height() const { return title_.isEmpty() ? 0 : fontMetrics().height() * 1.5; }

QSize Figure::sizeHint() const {
  const int gap = fontMetrics().height() / 2;
  return {fontMetrics().height() * 24,
          static_cast<int>(std::ceil(header_height() + needed_height(font()))) + 2 * gap};
}

QSize Figure::minimumSizeHint() const { return {fontMetrics().height() * 14, sizeHint().height()}; }

QString Figure::tip_at(QPointF) const { return {}; }

void Figure::paintEvent(QPaintEvent*) {
  const double gap = fontMetrics().height() / 2.0;
  const ChartTheme theme = ChartTheme::from_palette(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QRectF box = QRectF(rect()).adjusted(gap, gap, -gap, -gap);
  QFont bold = font();
  bold.setBold(true);
  const double title_width = QFontMetricsF(bold).horizontalAdvance(title_) + gap;
  QRectF header(box.topLeft(), QSizeF(box.width(), fontMetrics().height()));
  painter.setFont(bold);
  painter.setPen(theme.text);
  paint_elided(painter, header, Qt::AlignLeft | Qt::AlignVCenter, title_);
  header.setLeft(header.left() + title_width);
  painter.setFont(tick_font(font()));
  painter.setPen(theme.faint_text);
  if (!caption_.isEmpty())
    paint_elided(painter, header, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("— ") + caption_);
  box.setTop(box.top() + header_height());
  content_box_ = box;
  if (!empty_text_.isEmpty())
    painter.drawText(box, Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
  else
    paint_content(painter, box, theme, font());
}

void Figure::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::LanguageChange) return;
  for (QString* text : {&title_, &caption_, &empty_text_}) *text = reworded(*text, this);
  show_changes();
}

bool Figure::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const QString tip = empty_text_.isEmpty() ? tip_at(help->pos()) : QString();
  if (tip.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(help->globalPos(), tip, this);
  return true;
}

QSize Figure::page_size() const {
  const double rows = QFontMetricsF(page_font(18, true)).height() + QFontMetricsF(page_font(12)).height();
  const double footer = QFontMetricsF(page_font(10)).height() * 3;
  const bool grows = sizePolicy().verticalPolicy() == QSizePolicy::Expanding;
  const double content = std::max(needed_height(page_font(13)), grows ? page_width / 2.5 : 0.0);
  return {page_width, static_cast<int>(std::ceil(rows + footer + content + 2.5 * page_margin))};
}

void Figure::paint_page(QPainter& painter, QSize size, bool with_provenance) const {
  const ChartTheme theme = ChartTheme::print();
  const QRectF page(QPointF(0, 0), size);
  QRectF rest = page.adjusted(page_margin, page_margin * 0.8, -page_margin, -page_margin * 0.6);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(page, theme.background);
  paint_page_row(painter, page_font(18, true), theme.text, rest, title_);
  if (with_provenance) paint_page_footer(painter, provenance_, theme, rest);
  paint_page_row(painter, page_font(12), theme.faint_text, rest, caption_);
  rest.setTop(rest.top() + page_margin / 2);
  if (empty_text_.isEmpty()) paint_content(painter, rest, theme, page_font(13));
}

Page Figure::page(QSize size) const {
  return {title_, provenance_, [this, size](QPainter& painter) { paint_page(painter, size, true); }};
}

Status Figure::export_png(const QString& file, double scale) const {
  return write_chart_file(file, page_png(page(page_size()), page_size(), scale));
}

QImage Figure::export_image(double scale) const {
  const auto bytes = page_png(page(page_size()), page_size(), scale);
  return bytes ? QImage::fromData(*bytes) : QImage();
}

Status Figure::export_svg(const QString& file) const {
  return write_chart_file(file, page_svg(page(page_size()), page_size()));
}

Status Figure::export_pdf(const QString& file) const {
  return write_chart_file(file, page_pdf(page(page_size()), page_size()));
}

void paint_elided(QPainter& painter, const QRectF& box, int alignment, const QString& text) {
  const QFontMetricsF metrics(painter.font());
  // Half a pixel of room: a text measured as wide as its box is not to be cut by rounding.
  painter.drawText(box, alignment | Qt::TextSingleLine,
                   metrics.elidedText(text, Qt::ElideRight, box.width() + 0.5));
}

}  // namespace accelbench
