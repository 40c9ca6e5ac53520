// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart_board.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/charts/band.h"
#include "ui/charts/plot_frame.h"
#include "ui/models/run_figures.h"

namespace accelbench {

namespace {

constexpr double clipboard_scale = 2;

const QString layout_key = QStringLiteral("charts/layout");
const QString x_key = QStringLiteral("charts/x");
const QString smoothing_key = QStringLiteral("charts/smoothing");

std::vector<ChartLine> lines_of(const std::vector<CurveSet::Held>& held) {
  std::vector<ChartLine> lines;
  for (const CurveSet::Held& one : held) lines.push_back({one.samples, one.baseline});
  return lines;
}

}  // namespace

ChartBoard::ChartBoard(QWidget* parent)
    : QWidget(parent),
      scroll_(new QScrollArea(this)),
      drop_mark_(new QRubberBand(QRubberBand::Rectangle, this)),
      x_(new QComboBox(this)),
      smoothing_(new QComboBox(this)),
      log_(new QCheckBox(this)),
      ratio_(new QCheckBox(this)),
      overlay_button_(new QToolButton(this)),
      charts_button_(new QToolButton(this)),
      curves_(std::make_shared<CurveSet>()) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(build_controls());
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setFocusPolicy(Qt::NoFocus);
  column->addWidget(scroll_, 1);
  build_rows();
}

QWidget* ChartBoard::build_controls() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(8, 4, 8, 0);
  auto* label = new QLabel(tr("&Horizontal axis"), row);
  label->setBuddy(x_);
  x_->setAccessibleName(tr("Horizontal axis"));
  x_->addItem(tr("epoch"), static_cast<int>(ChartX::epoch));
  x_->addItem(tr("step"), static_cast<int>(ChartX::step));
  x_->addItem(tr("time"), static_cast<int>(ChartX::time));
  x_->addItem(tr("samples"), static_cast<int>(ChartX::samples));
  x_->addItem(tr("energy"), static_cast<int>(ChartX::joules));
  x_->addItem(tr("cost"), static_cast<int>(ChartX::money));
  line->addWidget(label);
  line->addWidget(x_);
  line->addSpacing(12);
  build_view_choices(*line, row);
  line->addStretch();
  build_menus(*line);
  connect(x_, &QComboBox::currentIndexChanged, this,
          [this] { set_x(static_cast<ChartX>(x_->currentData().toInt())); });
  return row;
}

void ChartBoard::build_view_choices(QHBoxLayout& line, QWidget* row) {
  log_->setText(tr("Lo&garithmic loss"));
  log_->setAccessibleName(tr("Logarithmic loss"));
  ratio_->setText(tr("&Ratio to baseline"));
  ratio_->setAccessibleName(tr("Ratio to baseline"));
  ratio_->setToolTip(tr(
      "Each line over that of the baseline, at the same place of the horizontal axis. It describes; verdicts "
      "come from comparisons."));
  auto* label = new QLabel(tr("S&moothing"), row);
  label->setBuddy(smoothing_);
  smoothing_->setAccessibleName(tr("Smoothing"));
  smoothing_->setToolTip(tr("A running mean over the raw line, which stays in sight"));
  smoothing_->addItem(tr("off"), 0.0);
  for (const double weight : {0.6, 0.9, 0.97}) smoothing_->addItem(QLocale().toString(weight), weight);
  line.addWidget(log_);
  line.addSpacing(12);
  line.addWidget(ratio_);
  line.addSpacing(12);
  line.addWidget(label);
  line.addWidget(smoothing_);
  connect(log_, &QCheckBox::toggled, this, &ChartBoard::set_log_loss);
  connect(ratio_, &QCheckBox::toggled, this, &ChartBoard::set_ratio);
  connect(smoothing_, &QComboBox::currentIndexChanged, this,
          [this] { set_smoothing(smoothing_->currentData().toDouble()); });
}

void ChartBoard::build_menus(QHBoxLayout& line) {
  overlay_button_->setObjectName(QStringLiteral("overlays"));
  overlay_button_->hide();
  charts_button_->setObjectName(QStringLiteral("charts"));
  charts_button_->setText(tr("C&harts"));
  charts_button_->setAccessibleName(tr("Choose charts"));
  charts_button_->setToolTip(tr("Choose charts; drag them by their titles"));
  for (QToolButton* button : {overlay_button_, charts_button_}) {
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(new QMenu(button));
    line.addWidget(button);
  }
  connect(overlay_button_->menu(), &QMenu::aboutToShow, this, &ChartBoard::fill_overlay_menu);
  connect(charts_button_->menu(), &QMenu::aboutToShow, this, &ChartBoard::fill_charts_menu);
}

