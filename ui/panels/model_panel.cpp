// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/model_panel.h"

#include <QHeaderView>

#include "core/planning/figures.h"
#include "ui/models/format.h"
#include "ui/panels/cell_delegate.h"

namespace accelbench {

namespace {

constexpr int rows_without_scrolling = 8;

void set_up_table(QTableView& view) {
  view.setObjectName(QStringLiteral("model.layers"));
  view.setAccessibleName(ModelPanel::tr("Layers"));
  view.setSelectionBehavior(QAbstractItemView::SelectRows);
  view.setSelectionMode(QAbstractItemView::SingleSelection);
  view.setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                       QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
  view.setShowGrid(false);
  view.setAlternatingRowColors(true);
  view.setTabKeyNavigation(false);
  view.horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  view.horizontalHeader()->setHighlightSections(false);
  view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
}

}  // namespace

ModelPanel::ModelPanel(ExperimentDocument& document, DataProbe& probe, QWidget* parent)
    : QWidget(parent), document_(document), probe_(probe), model_(document) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(build_layers());
  problem_ = new QLabel(this);
  style_note(*problem_, true);
  column->addWidget(problem_);
  column->addWidget(build_buttons());
  build_form();
  column->addWidget(form_);
  figures_ = new QLabel(this);
  figures_->setObjectName(QStringLiteral("figures"));
  style_note(*figures_, false);
  column->addWidget(figures_);
  connect(&document_, &ExperimentDocument::changed, this, &ModelPanel::show_figures);
  connect(&probe_, &DataProbe::changed, this, &ModelPanel::show_figures);
  connect(&model_, &QAbstractItemModel::modelReset, this, &ModelPanel::fit_table);
  fit_table();
  show_figures();
}

QWidget* ModelPanel::build_layers() {
  layers_ = new QTableView(this);
  layers_->setModel(&model_);
  layers_->setItemDelegate(new CellDelegate(layers_));
  set_up_table(*layers_);
  connect(layers_->selectionModel(), &QItemSelectionModel::currentChanged, this, &ModelPanel::enable_buttons);
  return layers_;
}

QToolButton* ModelPanel::add_button(const QString& text, const QString& name, QLayout* line) {
  auto* button = new QToolButton(this);
  button->setText(text);
  button->setAccessibleName(name);
  button->setToolTip(name);
  line->addWidget(button);
  return button;
}

QWidget* ModelPanel::build_buttons() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 0, 0, 0);
  add_ = add_button(tr("Add"), tr("Add a layer before the selected one"), line);
  remove_ = add_button(tr("Remove"), tr("Remove the selected layer"), line);
  up_ = add_button(tr("Up"), tr("Move the selected layer towards the input"), line);
  down_ = add_button(tr("Down"), tr("Move the selected layer towards the output"), line);
  line->addStretch();
  connect(add_, &QToolButton::clicked, this, [this] {
    const int row_before = current_row() >= 0 ? current_row() : model_.rowCount() - 1;
    model_.add_layer(row_before);
    layers_->setCurrentIndex(model_.index(row_before, 0));
  });
  connect(remove_, &QToolButton::clicked, this, [this] {
    const int removed = current_row();
    model_.remove_layer(removed);
    layers_->setCurrentIndex(model_.index(std::min(removed, model_.rowCount() - 1), 0));
  });
  auto move = [this](int by) {
    const int from = current_row();
    if (from + by < 0 || from + by >= model_.rowCount()) return;
    model_.move_layer(from, from + by);
    layers_->setCurrentIndex(model_.index(from + by, 0));
  };
  connect(up_, &QToolButton::clicked, this, [move] { move(-1); });
  connect(down_, &QToolButton::clicked, this, [move] { move(1); });
  return row;
}

void ModelPanel::build_form() {
  form_ = new FieldForm(document_, {}, this);
  form_->add_choice(tr("Initializer"),
                    Field<Initializer>(
                        "model.initializer", [](auto& e) -> auto& { return e.model.initializer; }));
  form_->refresh();
}

void ModelPanel::enable_buttons() {
  const int row = current_row();
  remove_->setEnabled(row >= 0 && model_.rowCount() > 1);
  up_->setEnabled(row > 0);
  down_->setEnabled(row >= 0 && row + 1 < model_.rowCount());
}

void ModelPanel::fit_table() {
  const int rows = std::clamp(model_.rowCount(), 1, rows_without_scrolling);
  const int height = layers_->verticalHeader()->defaultSectionSize();
  layers_->setFixedHeight(layers_->horizontalHeader()->sizeHint().height() + rows * height +
                          2 * layers_->frameWidth());
  enable_buttons();
}

void ModelPanel::show_figures() {
  const QString problem = document_.problem_at(QStringLiteral("model.layers"), true);
  problem_->setText(problem);
  problem_->setVisible(!problem.isEmpty());
  const auto& shape = probe_.shape();
  const Experiment& experiment = document_.experiment();
  if (!shape || !*shape || experiment.model.layers.empty()) {
    figures_->setText(tr("Parameters, FLOPs and memory appear when the shape of the data is known."));
    return;
  }
  const ModelFigures figures = model_figures(experiment.model, experiment.training, (*shape)->features);
  QStringList widths{count_text((*shape)->features)};
  for (const LayerSpec& layer : experiment.model.layers) widths << count_text(layer.units);
  figures_->setText(tr("%1 · %2 parameters\n%3 and %4 a step of %5 samples")
                        .arg(widths.join(QStringLiteral(" – ")), count_text(figures.parameters),
                             flop_text(static_cast<double>(figures.flop_per_step)),
                             bytes_text(static_cast<double>(figures.memory_bytes)),
                             count_text(experiment.training.batch_size)));
}

}  // namespace accelbench
