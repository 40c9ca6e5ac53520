// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/line_chart.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/chart_page.h"
#include "ui/charts/figure.h"
#include "ui/charts/legend_bar.h"
#include "ui/theme/rewording.h"

namespace accelbench {
namespace {

/// One line that ends with an ellipsis where there is too little room.
class ElidedLabel : public QLabel {
 public:
  using QLabel::QLabel;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    paint_elided(painter, contentsRect(), Qt::AlignLeft | Qt::AlignVCenter, text());
  }
};

}  // namespace

LineChart::LineChart(QWidget* parent) : QWidget(parent), content_(std::make_unique<ChartContent>()) {
  legend_ = new LegendBar(this);
  canvas_ = new ChartCanvas(*content_, this);
  auto* layout = new QVBoxLayout(this);
  const int gap = fontMetrics().height() / 2;
  layout->setContentsMargins(gap, gap, gap, gap / 2);
  layout->setSpacing(gap / 2);
  build_header();
  layout->addWidget(legend_);
  layout->addWidget(canvas_, 1);
  canvas_->setAccessibleDescription(
      tr("Arrow keys move the cursor, plus and minus zoom, Home follows the newest samples."));
  connect_parts();
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::Base);
  update_header();
}

LineChart::~LineChart() = default;

void LineChart::build_header() {
  title_ = new QLabel(this);
  title_->setObjectName(QStringLiteral("chart_title"));
  subtitle_ = new ElidedLabel(this);
  follow_button_ = new QToolButton(this);
  follow_button_->setText(tr("Follow"));
  follow_button_->setToolTip(tr("Show all samples and follow the newest (double click, Home)"));
  follow_button_->setAutoRaise(true);
  QSizePolicy keeps_its_room = follow_button_->sizePolicy();
  keeps_its_room.setRetainSizeWhenHidden(true);
  follow_button_->setSizePolicy(keeps_its_room);
  follow_button_->hide();
  for (auto* label : {title_, subtitle_}) {
    label->setTextFormat(Qt::PlainText);
    label->setMinimumWidth(1);
  }
  QFont bold = font();
  bold.setBold(true);
  title_->setFont(bold);
  subtitle_->setFont(tick_font(font()));
  subtitle_->setForegroundRole(QPalette::PlaceholderText);
  auto* header = new QHBoxLayout;
  header->addWidget(title_);
  header->addWidget(subtitle_, 1);
  header->addWidget(follow_button_);
  static_cast<QVBoxLayout*>(layout())->addLayout(header);
}

void LineChart::connect_parts() {
  connect(follow_button_, &QToolButton::clicked, this, &LineChart::follow);
  connect(canvas_, &ChartCanvas::zoom_changed, this, [this] { follow_button_->setVisible(!following()); });
  connect(canvas_, &ChartCanvas::cursor_moved, this, [this](double x, double time_s) {
    emit cursor_moved(time_s);
    emit cursor_moved_at(content_->x, x, time_s);
  });
  connect(legend_, &LegendBar::isolated, this, &LineChart::isolate);
  connect(legend_, &LegendBar::toggled, this,
          [this](const QString& label, bool shown) { set_series_hidden(label, !shown); });
}

void LineChart::update_header() {
  title_->setText(content_->title);
  title_->setVisible(!content_->title.isEmpty());
  const QString caption = y_caption(*content_);
  subtitle_->setText(caption.isEmpty() || content_->title.isEmpty() ? caption
                                                                    : QStringLiteral("— ") + caption);
  subtitle_->setToolTip(caption);
  canvas_->setAccessibleName(tr("Chart: %1").arg(content_->title));
}

void LineChart::apply_changes() {
  content_->update_indexes();
  update_header();
  canvas_->invalidate();
}

void LineChart::set_title(const QString& title) {
  content_->title = title;
  update_header();
}

void LineChart::set_y(const QString& name, const QString& unit) {
  content_->y_name = name;
  content_->y_unit = unit;
  apply_changes();
}

void LineChart::set_x(ChartX x) {
  if (content_->x == x) return;
  content_->x = x;
  if (content_->ratio) content_->take_lines();
  canvas_->set_cursor(std::nullopt);
  follow();
}

void LineChart::set_log_y(bool on) {
  if (content_->log_y == on) return;
  content_->log_y = on;
  content_->zoom_y.reset();
  apply_changes();
}

void LineChart::set_ratio(bool on, const QString& label) {
  if (content_->ratio == on && content_->baseline_label == label) return;
  const bool other = content_->ratio != on;
  content_->ratio = on;
  content_->baseline_label = label;
  if (!other) return apply_changes();
  content_->zoom_y.reset();
  take_lines();
}

void LineChart::set_smoothing(double weight) {
  if (content_->smoothing == weight) return;
  content_->smoothing = weight;
  take_lines();
}

void LineChart::set_best(BestValue best) {
  content_->best = best;
  apply_changes();
}

void LineChart::set_dashed_meaning(const QString& meaning) {
  content_->dashed_meaning = meaning;
  update_header();
}

void LineChart::set_y_range(std::optional<double> minimum, std::optional<double> maximum) {
  content_->y_minimum = minimum;
  content_->y_maximum = maximum;
  apply_changes();
}

