// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/callbacks_editor.h"

#include <QMenu>
#include <QToolButton>
#include <utility>

namespace accelbench {

namespace {

using Steps = NumberBox::Steps;
constexpr double most_epochs = 1e9;

const Field<std::vector<CallbackSpec>> callbacks_field(
    "training.callbacks", [](auto& e) -> auto& { return e.training.callbacks; });

QString title_of_kind(std::size_t kind) {
  switch (kind) {
    case 0:
      return CallbacksEditor::tr("Reduce learning rate on plateau");
    case 1:
      return CallbacksEditor::tr("Early stopping");
    default:
      return CallbacksEditor::tr("Target");
  }
}

/// Monitors that an experiment has, best first.
QStringList monitors(const Experiment& experiment) {
  QStringList names{QStringLiteral("loss")};
  for (const Metric metric : experiment.training.metrics) names << QString::fromUtf8(name_of(metric));
  if (experiment.data.validation_split > 0 || experiment.data.validation)
    for (const QString& name : QStringList(names)) names << QStringLiteral("val_") + name;
  return names;
}

/// One member of the callback at a place: Spec is the kind that stands there.
template <class Spec, class T>
Field<T> member(std::size_t place, const char* name, T Spec::*which) {
  const QString key = QStringLiteral("training.callbacks.%1.%2").arg(place).arg(QLatin1String(name));
  return {key, [ place, which ](auto& e) -> auto& {return std::get<Spec>(e.training.callbacks[place]).*which;
}
};  // namespace
}  // namespace accelbench

}  // namespace

CallbacksEditor::CallbacksEditor(ExperimentDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), list_(new QVBoxLayout) {
  auto* add = new QToolButton(this);
  add->setText(tr("Add callback"));
  add->setObjectName(QStringLiteral("add_callback"));
  add->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(add);
  menu->addAction(title_of_kind(0), this, [this] { add_callback(ReduceLrOnPlateau{.monitor = "loss"}); });
  menu->addAction(title_of_kind(1), this,
                  [this] { add_callback(EarlyStopping{.monitor = "loss", .patience = 10}); });
  menu->addAction(title_of_kind(2), this, [this] { add_callback(TargetCallback{"loss", 0.05, {}, false}); });
  add->setMenu(menu);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 8, 0, 0);
  list_->setContentsMargins(0, 0, 0, 0);
  column->addLayout(list_);
  column->addWidget(add, 0, Qt::AlignLeft);
  connect(&document_, &ExperimentDocument::changed, this, &CallbacksEditor::follow);
  follow();
}

void CallbacksEditor::follow() {
  std::vector<std::size_t> kinds;
  for (const CallbackSpec& callback : document_.experiment().training.callbacks)
    kinds.push_back(callback.index());
  if (kinds == shown_kinds_) return;
  shown_kinds_ = std::move(kinds);
  rebuild();
}

void CallbacksEditor::rebuild() {
  while (QLayoutItem* item = list_->takeAt(0)) {
    // Later: the button that asked for this may be among them.
    disconnect(&document_, nullptr, item->widget(), nullptr);  // else it shows itself again until it goes
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  for (std::size_t place = 0; place < shown_kinds_.size(); ++place) {
    list_->addWidget(build_header(place));
    list_->addWidget(build_form(place));
  }
}

QWidget* CallbacksEditor::build_header(std::size_t place) {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 6, 0, 0);
  auto* title = new QLabel(title_of_kind(shown_kinds_[place]), row);
  auto* remove = new QToolButton(row);
  remove->setText(tr("Remove"));
  remove->setAccessibleName(tr("Remove %1").arg(title->text()));
  connect(remove, &QToolButton::clicked, this, [this, place] { remove_callback(place); });
  line->addWidget(title, 1);
  line->addWidget(remove);
  return row;
}

