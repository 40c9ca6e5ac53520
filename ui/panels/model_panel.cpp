// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/model_panel.h"

#include <QHeaderView>
#include <QMenu>
#include <algorithm>

#include "core/planning/figures.h"
#include "ui/models/format.h"
#include "ui/models/model_presets.h"
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
  view.setContextMenuPolicy(Qt::ActionsContextMenu);
}

QLabel* note(QWidget* parent, const char* name) {
  auto* label = new QLabel(parent);
  label->setObjectName(QLatin1String(name));
  style_note(*label, false);
  return label;
}

}  // namespace

ModelPanel::ModelPanel(ExperimentDocument& document, DataProbe& probe, WeightFeed& weights, QWidget* parent)
    : QWidget(parent),
      document_(document),
      probe_(probe),
      weights_(weights),
      model_(document),
      network_(new NetworkView(document, model_, this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  build_notes();
  build_form();
  column->addWidget(network_);
  column->addWidget(weights_note_);
  column->addWidget(build_layers());
  build_actions();
  column->addWidget(build_buttons());
  column->addWidget(problem_);
  column->addWidget(advice_);
  column->addWidget(form_);
  column->addWidget(figures_);
  connect_parts();
  select(0);
  fit_table();
  show_document();
  show_weights();
}

void ModelPanel::build_notes() {
  weights_note_ = note(this, "weights_note");
  problem_ = note(this, "model_problem");
  style_note(*problem_, true);
  figures_ = note(this, "figures");
  advice_ = new AdviceList(document_, this);
  network_->set_hint([this](int layer) { return hint_of(layer); });
}

void ModelPanel::connect_parts() {
  connect(&document_, &ExperimentDocument::changed, this, &ModelPanel::show_document);
  connect(&probe_, &DataProbe::changed, this, &ModelPanel::show_document);
  connect(&weights_, &WeightFeed::changed, this, &ModelPanel::show_weights);
  connect(&model_, &QAbstractItemModel::modelReset, this, &ModelPanel::fit_table);
  connect(network_, &NetworkView::selected, this, &ModelPanel::select);
  connect(network_, &NetworkView::add_asked, this, &ModelPanel::add_before);
  connect(network_, &NetworkView::remove_asked, this, &ModelPanel::remove);
  connect(network_, &NetworkView::move_asked, this, &ModelPanel::move);
  connect(layers_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& index) {
            if (index.isValid()) select(index.row());
          });
}

QWidget* ModelPanel::build_layers() {
  layers_ = new QTableView(this);
  layers_->setModel(&model_);
  layers_->setItemDelegate(new CellDelegate(layers_));
  set_up_table(*layers_);
  return layers_;
}

QAction* ModelPanel::add_action(const QString& text, const QString& tip, const QList<QKeySequence>& keys) {
  auto* action = new QAction(text, this);
  action->setToolTip(
      keys.isEmpty() ? tip
                     : QStringLiteral("%1 (%2)").arg(tip, keys.front().toString(QKeySequence::NativeText)));
  action->setShortcuts(keys);
  action->setShortcutContext(Qt::WidgetShortcut);
  network_->addAction(action);
  layers_->addAction(action);
  return action;
}

void ModelPanel::build_actions() {
  const auto control = [](Qt::Key key) { return QKeySequence(Qt::CTRL | key); };
  edit_ = add_action(tr("Edit"), tr("Edit the selected layer"), {Qt::Key_Return, Qt::Key_Enter, Qt::Key_F2});
  add_ = add_action(tr("Add"), tr("Add a layer before the selected one"), {Qt::Key_Insert});
  add_after_ =
      add_action(tr("Add after"), tr("Add a layer after the selected one"), {Qt::SHIFT | Qt::Key_Insert});
  remove_ = add_action(tr("Remove"), tr("Remove the selected layer"), {Qt::Key_Delete});
  up_ = add_action(tr("Up"), tr("Move the selected layer towards the input"),
                   {control(Qt::Key_Up), control(Qt::Key_Left)});
  down_ = add_action(tr("Down"), tr("Move the selected layer towards the output"),
                     {control(Qt::Key_Down), control(Qt::Key_Right)});
  connect(edit_, &QAction::triggered, this, &ModelPanel::edit_current);
  connect(add_, &QAction::triggered, this, [this] { add_before(current_layer()); });
  connect(add_after_, &QAction::triggered, this, [this] { add_before(current_layer() + 1); });
  connect(remove_, &QAction::triggered, this, [this] { remove(current_layer()); });
  connect(up_, &QAction::triggered, this, [this] { move(current_layer(), current_layer() - 1); });
  connect(down_, &QAction::triggered, this, [this] { move(current_layer(), current_layer() + 1); });
}

QWidget* ModelPanel::build_buttons() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 0, 0, 0);
  for (QAction* action : {add_, remove_, up_, down_}) {
    auto* button = new QToolButton(row);
    button->setDefaultAction(action);
    button->setAccessibleName(action->toolTip());
    line->addWidget(button);
  }
  line->addStretch();
  line->addWidget(build_presets());
  return row;
}

QToolButton* ModelPanel::build_presets() {
  auto* button = new QToolButton(this);
  button->setObjectName(QStringLiteral("presets"));
  button->setText(tr("Presets"));
  button->setToolTip(tr("Networks to begin with; each is one step of undo"));
  button->setAccessibleName(button->text());
  button->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(button);
  menu->setToolTipsVisible(true);
  connect(menu, &QMenu::aboutToShow, this, [this, menu] { fill_presets(*menu); });
  button->setMenu(menu);
  return button;
}

