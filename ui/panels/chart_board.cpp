// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart_board.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

#include "ui/charts/band.h"

namespace accelbench {

namespace {

using Series = std::vector<std::shared_ptr<const SampleSeries>>;

Series pick(const RunBoard& board, std::shared_ptr<SampleSeries> RunRow::*which) {
  Series series;
  for (const RunRow& row : board.rows()) series.push_back(row.*which);
  return series;
}

}  // namespace

ChartBoard::ChartBoard(QWidget* parent)
    : QWidget(parent),
      splitter_(new QSplitter(Qt::Horizontal, this)),
      x_(new QComboBox(this)),
      log_(new QCheckBox(this)),
      overlay_button_(new QToolButton(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(build_controls());
  column->addWidget(splitter_, 1);
  build_charts();
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
  log_->setText(tr("Lo&garithmic loss"));
  log_->setAccessibleName(tr("Logarithmic loss"));
  line->addWidget(label);
  line->addWidget(x_);
  line->addSpacing(16);
  line->addWidget(log_);
  line->addStretch();
  line->addWidget(overlay_button_);
  overlay_button_->setObjectName(QStringLiteral("overlays"));
  overlay_button_->setPopupMode(QToolButton::InstantPopup);
  overlay_button_->setMenu(new QMenu(overlay_button_));
  overlay_button_->hide();
  connect(overlay_button_->menu(), &QMenu::aboutToShow, this, &ChartBoard::fill_overlay_menu);
  connect(x_, &QComboBox::currentIndexChanged, this,
          [this] { set_x(static_cast<ChartX>(x_->currentData().toInt())); });
  connect(log_, &QCheckBox::toggled, this, &ChartBoard::set_log_loss);
  return row;
}

void ChartBoard::build_charts() {
  for (const Chart which : {loss, throughput, utilization}) {
    auto* chart = new LineChart(splitter_);
    chart->setObjectName(file_stem(which));
    auto* export_action = new QAction(tr("Export this chart…"), chart);
    connect(export_action, &QAction::triggered, this, [this, which] { emit export_asked(which); });
    chart->addAction(export_action);
    chart->setContextMenuPolicy(Qt::ActionsContextMenu);
    splitter_->addWidget(chart);
    splitter_->setCollapsible(which, false);
    charts_[which] = chart;
  }
  charts_[loss]->set_title(tr("Loss"));
  charts_[loss]->set_dashed_meaning(tr("validation"));
  charts_[loss]->set_empty_text(tr("Press Train (F5): the loss of every accelerator appears here."));
  charts_[throughput]->set_title(tr("Throughput"));
  charts_[throughput]->set_y({}, tr("samples/s"));
  charts_[throughput]->set_y_range(0.0, {});
  charts_[throughput]->set_empty_text(tr("Samples a second, epoch by epoch."));
  charts_[utilization]->set_title(tr("Utilization"));
  charts_[utilization]->set_y(tr("% of its processors"), QStringLiteral("%"));
  charts_[utilization]->set_y_range(0.0, 1.0);
  charts_[utilization]->set_empty_text(
      tr("How busy each accelerator keeps its processors, read 10 times a second."));
  link_cursors({charts_.begin(), charts_.end()});
  set_x(ChartX::epoch);
}

QString ChartBoard::file_stem(Chart which) {
  static const std::array names = {QStringLiteral("loss"), QStringLiteral("throughput"),
                                   QStringLiteral("utilization")};
  return names.at(which);
}

void ChartBoard::set_x(ChartX x) {
  x_->setCurrentIndex(x_->findData(static_cast<int>(x)));
  charts_[loss]->set_x(x);
  charts_[throughput]->set_x(x);
  // Readings come by the clock, most of them while the steady window is measured, where no epoch passes.
  charts_[utilization]->set_x(ChartX::time);
}

void ChartBoard::set_log_loss(bool on) {
  log_->setChecked(on);
  charts_[loss]->set_log_y(on);
}

void ChartBoard::show_runs(const RunBoard& board, const Experiment& experiment) {
  const bool validation = experiment.data.validation_split > 0 || experiment.data.validation.has_value();
  charts_[loss]->set_y(QString::fromUtf8(name_of(experiment.training.loss)), {});
  Series losses = pick(board, &RunRow::loss);
  if (validation)
    for (auto& series : pick(board, &RunRow::val_loss)) losses.push_back(series);
  series_ = {std::move(losses), pick(board, &RunRow::throughput), pick(board, &RunRow::utilization_curve)};
  show_series();
  for (LineChart* chart : charts_) chart->set_bands({});
}

/// What is recorded is drawn first, so that the runs in sight stand before it.
void ChartBoard::show_series() {
  static constexpr std::array parts = {&Overlay::loss, &Overlay::throughput, &Overlay::utilization};
  for (const Chart which : {loss, throughput, utilization}) {
    Series all;
    for (const Overlay& overlay : overlays_)
      for (const auto& series : overlay.*parts[which]) all.push_back(series);
    all.insert(all.end(), series_[which].begin(), series_[which].end());
    charts_[which]->set_series(std::move(all));
  }
  overlay_button_->setVisible(!overlays_.empty());
  overlay_button_->setText(tr("Overlays (%1)").arg(overlays_.size()));
}

void ChartBoard::add_overlay(Overlay overlay) {
  std::erase_if(overlays_, [&](const Overlay& one) { return one.file == overlay.file; });
  overlays_.push_back(std::move(overlay));
  show_series();
}

void ChartBoard::remove_overlay(const std::string& file) {
  std::erase_if(overlays_, [&](const Overlay& one) { return one.file == file; });
  show_series();
}

void ChartBoard::remove_overlays() {
  overlays_.clear();
  show_series();
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

void ChartBoard::show_comparison(const ComparisonBoard& board) {
  show_runs(board.runs(), board.experiment());
  charts_[loss]->set_bands(board.loss_bands());
  charts_[throughput]->set_bands(board.throughput_bands());
}

void ChartBoard::refresh() {
  for (LineChart* chart : charts_) chart->refresh();
}

void ChartBoard::set_provenance(const QString& text) {
  for (LineChart* chart : charts_) chart->set_provenance(text);
}

}  // namespace accelbench
