// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/training_panel.h"

#include <QGridLayout>
#include <algorithm>

#include "ui/models/format.h"
#include "ui/panels/callbacks_editor.h"

namespace accelbench {

namespace {

using Kind = OptimizerKind;
using Applies = FieldForm::Applies;

const Field<std::vector<Metric>> metrics_field(
    "training.metrics", [](auto& e) -> auto& { return e.training.metrics; });
const Field<std::optional<StartFrom>> start_from_field(
    "model.start_from", [](auto& e) -> auto& { return e.model.start_from; });

Applies used_by(std::vector<Kind> kinds) {
  return [kinds = std::move(kinds)](const Experiment& e) {
    return std::ranges::find(kinds, e.training.optimizer.name) != kinds.end();
  };
}

template <class Access>
Field<double> constant(const char* name, Access access) {
  return {QStringLiteral("training.optimizer.") + QLatin1String(name), access};
}

}  // namespace

TrainingPanel::TrainingPanel(ExperimentDocument& document, QWidget* parent)
    : QWidget(parent), document_(document) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  auto* form = new FieldForm(document_, {}, this);
  build_loss(*form);
  build_metrics(*form);
  build_optimizer(*form);
  build_epochs(*form);
  build_schedule(*form);
  form->refresh();
  column->addWidget(form);
  column->addWidget(build_schedule_constants());
  column->addWidget(build_penalties());
  column->addWidget(build_checkpoint_constants());
  column->addWidget(build_start_from_choice());
  column->addWidget(build_start_from_file());
  column->addWidget(new CallbacksEditor(document_, this));
  column->addWidget(build_comparison());
}

void TrainingPanel::build_loss(FieldForm& form) {
  form.add_choice(tr("Loss"), Field<Loss>(
                                  "training.loss", [](auto& e) -> auto& { return e.training.loss; }));
}

void TrainingPanel::build_metrics(FieldForm& form) {
  auto* cell = new QWidget(&form);
  auto* grid = new QGridLayout(cell);
  grid->setContentsMargins(0, 0, 0, 0);
  std::vector<QCheckBox*> boxes;
  for (const auto& named : Names<Metric>::table) {
    auto* box = new QCheckBox(QString::fromUtf8(named.name), cell);
    box->setObjectName(QStringLiteral("metric.") + box->text());
    box->setToolTip(QString::fromUtf8(named.meaning));
    const int place = static_cast<int>(boxes.size());
    grid->addWidget(box, place / 3, place % 3);
    connect(box, &QCheckBox::clicked, this,
            [this, metric = named.value](bool on) { toggle_metric(metric, on); });
    boxes.push_back(box);
  }
  auto* note = new QLabel(cell);
  note->setObjectName(QStringLiteral("accuracy_note"));
  style_note(*note, false);
  grid->addWidget(note, 2, 0, 1, 3);
  auto show = [boxes, note](const Experiment& experiment) {
    for (std::size_t i = 0; i < boxes.size(); ++i)
      boxes[i]->setChecked(std::ranges::count(experiment.training.metrics, Names<Metric>::table.at(i).value) >
                           0);
    note->setText(accuracy_note(experiment));
    note->setVisible(!note->text().isEmpty());
  };
  form.add_row({tr("Metrics"), cell, metrics_field.key, show, {}, true});
}

void TrainingPanel::toggle_metric(Metric metric, bool on) {
  std::vector<Metric> metrics = document_.experiment().training.metrics;
  std::erase(metrics, metric);
  if (on) metrics.push_back(metric);
  document_.set(metrics_field, std::move(metrics), tr("Change metrics"));
}