FieldForm* CallbacksEditor::build_form(std::size_t place) {
  const std::size_t kind = shown_kinds_[place];
  auto* form = new FieldForm(
      document_,
      [place, kind](const Experiment& e) {
        return place < e.training.callbacks.size() && e.training.callbacks[place].index() == kind;
      },
      this);
  if (kind == 0)
    fill_plateau(*form, place);
  else if (kind == 1)
    fill_early_stopping(*form, place);
  else
    fill_target(*form, place);
  form->set_indent(8);
  form->refresh();
  return form;
}

void CallbacksEditor::fill_plateau(FieldForm& form, std::size_t place) {
  add_monitor(form, member(place, "monitor", &ReduceLrOnPlateau::monitor));
  form.add_number(tr("Factor"), member(place, "factor", &ReduceLrOnPlateau::factor), 0, 1, Steps::linear);
  form.add_whole(tr("Patience"), member(place, "patience", &ReduceLrOnPlateau::patience), 0, most_epochs);
  form.add_number(tr("Min. delta"), member(place, "min_delta", &ReduceLrOnPlateau::min_delta), 0, 1e6,
                  Steps::logarithmic);
  form.add_whole(tr("Cooldown"), member(place, "cooldown", &ReduceLrOnPlateau::cooldown), 0, most_epochs);
  form.add_number(tr("Lowest rate"), member(place, "min_lr", &ReduceLrOnPlateau::min_lr), 0, 1,
                  Steps::logarithmic);
}

void CallbacksEditor::fill_early_stopping(FieldForm& form, std::size_t place) {
  add_monitor(form, member(place, "monitor", &EarlyStopping::monitor));
  form.add_whole(tr("Patience"), member(place, "patience", &EarlyStopping::patience), 0, most_epochs);
  form.add_number(tr("Min. delta"), member(place, "min_delta", &EarlyStopping::min_delta), 0, 1e6,
                  Steps::logarithmic);
  form.add_check(tr("Restore best"),
                 member(place, "restore_best_weights", &EarlyStopping::restore_best_weights));
  form.add_whole(tr("From epoch"), member(place, "start_from_epoch", &EarlyStopping::start_from_epoch), 0,
                 most_epochs);
}

void CallbacksEditor::fill_target(FieldForm& form, std::size_t place) {
  add_monitor(form, member(place, "monitor", &TargetCallback::monitor));
  form.add_optional(tr("At most"), member(place, "at_most", &TargetCallback::at_most), tr("no bound"));
  form.add_optional(tr("At least"), member(place, "at_least", &TargetCallback::at_least), tr("no bound"));
  form.add_check(tr("Stop there"), member(place, "stop", &TargetCallback::stop));
}

void CallbacksEditor::add_monitor(FieldForm& form, const Field<std::string>& field) {
  auto* box = new QComboBox(&form);
  connect(box, &QComboBox::textActivated, &form, [this, field](const QString& name) {
    document_.set(field, name.toStdString(), tr("Change monitor"));
  });
  auto show = [box, field](const Experiment& experiment) {
    QStringList names = monitors(experiment);
    const QString current = QString::fromStdString(field.read(experiment));
    if (!names.contains(current)) names << current;  // what the file says is shown, right or not
    box->clear();
    box->addItems(names);
    box->setCurrentText(current);
  };
  form.add_row({tr("Monitor"), box, field.key, show, {}, false});
}

void CallbacksEditor::add_callback(CallbackSpec callback) {
  auto callbacks = document_.experiment().training.callbacks;
  const QString title = title_of_kind(callback.index());
  callbacks.push_back(std::move(callback));
  document_.set(callbacks_field, std::move(callbacks), tr("Add %1").arg(title));
}

void CallbacksEditor::remove_callback(std::size_t place) {
  auto callbacks = document_.experiment().training.callbacks;
  if (place >= callbacks.size()) return;
  const QString title = title_of_kind(callbacks[place].index());
  callbacks.erase(callbacks.begin() + static_cast<std::ptrdiff_t>(place));
  document_.set(callbacks_field, std::move(callbacks), tr("Remove %1").arg(title));
}

}  // namespace accelbench
