// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "ui/panels/training_panel.h"

// Schedule, penalties, clipping and checkpoints: what most experiments leave out.
namespace accelbench {

namespace {

using Steps = NumberBox::Steps;
using Applies = FieldForm::Applies;
using Schedule = std::optional<ScheduleSpec>;
constexpr double most_epochs = 1e9;

const Field<Schedule> schedule_field(
    "training.schedule", [](auto& e) -> auto& { return e.training.schedule; });
const Field<std::optional<CheckpointSpec>> checkpoint_field(
    "training.checkpoint", [](auto& e) -> auto& { return e.training.checkpoint; });

/// In the order in which they are offered.
std::vector<std::pair<QString, Schedule>> schedules() {
  return {{TrainingPanel::tr("none"), {}},
          {QStringLiteral("step"), StepSchedule{}},
          {QStringLiteral("exponential"), ExponentialSchedule{}},
          {QStringLiteral("cosine"), CosineSchedule{}}};
}

/// 0: none; else the place in schedules().
int place_of(const Schedule& schedule) { return schedule ? static_cast<int>(schedule->index()) + 1 : 0; }

template <class Spec>
Applies is_schedule() {
  return [](const Experiment& e) {
    return e.training.schedule && std::holds_alternative<Spec>(*e.training.schedule);
  };
}

/// One constant of the schedule: Spec is the kind that the experiment has.
template <class Spec, class T>
Field<T> constant(const char* key, T Spec::*which) {
  return Field<T>(
      QStringLiteral("training.schedule.") + QLatin1String(key), [which](auto& e) -> auto& {
        return std::get<Spec>(*e.training.schedule).*which;
      });
}

bool has_plateau(const Experiment& experiment) {
  return std::ranges::any_of(experiment.training.callbacks, [](const CallbackSpec& callback) {
    return std::holds_alternative<ReduceLrOnPlateau>(callback);
  });
}

}  // namespace

void TrainingPanel::build_schedule(FieldForm& form) {
  auto* box = new QComboBox(&form);
  box->setFocusPolicy(Qt::StrongFocus);
  for (const auto& [name, value] : schedules()) box->addItem(name);
  connect(box, &QComboBox::activated, this, [this](int place) {
    if (place == place_of(document_.experiment().training.schedule)) return;
    document_.set(schedule_field, schedules()[static_cast<std::size_t>(place)].second, tr("Change schedule"));
  });
  auto show = [box](const Experiment& e) { box->setCurrentIndex(place_of(e.training.schedule)); };
  form.add_row({tr("Schedule"), box, schedule_field.key, show, {}, false});
  auto* note =
      new QLabel(tr("Not together with “Reduce learning rate on plateau”: keep one of them."), &form);
  style_note(*note, true);
  form.add_row({{},
                note,
                QStringLiteral("schedule_note"),
                {},
                [](const Experiment& e) { return e.training.schedule && has_plateau(e); },
                false});
}

FieldForm* TrainingPanel::build_schedule_constants() {
  auto* form = new FieldForm(
      document_, [](const Experiment& e) { return e.training.schedule.has_value(); }, this);
  form->add_whole(tr("Every (epochs)"), constant("step.every_epochs", &StepSchedule::every_epochs), 1,
                  most_epochs, is_schedule<StepSchedule>());
  form->add_number(tr("Factor"), constant("step.factor", &StepSchedule::factor), 0, 1, Steps::linear,
                   is_schedule<StepSchedule>());
  form->add_number(tr("Factor"), constant("exponential.factor", &ExponentialSchedule::factor), 0, 1,
                   Steps::linear, is_schedule<ExponentialSchedule>());
  form->add_whole(tr("Warm-up epochs"), constant("cosine.warmup_epochs", &CosineSchedule::warmup_epochs), 0,
                  most_epochs, is_schedule<CosineSchedule>());
  form->add_number(tr("Final rate"), constant("cosine.final", &CosineSchedule::final), 0, 1e6,
                   Steps::logarithmic, is_schedule<CosineSchedule>());
  form->refresh();
  return form;
}

FieldForm* TrainingPanel::build_penalties() {
  auto* form = new FieldForm(document_, {}, this);
  form->add_optional(tr("Clip norm"),
                     Field<std::optional<double>>(
                         "training.clip_norm", [](auto& e) -> auto& { return e.training.clip_norm; }),
                     tr("no clipping"));
  form->add_number(tr("Penalty L1"),
                   Field<double>(
                       "training.l1", [](auto& e) -> auto& { return e.training.l1; }),
                   0, 1e6, Steps::logarithmic);
  form->add_number(tr("Penalty L2"),
                   Field<double>(
                       "training.l2", [](auto& e) -> auto& { return e.training.l2; }),
                   0, 1e6, Steps::logarithmic);
  build_checkpoints(*form);
  form->refresh();
  return form;
}

void TrainingPanel::build_checkpoints(FieldForm& form) {
  auto* box = new QCheckBox(tr("while training"), &form);
  box->setToolTip(
      tr("Written beside the results; a training goes on from them after a stop or a power cut."));
  connect(box, &QCheckBox::clicked, this, [this](bool on) {
    document_.set(checkpoint_field, on ? std::optional(CheckpointSpec{}) : std::nullopt,
                  tr("Change checkpoints"));
  });
  auto show = [box](const Experiment& e) { box->setChecked(e.training.checkpoint.has_value()); };
  form.add_row({tr("Checkpoints"), box, checkpoint_field.key, show, {}, false});
}

FieldForm* TrainingPanel::build_checkpoint_constants() {
  auto* constants = new FieldForm(
      document_, [](const Experiment& e) { return e.training.checkpoint.has_value(); }, this);
  constants->add_whole(tr("Every (epochs)"),
                       Field<std::int64_t>(
                           "training.checkpoint.every_epochs",
                           [](auto& e) -> auto& { return e.training.checkpoint->every_epochs; }),
                       1, most_epochs);
  constants->add_whole(
      tr("Keep the last"),
      Field<std::int64_t>(
          "training.checkpoint.keep", [](auto& e) -> auto& { return e.training.checkpoint->keep; }),
      1, most_epochs);
  constants->refresh();
  return constants;
}

}  // namespace accelbench