void TrainingPanel::build_optimizer(FieldForm& form) {
  using enum NumberBox::Steps;
  form.add_choice(tr("Optimizer"),
                  Field<Kind>(
                      "training.optimizer.name", [](auto& e) -> auto& { return e.training.optimizer.name; }));
  form.add_number(tr("Learning rate"),
                  constant(
                      "learning_rate", [](auto& e) -> auto& { return e.training.optimizer.learning_rate; }),
                  0, 1e6, logarithmic);
  const Applies adams = used_by({Kind::adam, Kind::adamw});
  form.add_number(tr("Beta 1"),
                  constant(
                      "beta_1", [](auto& e) -> auto& { return e.training.optimizer.beta_1; }),
                  0, 1, linear, adams);
  form.add_number(tr("Beta 2"),
                  constant(
                      "beta_2", [](auto& e) -> auto& { return e.training.optimizer.beta_2; }),
                  0, 1, linear, adams);
  form.add_number(tr("Rho"),
                  constant(
                      "rho", [](auto& e) -> auto& { return e.training.optimizer.rho; }),
                  0, 1, linear, used_by({Kind::rmsprop}));
  form.add_number(tr("Momentum"),
                  constant(
                      "momentum", [](auto& e) -> auto& { return e.training.optimizer.momentum; }),
                  0, 1, linear, used_by({Kind::sgd}));
  form.add_check(
      tr("Nesterov"),
      Field<bool>(
          "training.optimizer.nesterov", [](auto& e) -> auto& { return e.training.optimizer.nesterov; }),
      used_by({Kind::sgd}));
  form.add_number(tr("Epsilon"),
                  constant(
                      "epsilon", [](auto& e) -> auto& { return e.training.optimizer.epsilon; }),
                  0, 1, logarithmic, used_by({Kind::adam, Kind::adamw, Kind::rmsprop}));
  form.add_number(tr("Weight decay"),
                  constant(
                      "weight_decay", [](auto& e) -> auto& { return e.training.optimizer.weight_decay; }),
                  0, 1, logarithmic, used_by({Kind::adamw}));
}

void TrainingPanel::build_epochs(FieldForm& form) {
  form.add_whole(tr("Batch size"),
                 Field<std::int64_t>(
                     "training.batch_size", [](auto& e) -> auto& { return e.training.batch_size; }),
                 1, 1e9);
  form.add_whole(tr("Epochs"),
                 Field<std::int64_t>(
                     "training.epochs", [](auto& e) -> auto& { return e.training.epochs; }),
                 1, 1e9);
  form.add_check(tr("Shuffle"), Field<bool>(
                                    "training.shuffle", [](auto& e) -> auto& { return e.training.shuffle; }));
  form.add_seed(tr("Seed"), Field<std::uint64_t>(
                                "training.seed", [](auto& e) -> auto& { return e.training.seed; }));
}

void TrainingPanel::build_start_from(FieldForm& form) {
  auto* box = new QCheckBox(tr("saved weights"), &form);
  connect(box, &QCheckBox::clicked, this, [this](bool on) {
    document_.set(start_from_field, on ? std::optional<StartFrom>(StartFrom{}) : std::nullopt,
                  tr("Change start"));
  });
  auto show = [box](const Experiment& e) { box->setChecked(e.model.start_from.has_value()); };
  form.add_row({tr("Start from"), box, start_from_field.key, show, {}, false});
}

FieldForm* TrainingPanel::build_start_from_choice() {
  auto* form = new FieldForm(document_, {}, this);
  build_start_from(*form);
  form->refresh();
  return form;
}

FieldForm* TrainingPanel::build_start_from_file() {
  auto* form = new FieldForm(
      document_, [](const Experiment& e) { return e.model.start_from.has_value(); }, this);
  form->add_file(tr("Weights"),
                 Field<std::string>(
                     "model.start_from.path", [](auto& e) -> auto& { return e.model.start_from->path; }),
                 tr("Weights (*.safetensors);;All files (*)"));
  form->refresh();
  return form;
}

FieldForm* TrainingPanel::build_comparison() {
  auto* form = new FieldForm(document_, {}, this);
  form->add_number(tr("Measure for (s)"),
                   Field<double>(
                       "comparison.measure_s", [](auto& e) -> auto& { return e.comparison.measure_s; }),
                   0, 3600, NumberBox::Steps::logarithmic);
  form->refresh();
  return form;
}

}  // namespace accelbench
