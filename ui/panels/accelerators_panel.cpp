// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/accelerators_panel.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/format.h"
#include "ui/panels/cell_delegate.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

constexpr int colors_to_choose = 8;
constexpr int rows_without_scrolling = 5;

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

/// One member of the accelerator in a row.
template <class T>
Field<T> member(std::size_t row, const char* name, T AcceleratorSpec::*which) {
  const QString key = QStringLiteral("accelerators.%1.%2").arg(row).arg(QLatin1String(name));
  return {key, [ row, which ](auto& e) -> auto& {return e.accelerators[row].*which;
}
};  // namespace
}  // namespace accelbench

}  // namespace

AcceleratorsPanel::AcceleratorsPanel(ExperimentDocument& document, DeviceList& devices,
                                     AcceleratorsModel& model, QWidget* parent)
    : QWidget(parent),
      document_(document),
      devices_(devices),
      model_(model),
      table_(new QTableView(this)),
      problem_(new QLabel(this)),
      column_(new QVBoxLayout(this)) {
  column_->setContentsMargins(0, 0, 0, 0);
  build_table();
  style_note(*problem_, true);
  column_->addWidget(table_);
  column_->addWidget(problem_);
  column_->addWidget(build_buttons());
  settings_place_ = new QWidget(this);
  auto* place = new QVBoxLayout(settings_place_);
  place->setContentsMargins(0, 0, 0, 0);
  settings_place_->hide();
  column_->addWidget(settings_place_);
  connect(settings_button_, &QToolButton::toggled, settings_place_, &QWidget::setVisible);
  connect(&model_, &QAbstractItemModel::modelReset, this, &AcceleratorsPanel::follow);
  connect(&model_, &AcceleratorsModel::choice_changed, this, &AcceleratorsPanel::follow);
  connect(&devices_, &DeviceList::changed, this, &AcceleratorsPanel::fill_add_menu);
  connect(&devices_, &DeviceList::changed, this, [this] {
    if (settings_ != nullptr) settings_->refresh();
  });
  connect(table_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          &AcceleratorsPanel::build_settings);
  fill_add_menu();
  table_->setCurrentIndex(model_.index(0, 0));
  follow();
}

