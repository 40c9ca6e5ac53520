// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/preferences_page.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QScrollArea>
#include <QShortcut>
#include <QThread>
#include <QToolButton>
#include <algorithm>

#include "ui/panels/field_form.h"
#include "ui/theme/language.h"

// What stands on the page; what it does is in preferences_edits.cpp.
namespace accelbench {

namespace {

constexpr int page_letters = 100;
constexpr int shown_rows = 4;

QLabel* heading(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  QFont bold = label->font();
  bold.setBold(true);
  label->setFont(bold);
  return label;
}

int rows_high(const QWidget& view) { return (view.fontMetrics().height() + 8) * shown_rows; }

}  // namespace

PreferencesPage::PreferencesPage(UserSettings& settings, ExperimentDocument& document, QWidget* parent)
    : QWidget(parent), settings_(settings), document_(document) {
  setObjectName(QStringLiteral("preferences"));
  setAccessibleName(tr("Preferences"));
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(12, 8, 12, 0);
  whole->addWidget(build_head());
  auto* area = new QScrollArea(this);
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  auto* content = new QWidget(area);
  content->setMaximumWidth(fontMetrics().averageCharWidth() * page_letters);
  auto* rows = new QVBoxLayout(content);
  rows->setContentsMargins(0, 0, 12, 12);
  area->setWidget(content);
  whole->addWidget(area, 1);
  column_ = rows;
  build_problems();
  fields_ = new QWidget(content);
  rows->addWidget(fields_);
  rows->addStretch();
  column_ = new QVBoxLayout(fields_);
  column_->setContentsMargins(0, 0, 0, 0);
  build_looks();
  build_roots();
  build_engines();
  build_clusters();
  connect(&settings_, &UserSettings::settings_changed, this, &PreferencesPage::show_settings);
  connect(&settings_, &UserSettings::refused, this,
          [this](const QString& reason) { file_->setText(reason); });
  auto* leave = new QShortcut(Qt::Key_Escape, this);
  leave->setContext(Qt::WidgetWithChildrenShortcut);
  connect(leave, &QShortcut::activated, this, &PreferencesPage::close_asked);
  show_settings();
}

QWidget* PreferencesPage::build_head() {
  auto* head = new QWidget(this);
  auto* column = new QVBoxLayout(head);
  column->setContentsMargins(0, 0, 0, 4);
  auto* line = new QHBoxLayout;
  QLabel* title = heading(tr("Preferences"), head);
  QFont large = title->font();
  large.setPointSizeF(large.pointSizeF() * 1.3);
  title->setFont(large);
  line->addWidget(title, 1);
  QPushButton* undo = add_button(tr("Undo"), "preferences_undo", *line);
  QPushButton* redo = add_button(tr("Redo"), "preferences_redo", *line);
  QPushButton* close = add_button(tr("Close"), "preferences_close", *line);
  column->addLayout(line);
  file_ = new QLabel(head);
  file_->setObjectName(QStringLiteral("preferences_file"));
  style_note(*file_, false);
  file_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  column->addWidget(file_);
  QUndoStack* stack = settings_.undo_stack();
  undo->setEnabled(stack->canUndo());
  redo->setEnabled(stack->canRedo());
  connect(stack, &QUndoStack::canUndoChanged, undo, &QWidget::setEnabled);
  connect(stack, &QUndoStack::canRedoChanged, redo, &QWidget::setEnabled);
  connect(undo, &QPushButton::clicked, stack, &QUndoStack::undo);
  connect(redo, &QPushButton::clicked, stack, &QUndoStack::redo);
  connect(close, &QPushButton::clicked, this, &PreferencesPage::close_asked);
  return head;
}

QPushButton* PreferencesPage::add_button(const QString& text, const char* name, QLayout& line) {
  auto* button = new QPushButton(text, this);
  button->setObjectName(QLatin1String(name));
  button->setAutoDefault(false);
  line.addWidget(button);
  return button;
}

QVBoxLayout* PreferencesPage::add_group(const QString& title, const QString& explanation) {
  column_->addSpacing(fontMetrics().height() / 2);
  column_->addWidget(heading(title, fields_));
  auto* note = new QLabel(explanation, fields_);
  style_note(*note, false);
  note->setVisible(!explanation.isEmpty());
  column_->addWidget(note);
  auto* column = new QVBoxLayout;
  column->setContentsMargins(0, 2, 0, 0);
  column_->addLayout(column);
  return column;
}

QLabel* PreferencesPage::add_note(const QString& key, QLayout& layout) {
  auto* note = new QLabel(fields_);
  note->setObjectName(QStringLiteral("note.") + key);
  style_note(*note, true);
  note->hide();
  layout.addWidget(note);
  notes_[key] = note;
  return note;
}

void PreferencesPage::build_problems() {
  problems_ = new QFrame(this);
  problems_->setObjectName(QStringLiteral("preferences_problems"));
  problems_->setAccessibleName(tr("Problems of the file"));
  problems_->setFrameShape(QFrame::StyledPanel);
  problem_rows_ = new QVBoxLayout(problems_);
  column_->addWidget(problems_);
}

void PreferencesPage::add_choice(QFormLayout& form, const QString& label, QComboBox*& box,
                                 const QString& key) {
  box = new QComboBox(fields_);
  box->setObjectName(QStringLiteral("settings.") + key);
  box->setAccessibleName(label);
  box->setFocusPolicy(Qt::StrongFocus);
  box->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  form.addRow(label, box);
}

void PreferencesPage::build_looks() {
  QVBoxLayout* group = add_group(tr("Looks"), {});
  auto* form = new QFormLayout;
  add_choice(*form, tr("Theme"), theme_, QStringLiteral("theme"));
  theme_->addItem(tr("As the system"), QStringLiteral("system"));
  theme_->addItem(tr("Light"), QStringLiteral("light"));
  theme_->addItem(tr("Dark"), QStringLiteral("dark"));
  add_choice(*form, tr("Language"), language_, QStringLiteral("language"));
  language_->addItem(tr("As the system"), QString());
  for (const Language& language : languages()) language_->addItem(language.called, language.name);
  language_note_ = new QLabel(tr("This build speaks English only; the choice is kept."), fields_);
  style_note(*language_note_, false);
  form->addRow(QString(), language_note_);
  group->addLayout(form);
  connect(theme_, &QComboBox::activated, this, [this] {
    const std::string chosen = theme_->currentData().toString().toStdString();
    change([chosen](Settings& settings) { settings.theme = chosen; }, tr("Choose a theme"));
  });
  connect(language_, &QComboBox::activated, this, [this] {
    const std::string chosen = language_->currentData().toString().toStdString();
    change([chosen](Settings& settings) { settings.language = chosen; }, tr("Choose a language"));
  });
}

void PreferencesPage::build_roots() {
  QVBoxLayout* group = add_group(tr("Trusted folders"),
                                 tr("Every experiment may read data in them, here and on the command line. "
                                    "Its own folder it may always read."));
  roots_ = new QListWidget(fields_);
  roots_->setObjectName(QStringLiteral("settings.trusted_roots"));
  roots_->setAccessibleName(tr("Trusted folders"));
  roots_->setFixedHeight(rows_high(*roots_));
  group->addWidget(roots_);
  add_note(QStringLiteral("trusted_roots"), *group);
  auto* line = new QHBoxLayout;
  QPushButton* add = add_button(tr("Add…"), "root_add", *line);
  add->setAccessibleName(tr("Trust a folder"));
  QPushButton* remove = add_button(tr("Remove"), "root_remove", *line);
  remove->setAccessibleName(tr("Trust the selected folder no longer"));
  line->addStretch();
  group->addLayout(line);
  picked_ = new QVBoxLayout;
  group->addLayout(picked_);
  connect(add, &QPushButton::clicked, this, [this] {
    auto* dialog = new QFileDialog(this, tr("Trust a folder"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &PreferencesPage::add_root);
    dialog->open();
  });
  connect(remove, &QPushButton::clicked, this, &PreferencesPage::remove_root);
  connect(roots_, &QListWidget::currentRowChanged, remove,
          [remove](int row) { remove->setEnabled(row >= 0); });
  remove->setEnabled(false);
}

void PreferencesPage::add_program(QFormLayout& form, const QString& label, const QString& key, Member member,
                                  const QString& without) {
  auto* edit = new QLineEdit(fields_);
  edit->setObjectName(QStringLiteral("settings.") + key);
  edit->setAccessibleName(label);
  edit->setPlaceholderText(without);
  auto* look = new QToolButton(fields_);
  look->setText(QStringLiteral("…"));
  look->setAccessibleName(tr("Look for %1").arg(label));
  look->setToolTip(look->accessibleName());
  auto* cell = new QVBoxLayout;
  auto* line = new QHBoxLayout;
  line->addWidget(edit, 1);
  line->addWidget(look);
  cell->addLayout(line);
  add_note(key, *cell);
  form.addRow(label, cell);
  programs_.emplace_back(edit, member);
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, member, label] {
    const std::string path = edit->text().trimmed().toStdString();
    change([member, path](Settings& settings) { member(settings) = path; }, tr("Change %1").arg(label));
  });
  connect(look, &QToolButton::clicked, this, [this, edit, label] {
    auto* dialog = new QFileDialog(this, label, QFileInfo(edit->text()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, edit, [edit](const QString& file) {
      edit->setText(file);
      emit edit->editingFinished();
    });
    dialog->open();
  });
}

void PreferencesPage::build_engines() {
  QVBoxLayout* group = add_group(tr("Outside engines"),
                                 tr("The Python that has the package, and the java program for H2O. The "
                                    "list of accelerators follows at once."));
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  const QString without = tr("its own environment, else python3 of PATH");
  using S = Settings;
  add_program(
      *form, tr("Python of Keras"), QStringLiteral("interpreters.keras"),
      [](S& s) -> std::string& { return s.interpreters.keras; }, without);
  add_program(
      *form, tr("Python of PyTorch"), QStringLiteral("interpreters.pytorch"),
      [](S& s) -> std::string& { return s.interpreters.pytorch; }, without);
  add_program(
      *form, tr("Python of JAX"), QStringLiteral("interpreters.jax"),
      [](S& s) -> std::string& { return s.interpreters.jax; }, without);
  add_program(
      *form, tr("Python of H2O"), QStringLiteral("interpreters.h2o"),
      [](S& s) -> std::string& { return s.interpreters.h2o; }, without);
  add_program(
      *form, tr("Java"), QStringLiteral("java"), [](S& s) -> std::string& { return s.java; },
      tr("JAVA_HOME, else java of PATH"));
  group->addLayout(form);
}

void PreferencesPage::build_clusters() {
  QVBoxLayout* group =
      add_group(tr("Clusters"),
                tr("What “cluster: NAME” of an experiment stands for: hosts that the ranks of one model "
                   "run on, given here or chosen by Slurm, or a running H2O. The password of H2O is "
                   "read from a file of its own, never from here."));
  clusters_ = new QTableWidget(0, 2, fields_);
  clusters_->setObjectName(QStringLiteral("settings.clusters"));
  clusters_->setAccessibleName(tr("Clusters"));
  clusters_->setHorizontalHeaderLabels({tr("Name"), tr("What it is")});
  clusters_->verticalHeader()->hide();
  clusters_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  clusters_->setSelectionBehavior(QAbstractItemView::SelectRows);
  clusters_->setSelectionMode(QAbstractItemView::SingleSelection);
  clusters_->setTabKeyNavigation(false);
  clusters_->setFixedHeight(rows_high(*clusters_));
  group->addWidget(clusters_);
  build_cluster_buttons(*group);
  cluster_ = new ClusterForm(fields_);
  group->addWidget(cluster_);
  add_note(QStringLiteral("clusters"), *group);
  connect(cluster_, &ClusterForm::edited, this, &PreferencesPage::edit_cluster);
}

void PreferencesPage::build_cluster_buttons(QVBoxLayout& column) {
  auto* line = new QHBoxLayout;
  QPushButton* add = add_button(tr("Add"), "cluster_add", *line);
  add->setAccessibleName(tr("Add a cluster"));
  auto* kinds = new QMenu(add);
  add->setMenu(kinds);
  const auto offer = [this, kinds](const QString& text, const ClusterSettings& cluster, const char* name) {
    kinds->addAction(text, this, [this, cluster] { add_cluster(cluster); })
        ->setObjectName(QLatin1String(name));
  };
  ClusterSettings hosts, slurm, h2o;
  hosts.hosts = {{"localhost", std::max(1, QThread::idealThreadCount())}};
  slurm.slurm = SlurmSettings();
  h2o.h2o = "http://localhost:54321";
  offer(tr("Hosts"), hosts, "cluster_add_hosts");
  offer(tr("Slurm"), slurm, "cluster_add_slurm");
  offer(tr("H2O"), h2o, "cluster_add_h2o");
  QPushButton* remove = add_button(tr("Remove"), "cluster_remove", *line);
  remove->setAccessibleName(tr("Remove the selected cluster"));
  remove->setEnabled(false);
  line->addStretch();
  column.addLayout(line);
  connect(remove, &QPushButton::clicked, this, &PreferencesPage::remove_cluster);
  connect(clusters_, &QTableWidget::cellChanged, this, &PreferencesPage::rename_cluster);
  connect(clusters_, &QTableWidget::currentCellChanged, this, [this, remove](int row) {
    remove->setEnabled(row >= 0);
    if (!showing_) show_selected_cluster();
  });
}

}  // namespace accelbench