void ModelPanel::fill_presets(QMenu& menu) {
  menu.clear();
  for (const ModelPreset& preset : model_presets(shape())) {
    QAction* action = menu.addAction(preset.name, this, [this, preset] {
      const Field<Experiment> whole(
          {}, [](auto& e) -> auto& { return e; });
      Experiment changed = document_.experiment();
      preset.apply(changed);
      document_.set(whole, std::move(changed), tr("Preset %1").arg(preset.name));
    });
    action->setToolTip(preset.meaning);
  }
}

void ModelPanel::build_form() {
  form_ = new FieldForm(document_, {}, this);
  form_->add_choice(tr("Initializer"),
                    Field<Initializer>(
                        "model.initializer", [](auto& e) -> auto& { return e.model.initializer; }));
  form_->refresh();
}

void ModelPanel::add_before(int layer) {
  model_.add_layer(layer);
  select(std::min(layer, model_.rowCount() - 1));
}

void ModelPanel::remove(int layer) {
  model_.remove_layer(layer);
  select(std::min(layer, model_.rowCount() - 1));
}

void ModelPanel::move(int from, int to) {
  if (to < 0 || to >= model_.rowCount()) return;
  model_.move_layer(from, to);
  select(to);
}

/// In the list, where the keyboard is there; else in the picture.
void ModelPanel::edit_current() {
  if (!layers_->hasFocus()) return network_->edit(current_layer());
  const QModelIndex index = layers_->currentIndex();
  layers_->edit(index.isValid() ? index : model_.index(current_layer(), 0));
}

/// Picture and list show the same layer as selected.
void ModelPanel::select(int layer) {
  network_->set_current(layer);
  if (layers_->currentIndex().row() != network_->current())
    layers_->setCurrentIndex(
        model_.index(network_->current(), std::max(layers_->currentIndex().column(), 0)));
  enable_actions();
}

void ModelPanel::enable_actions() {
  const int layer = current_layer();
  remove_->setEnabled(model_.rowCount() > 1);
  up_->setEnabled(layer > 0);
  down_->setEnabled(layer + 1 < model_.rowCount());
}

void ModelPanel::fit_table() {
  const int rows = std::clamp(model_.rowCount(), 1, rows_without_scrolling);
  const int height = layers_->verticalHeader()->defaultSectionSize();
  layers_->setFixedHeight(layers_->horizontalHeader()->sizeHint().height() + rows * height +
                          2 * layers_->frameWidth());
  select(current_layer());
}

std::optional<DataShape> ModelPanel::shape() const {
  const auto& known = probe_.shape();
  return known && *known ? std::optional(**known) : std::nullopt;
}

void ModelPanel::show_document() {
  const auto known = shape();
  network_->set_features(known ? std::optional(known->features) : std::nullopt);
  advice_->show_advice(model_advice(document_.experiment(), known));
  show_problems();
  show_figures();
  weights_.set_wanted(network_->draws_weights());
}

/// Those of the layers that no button of the advice changes.
void ModelPanel::show_problems() {
  QStringList texts;
  for (const Error& problem : document_.problems()) {
    const QString place = QString::fromStdString(problem.place);
    if (!place.startsWith(QStringLiteral("model.layers"))) continue;
    const bool advised =
        std::ranges::any_of(advice_->advice(), [&place](const ModelAdvice& one) { return one.key == place; });
    if (!advised) texts << document_.problem_at(place);
  }
  texts.removeDuplicates();
  problem_->setText(texts.join(u'\n'));
  problem_->setVisible(!texts.isEmpty());
}

void ModelPanel::show_figures() {
  const auto known = shape();
  const Experiment& experiment = document_.experiment();
  if (!known || experiment.model.layers.empty()) {
    figures_->setText(tr("Parameters, FLOPs and memory appear when the shape of the data is known."));
    return;
  }
  const ModelFigures figures = model_figures(experiment.model, experiment.training, known->features);
  QStringList widths{count_text(known->features)};
  for (const LayerSpec& layer : experiment.model.layers) widths << count_text(layer.units);
  figures_->setText(tr("%1 · %2 parameters\n%3 and %4 a step of %5 samples")
                        .arg(widths.join(QStringLiteral(" – ")), count_text(figures.parameters),
                             flop_text(static_cast<double>(figures.flop_per_step)),
                             bytes_text(static_cast<double>(figures.memory_bytes)),
                             count_text(experiment.training.batch_size)));
}

QString ModelPanel::hint_of(int layer) const {
  const auto known = shape();
  const Experiment& experiment = document_.experiment();
  if (!known) return {};
  if (layer < 0) return tr("%1 features of each sample").arg(count_text(known->features));
  const ModelFigures figures = model_figures(experiment.model, experiment.training, known->features);
  const auto place = static_cast<std::size_t>(layer);
  if (place >= figures.layers.size()) return {};
  const LayerFigures& one = figures.layers[place];
  return tr("Layer %1: %2 inputs, %3 units\n%4 parameters\n%5 a step\n%6 a step")
      .arg(layer + 1)
      .arg(count_text(one.inputs), count_text(one.units), count_text(one.parameters),
           flop_text(static_cast<double>(one.flop_per_step)),
           bytes_text(static_cast<double>(one.memory_bytes)));
}

void ModelPanel::show_weights() {
  network_->set_weights(weights_.seen());
  QString text;
  if (network_->shows_weights())
    text = tr("Weights of %1 after step %2: blue above 0, orange below, as wide as they are large.")
               .arg(QString::fromStdString(weights_.seen()->run), count_text(weights_.seen()->step));
  else if (weights_.out_of_sight())
    text = tr("No weights are drawn: these runs train in processes of their own.");
  weights_note_->setText(text);
  weights_note_->setVisible(!text.isEmpty());
}

}  // namespace accelbench