void LineChart::set_series(std::vector<std::shared_ptr<const SampleSeries>> series) {
  std::vector<ChartLine> lines;
  for (auto& samples : series)
    if (samples) lines.push_back({std::move(samples)});
  set_lines(std::move(lines));
}

void LineChart::set_lines(std::vector<ChartLine> lines) {
  content_->lines = std::move(lines);
  take_lines();
}

void LineChart::take_lines() {
  content_->take_lines();
  legend_->set_entries(content_->legend_styles(), content_->hidden);
  apply_changes();
}

void LineChart::set_bands(std::vector<std::shared_ptr<const BandSeries>> bands) {
  content_->bands = std::move(bands);
  apply_changes();
}

void LineChart::refresh() {
  if (!isVisible() || !content_->update_indexes()) return;
  if (!content_->bands.empty()) update_header();
  canvas_->invalidate();
}

void LineChart::set_provenance(const QString& text) { content_->provenance = text; }

void LineChart::set_empty_text(const QString& text) {
  content_->empty_text = text;
  canvas_->update();
}

Status LineChart::export_png(const QString& file, double scale) const {
  return write_chart_file(file, chart_png(fresh_content(), export_size(), scale));
}

QImage LineChart::export_image(double scale) const {
  const auto bytes = chart_png(fresh_content(), export_size(), scale);
  return bytes ? QImage::fromData(*bytes) : QImage();
}

Status LineChart::export_svg(const QString& file) const {
  return write_chart_file(file, chart_svg(fresh_content(), export_size()));
}

Status LineChart::export_pdf(const QString& file) const {
  return write_chart_file(file, chart_pdf(fresh_content(), export_size()));
}

Status LineChart::export_csv(const QString& file) const {
  return write_chart_file(file, chart_csv(*content_));
}

/// The picture on screen is drawn anew, too, so that both show the same samples.
const ChartContent& LineChart::fresh_content() const {
  if (content_->update_indexes()) canvas_->invalidate();
  return *content_;
}

QString LineChart::title() const { return content_->title; }
bool LineChart::has_samples() const {
  return std::ranges::any_of(content_->lines, [](const ChartLine& line) { return line.samples->size() > 0; });
}
bool LineChart::following() const { return !content_->zoom_x && !content_->zoom_y; }

std::pair<double, double> LineChart::visible_x() const {
  const Span span = canvas_->frame().x.span;
  return {span.minimum, span.maximum};
}

std::pair<double, double> LineChart::visible_y() const {
  const Span span = canvas_->frame().y.span;
  if (!content_->log_y) return {span.minimum, span.maximum};
  return {std::pow(10.0, span.minimum), std::pow(10.0, span.maximum)};
}

bool LineChart::series_hidden(const QString& label) const { return content_->hidden.contains(label); }

void LineChart::set_series_hidden(const QString& label, bool hidden) {
  if (hidden)
    content_->hidden.insert(label);
  else
    content_->hidden.remove(label);
  show_hidden_in_legend();
}

void LineChart::show_hidden_in_legend() {
  for (auto* button : legend_->findChildren<LegendButton*>()) {
    const QSignalBlocker silent(button);
    button->setChecked(!content_->hidden.contains(button->style_of_line().label));
    button->update();
  }
  apply_changes();
}

void LineChart::isolate(const QString& label) {
  QSet<QString> others;
  for (const SeriesStyle& style : content_->legend_styles())
    if (style.label != label) others.insert(style.label);
  content_->hidden = content_->hidden.contains(others) ? QSet<QString>() : others;
  show_hidden_in_legend();
}

void LineChart::set_cursor(double time_s) { set_cursor_at(content_->x, std::nan(""), time_s); }

void LineChart::set_cursor_at(ChartX axis, double x, double time_s) {
  const double own_x = axis == content_->x ? x : std::nan("");
  const bool somewhere = std::isfinite(own_x) || std::isfinite(time_s);
  canvas_->set_cursor(somewhere ? std::optional(Cursor{own_x, time_s}) : std::nullopt);
}

void LineChart::follow() {
  content_->update_indexes();
  canvas_->follow();
}

void LineChart::changeEvent(QEvent* event) {
  const auto type = event->type();
  if (type == QEvent::LanguageChange)
    for (QString ChartContent::*text : {&ChartContent::title, &ChartContent::y_name, &ChartContent::y_unit,
                                        &ChartContent::empty_text, &ChartContent::dashed_meaning})
      (*content_).*text = reworded((*content_).*text, this);
  if (type == QEvent::PaletteChange || type == QEvent::FontChange || type == QEvent::LanguageChange)
    apply_changes();
  QWidget::changeEvent(event);
}

void LineChart::showEvent(QShowEvent* event) {
  apply_changes();
  QWidget::showEvent(event);
}

void link_cursors(const std::vector<LineChart*>& charts) {
  for (auto* from : charts)
    for (auto* to : charts)
      if (from != to) QObject::connect(from, &LineChart::cursor_moved_at, to, &LineChart::set_cursor_at);
}

}  // namespace accelbench
