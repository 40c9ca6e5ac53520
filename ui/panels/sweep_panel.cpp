// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sweep_panel.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QMenu>
#include <algorithm>
#include <utility>

#include "core/experiment/sweep_keys.h"
#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

const Field<std::vector<SweepAxis>> sweep_field(
    "sweep", [](auto& e) -> auto& { return e.sweep; });

QString message_of(const Status& status) {
  if (status) return {};
  const Error& error = status.error();
  const QString message = QString::fromStdString(error.message);
  return error.fix.empty() ? message : message + QStringLiteral("; ") + QString::fromStdString(error.fix);
}

const SweepKey* key_named(const std::vector<SweepKey>& keys, const std::string& name) {
  const auto found = std::ranges::find(keys, name, &SweepKey::key);
  return found == keys.end() ? nullptr : &*found;
}

QString values_hint(const SweepKey* key) {
  if (key == nullptr) return SweepPanel::tr("values with commas between");
  const QString help = QString::fromStdString(key->help);
  const QString range = QString::fromStdString(key->range);
  return range.isEmpty() ? help : SweepPanel::tr("%1: %2").arg(help, range);
}

}  // namespace

SweepPanel::SweepPanel(ExperimentDocument& document, DataProbe& probe, const KnownSpeed& speed,
                       AcceleratorsModel& accelerators, QWidget* parent)
    : QWidget(parent),
      document_(document),
      probe_(probe),
      speed_(speed),
      accelerators_(accelerators),
      list_(new QVBoxLayout) {
  setObjectName(QStringLiteral("sweep"));
  setAccessibleName(tr("Sweep"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  list_->setContentsMargins(0, 0, 0, 0);
  summary_ = new QLabel(this);
  summary_->setObjectName(QStringLiteral("sweep_summary"));
  column->addLayout(list_);
  column->addWidget(build_add_button(), 0, Qt::AlignLeft);
  column->addWidget(summary_);
  connect(&document_, &ExperimentDocument::changed, this, &SweepPanel::follow);
  connect(&look_, &SweepLook::changed, this, &SweepPanel::show_notes);
  connect(&probe_, &DataProbe::changed, this, &SweepPanel::show_notes);
  connect(&speed_, &KnownSpeed::changed, this, &SweepPanel::show_notes);
  connect(&accelerators_, &AcceleratorsModel::choice_changed, this, &SweepPanel::show_notes);
  follow();
}

QToolButton* SweepPanel::build_add_button() {
  add_ = new QToolButton(this);
  add_->setText(tr("Add values to try"));
  add_->setObjectName(QStringLiteral("add_sweep"));
  add_->setToolTip(tr("Train the experiment several times, with other values of one of its keys"));
  add_->setPopupMode(QToolButton::InstantPopup);
  add_->setMenu(new QMenu(add_));
  connect(add_->menu(), &QMenu::aboutToShow, this, &SweepPanel::fill_add_menu);
  fill_add_menu();
  return add_;
}

void SweepPanel::fill_add_menu() {
  QMenu& menu = *add_->menu();
  menu.clear();
  for (const SweepExample& example : sweep_examples(document_.experiment())) {
    QAction* action = menu.addAction(example.text, this, [this, axis = example.axis, text = example.text] {
      add(axis, tr("Sweep: %1").arg(text));
    });
    action->setObjectName(QStringLiteral("sweep_") + example.name);
    action->setEnabled(std::ranges::find(axes(), example.axis.key, &SweepAxis::key) == axes().end());
  }
  menu.addSeparator();
  menu.addAction(tr("Another key…"), this,
                 [this] {
                   add({"training.epochs", {std::to_string(document_.experiment().training.epochs)}},
                       tr("Add to sweep"));
                   if (rows_.empty()) return;
                   rows_.back().key->setFocus();
                   rows_.back().key->lineEdit()->selectAll();
                 })
      ->setObjectName(QStringLiteral("sweep_other"));
}

SweepPanel::Row SweepPanel::build_row(std::size_t place) {
  Row row;
  row.widget = new QWidget(this);
  auto* column = new QVBoxLayout(row.widget);
  column->setContentsMargins(0, 4, 0, 4);
  column->setSpacing(2);
  build_key(row, place);
  build_values(row, place);
  row.note = new QLabel(row.widget);
  row.note->setObjectName(QStringLiteral("sweep.%1.note").arg(place));
  column->addWidget(row.note);
  return row;
}

void SweepPanel::build_key(Row& row, std::size_t place) {
  row.key = new QComboBox(row.widget);
  row.key->setObjectName(QStringLiteral("sweep.%1.key").arg(place));
  row.key->setAccessibleName(tr("Key %1 of the sweep").arg(place + 1));
  row.key->setEditable(true);
  row.key->setInsertPolicy(QComboBox::NoInsert);
  row.key->setFocusPolicy(Qt::StrongFocus);
  row.key->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  row.key->setMinimumContentsLength(12);
  row.key->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  row.key->completer()->setFilterMode(Qt::MatchContains);
  row.key->completer()->setCompletionMode(QCompleter::PopupCompletion);
  auto* remove_button = new QToolButton(row.widget);
  remove_button->setText(tr("Remove"));
  remove_button->setObjectName(QStringLiteral("sweep.%1.remove").arg(place));
  remove_button->setAccessibleName(tr("Remove key %1 from the sweep").arg(place + 1));
  auto* line = new QHBoxLayout;
  line->addWidget(row.key, 1);
  line->addWidget(remove_button);
  qobject_cast<QVBoxLayout*>(row.widget->layout())->addLayout(line);
  connect(remove_button, &QToolButton::clicked, this, [this, place] { remove(place); });
  const auto take = [this, place, box = row.key] { set_key(place, box->currentText().trimmed()); };
  connect(row.key, &QComboBox::activated, this, take);
  connect(row.key->lineEdit(), &QLineEdit::editingFinished, this, take);
}

void SweepPanel::build_values(Row& row, std::size_t place) {
  row.values = new QLineEdit(row.widget);
  row.values->setObjectName(QStringLiteral("sweep.%1.values").arg(place));
  row.values->setAccessibleName(tr("Values of key %1 of the sweep").arg(place + 1));
  row.choices = new QToolButton(row.widget);
  row.choices->setText(tr("Values"));
  row.choices->setObjectName(QStringLiteral("sweep.%1.choices").arg(place));
  row.choices->setAccessibleName(tr("Choose values of key %1").arg(place + 1));
  row.choices->setPopupMode(QToolButton::InstantPopup);
  row.choices->setMenu(new QMenu(row.choices));
  auto* line = new QHBoxLayout;
  line->addWidget(row.values, 1);
  line->addWidget(row.choices);
  qobject_cast<QVBoxLayout*>(row.widget->layout())->addLayout(line);
  connect(row.values, &QLineEdit::editingFinished, this,
          [this, place, edit = row.values] { set_values(place, edit->text()); });
  connect(row.choices->menu(), &QMenu::aboutToShow, this,
          [this, place, menu = row.choices->menu()] { fill_choices(*menu, place); });
}

void SweepPanel::follow() {
  if (rows_.size() != axes().size()) rebuild();
  show_axes();
  look_.ask(document_.experiment());
  show_notes();
}

void SweepPanel::rebuild() {
  for (const Row& row : rows_) {
    list_->removeWidget(row.widget);
    row.widget->hide();
    row.widget->deleteLater();  // the button that asked for this may be in it
  }
  rows_.clear();
  for (std::size_t place = 0; place < axes().size(); ++place) {
    rows_.push_back(build_row(place));
    list_->addWidget(rows_.back().widget);
    rows_.back().widget->show();
  }
}

void SweepPanel::show_axes() {
  showing_ = true;
  const std::vector<SweepKey> keys =
      rows_.empty() ? std::vector<SweepKey>() : sweep_keys(document_.experiment());
  QStringList names;
  for (const SweepKey& key : keys) names << QString::fromStdString(key.key);
  for (std::size_t place = 0; place < rows_.size(); ++place) {
    const Row& row = rows_[place];
    const SweepKey* key = key_named(keys, axes()[place].key);
    QStringList shown;
    for (int i = 0; i < row.key->count(); ++i) shown << row.key->itemText(i);
    if (shown != names) {
      row.key->clear();
      row.key->addItems(names);
    }
    row.key->setCurrentText(QString::fromStdString(axes()[place].key));
    row.key->setToolTip(key != nullptr ? QString::fromStdString(key->help) : QString());
    const QString text = QString::fromStdString(sweep_values_text(axes()[place].values));
    if (row.values->text() != text) row.values->setText(text);
    row.values->setCursorPosition(0);
    row.values->setToolTip(values_hint(key));
    row.choices->setVisible(key != nullptr && !key->choices.empty());
  }
  showing_ = false;
}

void SweepPanel::show_notes() {
  const auto& found = look_.found();
  const bool fits = found != nullptr && found->axes.size() == rows_.size();
  bool told = false;
  for (std::size_t place = 0; place < rows_.size(); ++place) {
    const QString problem = fits ? message_of(found->axes[place]) : QString();
    style_note(*rows_[place].note, true);
    rows_[place].note->setText(problem);
    rows_[place].note->setVisible(!problem.isEmpty());
    told = told || !problem.isEmpty();
  }
  const bool refused = fits && !found->whole && !told;
  summary_->setPalette({});
  style_note(*summary_, refused);
  if (rows_.empty())
    summary_->setText(tr("No sweep: the experiment is trained once on each accelerator."));
  else if (!fits)
    summary_->setText(tr("Checking…"));
  else if (!found->whole)
    summary_->setText(told ? QString() : message_of(found->whole));
  else {
    const auto ticked = static_cast<std::int64_t>(accelerators_.chosen().size());
    const auto& asked = probe_.shape();
    const std::optional<DataShape> shape = asked && *asked ? std::optional<DataShape>(**asked) : std::nullopt;
    summary_->setText(sweep_summary(found->count, ticked,
                                    sweep_seconds(document_.experiment(), *found, speed_, shape, ticked)));
  }
  summary_->setVisible(!summary_->text().isEmpty());
}

/// The words of an enumeration, ticked as they stand in the list.
void SweepPanel::fill_choices(QMenu& menu, std::size_t place) {
  menu.clear();
  if (place >= axes().size()) return;
  const std::vector<SweepKey> keys = sweep_keys(document_.experiment());
  const SweepKey* key = key_named(keys, axes()[place].key);
  if (key == nullptr) return;
  for (const std::string& choice : key->choices) {
    const QString word = QString::fromStdString(choice);
    QAction* action = menu.addAction(word, this, [this, place, word] { toggle_value(place, word); });
    action->setCheckable(true);
    action->setChecked(std::ranges::find(axes()[place].values, choice) != axes()[place].values.end());
  }
}

void SweepPanel::toggle_value(std::size_t place, const QString& value) {
  std::vector<SweepAxis> changed = axes();
  auto& values = changed.at(place).values;
  const auto found = std::ranges::find(values, value.toStdString());
  if (found == values.end())
    values.push_back(value.toStdString());
  else if (values.size() > 1)
    values.erase(found);
  replace(std::move(changed), tr("Change values of the sweep"));
}

/// Another key begins with the value that it has now.
void SweepPanel::set_key(std::size_t place, const QString& key) {
  if (showing_ || place >= axes().size() || key.isEmpty()) return;
  if (axes()[place].key == key.toStdString()) return;
  std::vector<SweepAxis> changed = axes();
  changed[place].key = key.toStdString();
  const std::vector<SweepKey> keys = sweep_keys(document_.experiment());
  if (const SweepKey* known = key_named(keys, key.toStdString()); known != nullptr && !known->value.empty())
    changed[place].values = {known->value};
  replace(std::move(changed), tr("Change key of the sweep"));
}

void SweepPanel::set_values(std::size_t place, const QString& text) {
  if (showing_ || place >= axes().size()) return;
  const auto values = read_sweep_values(text.toStdString());
  if (!values) {
    style_note(*rows_[place].note, true);
    rows_[place].note->setText(message_of(tl::make_unexpected(values.error())));
    return rows_[place].note->show();
  }
  std::vector<SweepAxis> changed = axes();
  changed[place].values = *values;
  replace(std::move(changed), tr("Change values of the sweep"));
}

void SweepPanel::add(const SweepAxis& axis, const QString& text) {
  std::vector<SweepAxis> changed = axes();
  changed.push_back(axis);
  replace(std::move(changed), text);
}

void SweepPanel::remove(std::size_t place) {
  if (place >= axes().size()) return;
  std::vector<SweepAxis> changed = axes();
  changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(place));
  replace(std::move(changed), tr("Remove from sweep"));
}

void SweepPanel::replace(std::vector<SweepAxis> axes, const QString& text) {
  document_.set(sweep_field, std::move(axes), text);
}

}  // namespace accelbench
