// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/legend_bar.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/chart_theme.h"
#include "ui/charts/marker.h"

namespace accelbench {
namespace {

double sample_width(const QFontMetricsF& metrics) { return metrics.height() * 1.5; }

}  // namespace

LegendButton::LegendButton(const SeriesStyle& style, QWidget* parent)
    : QAbstractButton(parent), style_(style) {
  setCheckable(true);
  setText(style.label);
  setToolTip(tr("%1: click to hide or show, double-click (Enter) to show it alone").arg(style.label));
  setAccessibleName(tr("Show %1").arg(style.label));
  setCursor(Qt::PointingHandCursor);
  setFont(tick_font(parent->font()));
}

QSize LegendButton::sizeHint() const {
  const QFontMetricsF metrics(font());
  const double width = sample_width(metrics) + metrics.horizontalAdvance(text()) + metrics.height() * 1.2;
  return {static_cast<int>(std::ceil(width)), static_cast<int>(std::ceil(metrics.height() * 1.35))};
}

void LegendButton::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) emit isolated();
}

void LegendButton::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
    emit isolated();
  else
    QAbstractButton::keyPressEvent(event);
}

void LegendButton::paintEvent(QPaintEvent*) {
  const auto theme = ChartTheme::from_palette(palette());
  const QFontMetricsF metrics(font());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (underMouse() || hasFocus()) {
    painter.setPen(hasFocus() ? QPen(palette().color(QPalette::Highlight)) : QPen(Qt::NoPen));
    painter.setBrush(theme.grid);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
  }
  if (!isChecked()) painter.setOpacity(0.4);
  const double left = metrics.height() * 0.3;
  const QRectF sample(left, (height() - metrics.height()) / 2, sample_width(metrics), metrics.height());
  draw_line_sample(painter, sample, style_.marker, style_.dashed, theme.line(style_.color), theme.background);
  const QRectF label(sample.right() + left, 0, width() - sample.right() - 2 * left, height());
  painter.setPen(theme.text);
  QFont shown = font();
  shown.setStrikeOut(!isChecked());
  painter.setFont(shown);
  painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter,
                   metrics.elidedText(text(), Qt::ElideMiddle, label.width() + 1));
}

LegendBar::LegendBar(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void LegendBar::set_entries(const std::vector<SeriesStyle>& styles, const QSet<QString>& hidden) {
  for (auto* button : buttons_) {
    button->hide();
    button->deleteLater();  // it may be the one whose click led here
  }
  buttons_.clear();
  for (const auto& style : styles) {
    auto* button = new LegendButton(style, this);
    button->setChecked(!hidden.contains(style.label));
    connect(button, &QAbstractButton::toggled, this,
            [this, label = style.label](bool on) { emit toggled(label, on); });
    connect(button, &LegendButton::isolated, this, [this, label = style.label] { emit isolated(label); });
    button->show();
    buttons_.push_back(button);
  }
  place_buttons();
  updateGeometry();
}

std::vector<QRect> LegendBar::places(int width) const {
  std::vector<QRect> places;
  QPoint corner(0, 0);
  for (const auto* button : buttons_) {
    const QSize size = button->sizeHint().boundedTo(QSize(std::max(width, 1), QWIDGETSIZE_MAX));
    if (corner.x() > 0 && corner.x() + size.width() > width) corner = QPoint(0, corner.y() + size.height());
    places.emplace_back(corner, size);
    corner.rx() += size.width();
  }
  return places;
}

void LegendBar::place_buttons() {
  const auto wanted = places(width());
  for (std::size_t i = 0; i < buttons_.size(); ++i) buttons_[i]->setGeometry(wanted[i]);
}

int LegendBar::heightForWidth(int width) const {
  return buttons_.empty() ? 0 : places(width).back().bottom() + 1;
}

QSize LegendBar::sizeHint() const {
  return {fontMetrics().height() * 10, heightForWidth(std::max(width(), 1))};
}
QSize LegendBar::minimumSizeHint() const {
  return {fontMetrics().height() * 4, buttons_.empty() ? 0 : fontMetrics().height()};
}
void LegendBar::resizeEvent(QResizeEvent*) { place_buttons(); }

void LegendBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::FontChange)
    for (auto* button : buttons_) button->setFont(tick_font(font()));
  QWidget::changeEvent(event);
}

}  // namespace accelbench
