// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/accelerators_panel.h"

#include <QHeaderView>
#include <QMenu>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/cell_delegate.h"
#include "ui/panels/meters_strip.h"
#include "ui/panels/program_window.h"

namespace accelbench {

namespace {

constexpr int rows_without_scrolling = 5;
constexpr int longest_reason = 80;

/// "not installed: …; install it with …" → "not installed: …".
QString first_clause(const QString& reason) { return reason.section(u';', 0, 0); }

QToolButton* new_button(QWidget* row, const QString& text, const QString& name, const QString& tip) {
  auto* button = new QToolButton(row);
  button->setText(text);
  button->setObjectName(name);
  button->setAccessibleName(tip);
  button->setToolTip(tip);
  return button;
}

}  // namespace

AcceleratorsPanel::AcceleratorsPanel(ExperimentDocument& document, DeviceList& devices,
                                     AcceleratorsModel& model, const UserSettings& settings, QWidget* parent)
    : QWidget(parent),
      document_(document),
      devices_(devices),
      model_(model),
      user_(settings),
      table_(new QTableView(this)),
      problem_(new QLabel(this)),
      column_(new QVBoxLayout(this)) {
  column_->setContentsMargins(0, 0, 0, 0);
  build_table();
  style_note(*problem_, true);
  column_->addWidget(table_);
  column_->addWidget(problem_);
  column_->addWidget(build_buttons());
  install_ = new InstallSheet(installer_, devices_, this);
  column_->addWidget(install_);
  settings_place_ = new QWidget(this);
  auto* place = new QVBoxLayout(settings_place_);
  place->setContentsMargins(0, 0, 0, 0);
  settings_place_->hide();
  column_->addWidget(settings_place_);
  column_->addWidget(new MetersStrip(meters_, devices_, this));
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
  add_ = new_button(row, tr("Add"), QStringLiteral("add_accelerator"), tr("Add an accelerator"));
  add_->setPopupMode(QToolButton::InstantPopup);
  add_->setMenu(new QMenu(add_));
  add_->menu()->setToolTipsVisible(true);
  duplicate_ = new_button(row, tr("Duplicate"), QStringLiteral("duplicate_accelerator"),
                          tr("Add the selected accelerator again, with one thing changed"));
  duplicate_->setPopupMode(QToolButton::InstantPopup);
  duplicate_->setMenu(new QMenu(duplicate_));
  connect(duplicate_->menu(), &QMenu::aboutToShow, this, &AcceleratorsPanel::fill_duplicate_menu);
  remove_ = new_button(row, tr("Remove"), QStringLiteral("remove_accelerator"),
                       tr("Remove the selected accelerator"));
  connect(remove_, &QToolButton::clicked, this, [this] { model_.remove(table_->currentIndex().row()); });
  for (QToolButton* button : {add_, duplicate_, remove_}) line->addWidget(button);
  line->addStretch();
  add_right_buttons(*line);
  return row;
}

void AcceleratorsPanel::add_right_buttons(QHBoxLayout& line) {
  code_ = new_button(line.parentWidget(), tr("Code"), QStringLiteral("accelerator_code"),
                     tr("Show the program of what the selected accelerator does"));
  connect(code_, &QToolButton::clicked, this, &AcceleratorsPanel::show_code);
  settings_button_ = new_button(line.parentWidget(), tr("Settings"), QStringLiteral("accelerator_settings"),
                                tr("Settings of the selected accelerator"));
  settings_button_->setCheckable(true);
  line.addWidget(code_);
  line.addWidget(settings_button_);
}

void AcceleratorsPanel::add(const AcceleratorSpec& spec) {
  model_.add(spec);
  table_->setCurrentIndex(model_.index(model_.accelerator_count() - 1, 0));
  table_->scrollTo(table_->currentIndex());
}

void AcceleratorsPanel::offer(QMenu& menu, const AcceleratorOffer& row) {
  menu.addAction(row.text, this, [this, spec = row.spec] { add(spec); });
}

void AcceleratorsPanel::fill_add_menu() {
  QMenu& menu = *add_->menu();
  menu.clear();
  for (const AcceleratorOffer& row : offers_of(EngineKind::cpu)) offer(menu, row);
  menu.addSeparator();
  for (const Device& device : devices_.devices()) {
    const auto engine = value_named<EngineKind>(device.engine);
    if (engine && *engine != EngineKind::cpu && !is_framework(*engine)) add_device_action(device, *engine);
  }
  for (const EngineKind engine : frameworks()) add_framework_menu(menu, engine);
  menu.addSeparator();
  menu.addAction(tr("Look for devices again"), &devices_, &DeviceList::refresh)
      ->setObjectName(QStringLiteral("refresh_devices"));
}

/// A device that cannot be used stays in the menu, with the reason.
void AcceleratorsPanel::add_device_action(const Device& device, EngineKind engine) {
  const QString name = QString::fromStdString(device.name.empty() ? device.id : device.name);
  QAction* action = add_->menu()->addAction(name, this, [this, device, engine] {
    AcceleratorSpec spec;
    spec.id = device.engine;
    spec.engine = engine;
    const auto colon = device.id.find(':');
    if (colon != std::string::npos) spec.devices = {device.id.substr(colon + 1)};
    add(spec);
  });
  action->setEnabled(device.usable);
  action->setToolTip(QString::fromStdString(device.reason));
  if (!device.usable) action->setText(tr("%1: %2").arg(name, QString::fromStdString(device.reason)));
}

/// One that cannot be used here can still be added: the experiment may be meant for another machine.
void AcceleratorsPanel::add_framework_menu(QMenu& menu, EngineKind engine) {
  const QString name = QString::fromUtf8(name_of(engine));
  const QString reason = devices_.reason_against(name.toStdString());
  QMenu* rows =
      menu.addMenu(reason.isEmpty() ? engine_title(engine) : tr("%1 — not usable").arg(engine_title(engine)));
  rows->setObjectName(QStringLiteral("add_") + name);
  rows->setToolTipsVisible(true);
  for (const AcceleratorOffer& row : offers_of(engine)) offer(*rows, row);
  if (reason.isEmpty()) return;
  rows->addSeparator();
  QAction* why = rows->addAction(first_clause(reason).left(longest_reason));
  why->setEnabled(false);
  why->setToolTip(reason);
  rows->addAction(tr("Install %1…").arg(engine_title(engine)), this, [this, name] { install_->ask(name); })
      ->setObjectName(QStringLiteral("install_") + name);
}

void AcceleratorsPanel::fill_duplicate_menu() {
  duplicate_->menu()->clear();
  if (const AcceleratorSpec* spec = selected())
    for (const AcceleratorOffer& row : variants_of(*spec, devices_)) offer(*duplicate_->menu(), row);
}

const AcceleratorSpec* AcceleratorsPanel::selected() const {
  const int row = table_->currentIndex().row();
  if (row < 0 || row >= model_.accelerator_count()) return nullptr;
  return &document_.experiment().accelerators[static_cast<std::size_t>(row)];
}

void AcceleratorsPanel::show_code() {
  const AcceleratorSpec* spec = selected();
  if (spec == nullptr || !is_framework(spec->engine)) return;
  const QString id = QString::fromStdString(spec->id);
  auto* page = new ProgramWindow(QString::fromStdString(display_label(*spec)),
                                 QString::fromStdString(document_.roots().base_dir.string()),
                                 id + QStringLiteral(".py"), window());
  page->show();
  page->program().ask(devices_.program(), document_, *spec);
}

/// What the buttons can do with the row that is selected.
void AcceleratorsPanel::show_choices() {
  const AcceleratorSpec* spec = selected();
  for (QToolButton* button : {duplicate_, remove_, settings_button_}) button->setEnabled(spec != nullptr);
  const bool framework = spec != nullptr && is_framework(spec->engine);
  code_->setEnabled(framework);
  const std::string engine(framework ? name_of(spec->engine) : std::string_view());
  install_->offer(framework && !devices_.reason_against(engine).isEmpty() ? QString::fromStdString(engine)
                                                                          : QString());
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
  const bool accelerator = selected() != nullptr;
  show_choices();
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
  settings_ = new AcceleratorForm(document_, devices_, user_, place, this);
  settings_place_->layout()->addWidget(settings_);
  settings_->refresh();
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