void AcceleratorsPanel::build_table() {
  table_->setModel(&model_);
  table_->setItemDelegate(new CellDelegate(table_));
  table_->setObjectName(QStringLiteral("accelerators"));
  table_->setAccessibleName(tr("Accelerators"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->setTextElideMode(Qt::ElideRight);
  table_->setIconSize(QSize(fontMetrics().ascent(), fontMetrics().ascent()));
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setHighlightSections(false);
  table_->setWordWrap(false);
  table_->horizontalHeader()->setSectionResizeMode(AcceleratorsModel::name, QHeaderView::Stretch);
  table_->horizontalHeader()->setSectionResizeMode(AcceleratorsModel::settings, QHeaderView::Interactive);
  table_->setColumnWidth(AcceleratorsModel::settings, fontMetrics().averageCharWidth() * 20);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QWidget* AcceleratorsPanel::build_buttons() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 0, 0, 0);
  add_ = new QToolButton(row);
  add_->setText(tr("Add"));
  add_->setAccessibleName(tr("Add an accelerator"));
  add_->setPopupMode(QToolButton::InstantPopup);
  add_->setMenu(new QMenu(add_));
  add_->menu()->setToolTipsVisible(true);
  remove_ = new QToolButton(row);
  remove_->setText(tr("Remove"));
  remove_->setAccessibleName(tr("Remove the selected accelerator"));
  connect(remove_, &QToolButton::clicked, this, [this] { model_.remove(table_->currentIndex().row()); });
  line->addWidget(add_);
  settings_button_ = new QToolButton(row);
  settings_button_->setText(tr("Settings"));
  settings_button_->setObjectName(QStringLiteral("accelerator_settings"));
  settings_button_->setAccessibleName(tr("Settings of the selected accelerator"));
  settings_button_->setCheckable(true);
  line->addWidget(remove_);
  line->addStretch();
  line->addWidget(settings_button_);
  return row;
}

void AcceleratorsPanel::fill_add_menu() {
  add_->menu()->clear();
  auto offer = [this](const QString& text, const AcceleratorSpec& spec) {
    add_->menu()->addAction(text, this, [this, spec] { model_.add(spec); });
  };
  AcceleratorSpec cpu;
  cpu.id = "cpu";
  offer(tr("CPU, all threads"), cpu);
  cpu.threads = 1;
  offer(tr("CPU, 1 thread"), cpu);
  cpu.precision = Precision::float64;
  offer(tr("CPU, 1 thread, float64"), cpu);
  add_->menu()->addSeparator();
  for (const Device& device : devices_.devices())
    if (device.engine != "cpu") add_engine_action(device);
}

/// An engine that cannot be used stays in the menu, with the reason.
void AcceleratorsPanel::add_engine_action(const Device& device) {
  const auto engine = value_named<EngineKind>(device.engine);
  if (!engine) return;
  const QString name = QString::fromStdString(device.name.empty() ? device.id : device.name);
  QAction* action = add_->menu()->addAction(name, this, [this, device, engine] {
    AcceleratorSpec spec;
    spec.id = device.engine;
    spec.engine = *engine;
    const auto colon = device.id.find(':');
    if (colon != std::string::npos) spec.devices = {device.id.substr(colon + 1)};
    model_.add(spec);
  });
  action->setEnabled(device.usable);
  action->setToolTip(QString::fromStdString(device.reason));
  if (!device.usable) action->setText(tr("%1: %2").arg(name, QString::fromStdString(device.reason)));
}

void AcceleratorsPanel::follow() {
  fit_table();
  const QString problem = devices_.problem().isEmpty()
                              ? document_.problem_at(QStringLiteral("accelerators"), false)
                              : tr("Devices unknown: %1").arg(devices_.problem());
  problem_->setText(problem);
  problem_->setVisible(!problem.isEmpty());
  if (table_->currentIndex().row() < 0 && model_.accelerator_count() > 0)
    table_->setCurrentIndex(model_.index(0, 0));
  build_settings();
}

void AcceleratorsPanel::build_settings() {
  const int row = table_->currentIndex().row();
  const bool accelerator = row >= 0 && row < model_.accelerator_count();
  remove_->setEnabled(accelerator);
  settings_button_->setEnabled(accelerator);
  if (row == settings_row_ && settings_ != nullptr) return;
  if (settings_ != nullptr) {
    disconnect(&document_, nullptr, settings_, nullptr);  // else it shows itself again until it goes
    settings_->hide();
    settings_->deleteLater();
  }
  settings_ = nullptr;
  settings_row_ = row;
  if (!accelerator) return;
  const auto place = static_cast<std::size_t>(row);
  settings_ = new FieldForm(
      document_, [place](const Experiment& e) { return place < e.accelerators.size(); }, this);
  add_engine(*settings_, place);
  settings_->add_words(
      tr("Devices"), member(place, "devices", &AcceleratorSpec::devices), tr("the first"),
      [place](const Experiment& e) { return e.accelerators[place].engine != EngineKind::cpu; });
  add_threads(*settings_, place);
  add_precision(*settings_, place);
  add_cpu_settings(*settings_, place);
  settings_->add_text(tr("Label"), member(place, "label", &AcceleratorSpec::label),
                      tr("made from the settings"));
  add_color(*settings_, place);
  settings_place_->layout()->addWidget(settings_);
  settings_->refresh();
}

/// Another engine has other settings: only what every engine has is kept.
void AcceleratorsPanel::add_engine(FieldForm& form, std::size_t row) {
  auto* box = new QComboBox(&form);
  box->setFocusPolicy(Qt::StrongFocus);
  for (const auto& named : Names<EngineKind>::table) box->addItem(QString::fromUtf8(named.name));
  const Field<AcceleratorSpec> field(
      QStringLiteral("accelerators.%1").arg(row), [row](auto& e) -> auto& { return e.accelerators[row]; });
  connect(box, &QComboBox::activated, &form, [this, field](int index) {
    const AcceleratorSpec& old = field.read(document_.experiment());
    const EngineKind engine = Names<EngineKind>::table.at(static_cast<std::size_t>(index)).value;
    if (engine != old.engine) document_.set(field, for_engine(old, engine), tr("Change engine"));
  });
  auto show = [box, field](const Experiment& e) {
    box->setCurrentText(QString::fromUtf8(name_of(field.read(e).engine)));
  };
  form.add_row({tr("Engine"), box, field.key + QStringLiteral(".engine"), show, {}, false});
}

void AcceleratorsPanel::add_threads(FieldForm& form, std::size_t row) {
  auto* box = new QSpinBox(&form);
  box->setRange(0, 4096);
  box->setSpecialValueText(tr("all"));
  box->setKeyboardTracking(false);
  box->setFocusPolicy(Qt::StrongFocus);
  const auto field = member(row, "threads", &AcceleratorSpec::threads);
  connect(box, &QSpinBox::valueChanged, &form, [this, field, &form](int threads) {
    if (!form.can_edit()) return;
    document_.set(field, threads == 0 ? std::optional<std::int64_t>() : std::optional<std::int64_t>(threads),
                  tr("Change threads"), Merge::yes);
  });
  auto show = [box, field](const Experiment& e) {
    box->setValue(static_cast<int>(field.read(e).value_or(0)));
  };
  form.add_row({tr("Threads"), box, field.key, show,
                [row](const Experiment& e) { return e.accelerators[row].engine == EngineKind::cpu; }, false});
}

/// How the processor trains, and whether its threads stay on their cores.
void AcceleratorsPanel::add_cpu_settings(FieldForm& form, std::size_t row) {
  const auto on_cpu = [row](const Experiment& e) { return e.accelerators[row].engine == EngineKind::cpu; };
  form.add_choice(tr("Path"), member(row, "path", &AcceleratorSpec::path), on_cpu);
  form.add_check(tr("Pin threads"), member(row, "pin", &AcceleratorSpec::pin), on_cpu);
}

/// A precision that no device of the engine has stays in the list, with that reason, and cannot be chosen.
void AcceleratorsPanel::add_precision(FieldForm& form, std::size_t row) {
  auto* box = new QComboBox(&form);
  box->setFocusPolicy(Qt::StrongFocus);
  for (const auto& named : Names<Precision>::table) box->addItem(QString::fromUtf8(named.name));
  const auto field = member(row, "precision", &AcceleratorSpec::precision);
  connect(box, &QComboBox::activated, &form, [this, field](int index) {
    document_.set(field, Names<Precision>::table.at(static_cast<std::size_t>(index)).value,
                  tr("Change precision"));
  });
  auto show = [this, box, field, row](const Experiment& e) {
    const auto* items = qobject_cast<QStandardItemModel*>(box->model());
    for (int i = 0; i < box->count(); ++i) {
      const auto& named = Names<Precision>::table.at(static_cast<std::size_t>(i));
      const bool has =
          devices_.may_have(std::string(name_of(e.accelerators[row].engine)), std::string(named.name));
      items->item(i)->setEnabled(has);
      items->item(i)->setToolTip(has ? QString::fromUtf8(named.meaning) : tr("not on this machine"));
    }
    box->setCurrentText(QString::fromUtf8(name_of(field.read(e))));
  };
  form.add_row({tr("Precision"), box, field.key, show, {}, false});
}

void AcceleratorsPanel::add_color(FieldForm& form, std::size_t row) {
  auto* box = new QComboBox(&form);
  box->setFocusPolicy(Qt::StrongFocus);
  const auto field = member(row, "color", &AcceleratorSpec::color);
  connect(box, &QComboBox::activated, &form, [this, field, box](int index) {
    document_.set(field, box->itemData(index).toString().toStdString(), tr("Change colour"));
  });
  auto show = [box, field, row](const Experiment& experiment) {
    box->clear();
    box->addItem(color_swatch(accelerator_color(static_cast<int>(row))), tr("by position"), QString());
    for (int i = 0; i < colors_to_choose; ++i)
      box->addItem(color_swatch(accelerator_color(i)), accelerator_color(i).name(),
                   accelerator_color(i).name());
    const QString current = QString::fromStdString(field.read(experiment));
    if (box->findData(current) < 0) box->addItem(color_swatch(QColor(current)), current, current);
    box->setCurrentIndex(box->findData(current));
  };
  form.add_row({tr("Colour"), box, field.key, show, {}, false});
}

/// A row that only tells why it cannot be used tells it over the whole width.
void AcceleratorsPanel::span_reasons() {
  table_->clearSpans();
  const int plain = table_->verticalHeader()->defaultSectionSize();
  for (int row = 0; row < model_.rowCount(); ++row) {
    const bool usable = row < model_.accelerator_count() && model_.reason_against(row).isEmpty();
    if (!usable) table_->setSpan(row, 0, 1, 2);
    table_->setRowHeight(row, usable ? plain : plain + fontMetrics().height());
  }
}

void AcceleratorsPanel::fit_table() {
  span_reasons();
  // A label made from the settings says them already.
  const auto& accelerators = document_.experiment().accelerators;
  const bool all_made =
      std::ranges::all_of(accelerators, [](const auto& each) { return each.label.empty(); });
  table_->setColumnHidden(AcceleratorsModel::settings, all_made);
  const int rows = std::clamp(model_.rowCount(), 1, rows_without_scrolling);
  int height = table_->horizontalHeader()->sizeHint().height() + 2 * table_->frameWidth();
  for (int row = 0; row < rows; ++row) height += table_->rowHeight(row);
  table_->setFixedHeight(height);
}

}  // namespace accelbench