QWidget* ChartBoard::widget_of(Chart which) {
  QWidget*& widget = widgets_.at(which);
  if (widget != nullptr) return widget;
  widget = make_chart(which, this);
  widget->hide();
  widget->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(widget, &QWidget::customContextMenuRequested, this,
          [this, which](const QPoint& at) { show_chart_menu(which, widgets_.at(which)->mapToGlobal(at)); });
  auto* title = widget->findChild<QLabel*>(QStringLiteral("chart_title"));
  for (QWidget* handle : {widget, static_cast<QWidget*>(title)})
    if (handle != nullptr) handle->installEventFilter(this);
  if (auto* lines = qobject_cast<LineChart*>(widget)) {
    lines->set_provenance(provenance_);
    lines->set_smoothing(smoothing_->currentData().toDouble());
    set_look(which);
    show_series(which);
    link();
  } else {
    qobject_cast<Figure*>(widget)->set_provenance(provenance_);
    shown_figures_ = -1;
    show_figures();
  }
  return widget;
}

LineChart* ChartBoard::chart(Chart which) { return qobject_cast<LineChart*>(widget_of(which)); }
Figure* ChartBoard::figure(Chart which) { return qobject_cast<Figure*>(widget_of(which)); }

bool ChartBoard::has_content(Chart which) {
  if (LineChart* lines = chart(which)) return lines->has_samples();
  return !figure(which)->empty();
}

/// Each chart's cursor moves those of all others.
void ChartBoard::link() {
  for (QWidget* from : widgets_)
    for (QWidget* to : widgets_) {
      auto *moved = qobject_cast<LineChart*>(from), *follows = qobject_cast<LineChart*>(to);
      if (moved != nullptr && follows != nullptr && moved != follows)
        connect(moved, &LineChart::cursor_moved_at, follows, &LineChart::set_cursor_at, Qt::UniqueConnection);
    }
}

void ChartBoard::set_look(Chart which) {
  auto* lines = qobject_cast<LineChart*>(widgets_.at(which));
  if (lines == nullptr) return;
  const auto x = static_cast<ChartX>(x_->currentData().toInt());
  const bool of_epochs = base_axis(x) == ChartX::step || base_axis(x) == ChartX::epoch;
  lines->set_x(stands_over_time(which) && of_epochs ? ChartX::time : x);
  lines->set_ratio(ratio_->isChecked(), baseline_);
  if (which != loss_chart) return;
  lines->set_log_y(log_->isChecked());
  if (!loss_name_.isEmpty()) lines->set_y(loss_name_, {});
}

void ChartBoard::set_x(ChartX x) {
  x_->setCurrentIndex(x_->findData(static_cast<int>(x)));
  for (int which = 0; which < board_charts; ++which) set_look(static_cast<Chart>(which));
}

void ChartBoard::set_log_loss(bool on) {
  log_->setChecked(on);
  set_look(loss_chart);
}

void ChartBoard::set_ratio(bool on) {
  ratio_->setChecked(on);
  for (int which = 0; which < board_charts; ++which) set_look(static_cast<Chart>(which));
}

void ChartBoard::set_smoothing(double weight) {
  if (const int place = smoothing_->findData(weight); place >= 0) smoothing_->setCurrentIndex(place);
  for (QWidget* widget : widgets_)
    if (auto* lines = qobject_cast<LineChart*>(widget)) lines->set_smoothing(weight);
}

void ChartBoard::show_runs(const RunBoard& board, const Experiment& experiment) {
  runs_ = &board;
  compared_ = nullptr;
  curves_ = board.curves();
  loss_name_ = QString::fromUtf8(name_of(experiment.training.loss));
  experiment_name_ = QString::fromStdString(experiment.name);
  show_all_series();
}

void ChartBoard::show_comparison(const ComparisonBoard& board) {
  show_runs(board.runs(), board.experiment());
  compared_ = &board;
  show_all_series();
}

/// What is recorded is drawn first, so that the runs in sight stand before it.
void ChartBoard::show_series(Chart which) {
  auto* lines = qobject_cast<LineChart*>(widgets_.at(which));
  const auto kind = curves_of(which);
  if (lines == nullptr || !kind) return;
  std::vector<ChartLine> all;
  for (const Overlay& overlay : overlays_)
    for (const auto& series : overlay.of(*kind)) all.push_back({series, nullptr});
  for (ChartLine& line : lines_of(curves_->of(*kind))) all.push_back(std::move(line));
  lines->set_lines(std::move(all));
  if (compared_ == nullptr || (which != loss_chart && which != throughput_chart)) return lines->set_bands({});
  lines->set_bands(which == loss_chart ? compared_->loss_bands() : compared_->throughput_bands());
}

void ChartBoard::show_all_series() {
  shown_curves_ = curves_->version();
  baseline_ = curves_->baseline_label();
  for (int which = 0; which < board_charts; ++which) {
    set_look(static_cast<Chart>(which));
    show_series(static_cast<Chart>(which));
  }
  shown_figures_ = -1;
  show_figures();
  overlay_button_->setVisible(!overlays_.empty());
  overlay_button_->setText(tr("Overlays (%1)").arg(overlays_.size()));
}

