// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/accelerator_form.h"

#include <QSpinBox>
#include <QStandardItemModel>

#include "ui/models/accelerator_offers.h"
#include "ui/models/accelerators_model.h"
#include "ui/panels/accelerator_member.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

constexpr int colors_to_choose = 8;
constexpr int most_threads = 4096;

AcceleratorSpec for_engine(const AcceleratorSpec& old, EngineKind engine) {
  AcceleratorSpec spec;
  spec.engine = engine;
  spec.id = old.id;
  spec.label = old.label;
  spec.color = old.color;
  spec.price_per_hour = old.price_per_hour;
  spec.currency = old.currency;
  spec.precision = old.precision;
  return spec;
}

bool is_cpu(EngineKind engine) { return engine == EngineKind::cpu; }
bool is_h2o(EngineKind engine) { return engine == EngineKind::h2o; }

}  // namespace

AcceleratorForm::AcceleratorForm(ExperimentDocument& document, DeviceList& devices,
                                 const UserSettings& settings, std::size_t row, QWidget* parent)
    : FieldForm(
          document, [row](const Experiment& e) { return row < e.accelerators.size(); }, parent),
      edited_(document),
      devices_(devices),
      settings_(settings),
      row_(row) {
  add_engine();
  add_framework_settings();
  add_devices();
  add_ranks();
  add_threads();
  add_precision();
  add_cpu_settings();
  add_looks();
}

FieldForm::Applies AcceleratorForm::where(bool (*has)(EngineKind)) const {
  return [row = row_, has](const Experiment& e) { return has(e.accelerators[row].engine); };
}

/// Another engine has other settings: only what every engine has is kept.
void AcceleratorForm::add_engine() {
  auto* box = new_choice(this);
  for (const auto& named : Names<EngineKind>::table) box->addItem(QString::fromUtf8(named.name));
  const Field<AcceleratorSpec> field(
      QStringLiteral("accelerators.%1").arg(row_), [row = row_](auto& e) -> auto& {
        return e.accelerators[row];
      });
  connect(box, &QComboBox::activated, this, [this, field](int index) {
    const AcceleratorSpec& old = field.read(edited_.experiment());
    const EngineKind engine = Names<EngineKind>::table.at(static_cast<std::size_t>(index)).value;
    if (engine != old.engine) edited_.set(field, for_engine(old, engine), tr("Change engine"));
  });
  auto show = [box, field](const Experiment& e) {
    box->setCurrentText(QString::fromUtf8(name_of(field.read(e).engine)));
  };
  add_row({tr("Engine"), box, field.key + QStringLiteral(".engine"), show, {}, false});
}

void AcceleratorForm::add_framework_settings() {
  add_word(tr("Mode"), "mode", &AcceleratorSpec::mode, mode_words);
  add_word(tr("Back end"), "backend", &AcceleratorSpec::backend, backends_of);
  add_check(tr("Exact work"), accelerator_member(row_, "exact_work", &AcceleratorSpec::exact_work),
            where(is_h2o));
}

/// Words that depend on the engine; a word that it does not know stays, for the problem to stand beside it.
void AcceleratorForm::add_word(const QString& label, const char* key, std::string AcceleratorSpec::*which,
                               QStringList (*words)(EngineKind)) {
  auto* box = new_choice(this);
  const auto field = accelerator_member(row_, key, which);
  connect(box, &QComboBox::activated, this, [this, field, box, label](int index) {
    edited_.set(field, box->itemData(index).toString().toStdString(), tr("Change %1").arg(label.toLower()));
  });
  auto show = [box, field, words, row = row_](const Experiment& e) {
    const QStringList known = words(e.accelerators[row].engine);
    const QString current = QString::fromStdString(field.read(e));
    box->clear();
    if (!known.isEmpty()) box->addItem(tr("left out: %1").arg(known.front()), QString());
    for (const QString& word : known) box->addItem(word, word);
    if (box->findData(current) < 0) box->addItem(current, current);
    box->setCurrentIndex(box->findData(current));
  };
  add_row({label, box, field.key, show,
           [row = row_, words](const Experiment& e) { return !words(e.accelerators[row].engine).isEmpty(); },
           false});
}

void AcceleratorForm::add_threads() {
  auto* box = new QSpinBox(this);
  box->setRange(0, most_threads);
  box->setSpecialValueText(tr("all"));
  box->setKeyboardTracking(false);
  box->setFocusPolicy(Qt::StrongFocus);
  const auto field = accelerator_member(row_, "threads", &AcceleratorSpec::threads);
  connect(box, &QSpinBox::valueChanged, this, [this, field](int threads) {
    if (!can_edit()) return;
    edited_.set(field, threads == 0 ? std::optional<std::int64_t>() : std::optional<std::int64_t>(threads),
                tr("Change threads"), Merge::yes);
  });
  auto show = [box, field](const Experiment& e) {
    box->setValue(static_cast<int>(field.read(e).value_or(0)));
  };
  add_row({tr("Threads"), box, field.key, show, where(has_threads), false});
}

/// How the processor trains, and whether its threads stay on their cores.
void AcceleratorForm::add_cpu_settings() {
  add_choice(tr("Path"), accelerator_member(row_, "path", &AcceleratorSpec::path), where(is_cpu));
  add_check(tr("Pin threads"), accelerator_member(row_, "pin", &AcceleratorSpec::pin), where(is_cpu));
  add_choice(tr("Determinism"), accelerator_member(row_, "determinism", &AcceleratorSpec::determinism),
             where(is_framework));
}

/// A precision that no device of the engine has stays in the list, with that reason, and cannot be chosen.
void AcceleratorForm::add_precision() {
  auto* box = new_choice(this);
  for (const auto& named : Names<Precision>::table) box->addItem(QString::fromUtf8(named.name));
  const auto field = accelerator_member(row_, "precision", &AcceleratorSpec::precision);
  connect(box, &QComboBox::activated, this, [this, field](int index) {
    edited_.set(field, Names<Precision>::table.at(static_cast<std::size_t>(index)).value,
                tr("Change precision"));
  });
  auto show = [this, box](const Experiment& e) { show_precisions(*box, e); };
  add_row({tr("Precision"), box, field.key, show, {}, false});
}

void AcceleratorForm::show_precisions(QComboBox& box, const Experiment& experiment) const {
  const auto* items = qobject_cast<QStandardItemModel*>(box.model());
  const AcceleratorSpec& accelerator = experiment.accelerators[row_];
  for (int i = 0; i < box.count(); ++i) {
    const auto& named = Names<Precision>::table.at(static_cast<std::size_t>(i));
    const bool has = devices_.may_have(std::string(name_of(accelerator.engine)), std::string(named.name));
    items->item(i)->setEnabled(has);
    items->item(i)->setToolTip(has ? QString::fromUtf8(named.meaning) : tr("not on this machine"));
  }
  box.setCurrentText(QString::fromUtf8(name_of(accelerator.precision)));
}

void AcceleratorForm::add_looks() {
  add_text(tr("Label"), accelerator_member(row_, "label", &AcceleratorSpec::label),
           tr("made from the settings"));
  add_color();
  add_optional(tr("Price per hour"),
               accelerator_member(row_, "price_per_hour", &AcceleratorSpec::price_per_hour), tr("not given"));
  add_text(tr("Currency"), accelerator_member(row_, "currency", &AcceleratorSpec::currency),
           tr("as USD or EUR"));
}

void AcceleratorForm::add_color() {
  auto* box = new_choice(this);
  const auto field = accelerator_member(row_, "color", &AcceleratorSpec::color);
  connect(box, &QComboBox::activated, this, [this, field, box](int index) {
    edited_.set(field, box->itemData(index).toString().toStdString(), tr("Change colour"));
  });
  auto show = [box, field, row = row_](const Experiment& experiment) {
    box->clear();
    box->addItem(color_swatch(accelerator_color(static_cast<int>(row))), tr("by position"), QString());
    for (int i = 0; i < colors_to_choose; ++i)
      box->addItem(color_swatch(accelerator_color(i)), accelerator_color(i).name(),
                   accelerator_color(i).name());
    const QString current = QString::fromStdString(field.read(experiment));
    if (box->findData(current) < 0) box->addItem(color_swatch(QColor(current)), current, current);
    box->setCurrentIndex(box->findData(current));
  };
  add_row({tr("Colour"), box, field.key, show, {}, false});
}

}  // namespace accelbench