/// Changes when a run ends, or another one in its place.
double ChartBoard::runs_told() const {
  if (runs_ == nullptr) return 0;
  double told = 0;
  for (const RunRow& row : runs_->rows())
    if (row.summary) told += 1 + row.summary->achieved_flop_per_s.value_or(0);
  return told;
}

void ChartBoard::show_figures() {
  const double told = runs_told();
  if (told == shown_figures_) return;
  shown_figures_ = told;
  const RunBoard none;
  const RunBoard& runs = runs_ == nullptr ? none : *runs_;
  if (auto* split = qobject_cast<PhaseBars*>(widgets_.at(step_split_chart))) {
    const PhaseContent content = step_split_of(runs);
    split->set_empty_text(content.bars.empty() ? chart_empty_text(step_split_chart) : QString());
    split->set_content(content);
  }
  if (auto* roofline = qobject_cast<RooflinePlot*>(widgets_.at(roofline_chart))) {
    const RooflineContent content = roofline_of(runs);
    roofline->set_empty_text(content.dots.empty() ? chart_empty_text(roofline_chart) : QString());
    const QString missing = roofs_missing_text(content);
    roofline->set_caption(missing.isEmpty() ? tr("FLOP/s, with what the machine gives at most") : missing);
    roofline->set_content(content);
  }
}

void ChartBoard::refresh() {
  if (curves_->version() != shown_curves_) show_all_series();
  for (QWidget* widget : widgets_)
    if (auto* lines = qobject_cast<LineChart*>(widget)) lines->refresh();
  show_figures();
}

void ChartBoard::set_provenance(const QString& text) {
  provenance_ = text;
  for (QWidget* widget : widgets_) {
    if (auto* lines = qobject_cast<LineChart*>(widget)) lines->set_provenance(text);
    if (auto* figure = qobject_cast<Figure*>(widget)) figure->set_provenance(text);
  }
}

void ChartBoard::add_overlay(Overlay overlay) {
  std::erase_if(overlays_, [&](const Overlay& one) { return one.file == overlay.file; });
  overlays_.push_back(std::move(overlay));
  show_all_series();
}

void ChartBoard::remove_overlay(const std::string& file) {
  std::erase_if(overlays_, [&](const Overlay& one) { return one.file == file; });
  show_all_series();
}

void ChartBoard::remove_overlays() {
  overlays_.clear();
  show_all_series();
}

void ChartBoard::fill_overlay_menu() {
  QMenu& menu = *overlay_button_->menu();
  menu.clear();
  for (const Overlay& overlay : overlays_)
    menu.addAction(tr("Take away %1").arg(overlay.name), this,
                   [this, file = overlay.file] { remove_overlay(file); });
  if (overlays_.size() < 2) return;
  menu.addSeparator();
  menu.addAction(tr("Take away all"), this, &ChartBoard::remove_overlays);
}

BoardPage ChartBoard::page() {
  note_shares();
  BoardPage page;
  page.title = experiment_name_;
  page.provenance = provenance_;
  for (const BoardLayout::Row& row : layout_.rows()) {
    BoardPage::Row& made = page.rows.emplace_back();
    made.share = row.share;
    for (const BoardLayout::Cell& cell : row.cells)
      made.cells.push_back({chart(cell.chart), figure(cell.chart), cell.share});
  }
  return page;
}

void ChartBoard::copy_picture(Chart which) {
  const LineChart* lines = chart(which);
  const QImage picture =
      lines != nullptr ? lines->export_image(clipboard_scale) : figure(which)->export_image(clipboard_scale);
  QGuiApplication::clipboard()->setImage(picture);
  emit copied(chart_title(which));
}

void ChartBoard::copy_board() {
  const BoardPage board = page();
  const auto bytes = page_png(board.page(), board.size(), clipboard_scale);
  if (!bytes) return;
  QGuiApplication::clipboard()->setImage(QImage::fromData(*bytes));
  emit copied(tr("All charts in sight"));
}

void ChartBoard::remember(QSettings& settings) {
  note_shares();
  settings.setValue(layout_key, layout_.text());
  settings.setValue(x_key, x_->currentIndex());
  settings.setValue(smoothing_key, smoothing_->currentIndex());
}

void ChartBoard::restore(const QSettings& settings) {
  if (const auto layout = BoardLayout::read(settings.value(layout_key).toString())) arrange(*layout);
  for (const auto& [box, key] : {std::pair(x_, x_key), std::pair(smoothing_, smoothing_key)}) {
    const int place = settings.value(key, box->currentIndex()).toInt();
    if (place >= 0 && place < box->count()) box->setCurrentIndex(place);
  }
}

}  // namespace accelbench
