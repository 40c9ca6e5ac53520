// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/history_panel.h"

#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QShortcut>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/format.h"
#include "ui/panels/comparison_table.h"

namespace accelbench {

HistoryPanel::HistoryPanel(HistoryList& list, QWidget* parent)
    : QWidget(parent), list_(list), model_(list), rows_(model_) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(build_head());
  sheet_ = new CleanUpSheet(list_, this);
  sheet_->hide();
  column->addWidget(sheet_);
  column->addWidget(build_table(), 1);
  empty_ = new QLabel(this);
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setForegroundRole(QPalette::PlaceholderText);
  empty_->setWordWrap(true);
  column->addWidget(empty_, 1);
  column->addWidget(build_foot());
  connect_parts();
  show_list();
}

QWidget* HistoryPanel::build_head() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(8, 4, 8, 4);
  search_ = new QLineEdit(row);
  search_->setObjectName(QStringLiteral("history_search"));
  search_->setPlaceholderText(tr("Search: name, accelerator, fingerprint, verdict…"));
  search_->setAccessibleName(tr("Search in the history"));
  search_->setClearButtonEnabled(true);
  sum_ = new QLabel(row);
  sum_->setObjectName(QStringLiteral("history_sum"));
  sum_->setForegroundRole(QPalette::PlaceholderText);
  clean_up_ = new QPushButton(tr("Clean &up…"), row);
  clean_up_->setObjectName(QStringLiteral("history_clean_up"));
  clean_up_->setCheckable(true);
  clean_up_->setToolTip(tr("Which results may go, by age and by size"));
  line->addWidget(search_, 1);
  line->addWidget(sum_);
  line->addWidget(clean_up_);
  return row;
}

QWidget* HistoryPanel::build_table() {
  table_ = new QTableView(this);
  table_->setModel(&rows_);
  dress_table(*table_, QStringLiteral("history"), tr("Results of this machine"));
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSortingEnabled(true);
  table_->sortByColumn(HistoryModel::date, Qt::DescendingOrder);
  table_->horizontalHeader()->setStretchLastSection(false);
  table_->horizontalHeader()->setSectionResizeMode(HistoryModel::outcome, QHeaderView::Stretch);
  return table_;
}

QPushButton* HistoryPanel::add_button(QWidget* row, const QString& text, const QString& name,
                                      const QString& tip, void (HistoryPanel::*action)()) {
  auto* button = new QPushButton(text, row);
  button->setObjectName(name);
  button->setToolTip(tip);
  row->layout()->addWidget(button);
  connect(button, &QPushButton::clicked, this, action);
  return button;
}

QWidget* HistoryPanel::build_foot() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(8, 4, 8, 4);
  open_ = add_button(row, tr("&Open again"), QStringLiteral("history_open"),
                     tr("Show it as it was recorded (Enter)"), &HistoryPanel::open);
  overlay_ = add_button(row, tr("O&verlay"), QStringLiteral("history_overlay"),
                        tr("Lay its curves, dimmed, over the charts"), &HistoryPanel::overlay);
  compare_ = add_button(row, tr("&Differences"), QStringLiteral("history_compare"),
                        tr("Hold two results against each other: settings, results, weights"),
                        &HistoryPanel::compare);
  resume_ = add_button(row, tr("Go o&n"), QStringLiteral("history_resume"),
                       tr("Go on with the next round of an interrupted comparison"), &HistoryPanel::resume);
  line->addStretch();
  remove_ =
      add_button(row, tr("Delete"), QStringLiteral("history_delete"),
                 tr("Move to the trash (Delete); it can be taken back"), &HistoryPanel::remove_selected);
  return row;
}

void HistoryPanel::connect_parts() {
  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    rows_.search(text);
    show_list();
  });
  connect(clean_up_, &QPushButton::toggled, sheet_, &QWidget::setVisible);
  connect(sheet_, &CleanUpSheet::close_asked, this, [this] { clean_up_->setChecked(false); });
  connect(sheet_, &CleanUpSheet::remove_asked, this, &HistoryPanel::remove);
  connect(&list_, &HistoryList::changed, this, &HistoryPanel::show_list);
  connect(table_, &QTableView::activated, this, &HistoryPanel::open);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HistoryPanel::show_choice);
  auto* find = new QShortcut(QKeySequence::Find, this);
  find->setContext(Qt::WidgetWithChildrenShortcut);
  connect(find, &QShortcut::activated, search_, qOverload<>(&QWidget::setFocus));
}

std::vector<const HistoryEntry*> HistoryPanel::selected() const {
  std::vector<const HistoryEntry*> entries;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows())
    if (const HistoryEntry* entry = model_.entry(rows_.mapToSource(index).row())) entries.push_back(entry);
  return entries;
}

QStringList HistoryPanel::selected_files() const {
  QStringList files;
  for (const HistoryEntry* entry : selected()) files << entry->file;
  return files;
}

void HistoryPanel::fit_columns() {
  for (int column = 0; column < HistoryModel::columns; ++column) {
    if (column == HistoryModel::outcome) continue;
    table_->resizeColumnToContents(column);
    const int most = fontMetrics().averageCharWidth() * 36;
    table_->setColumnWidth(column,
                           std::min(table_->columnWidth(column), most) + fontMetrics().averageCharWidth());
  }
}

void HistoryPanel::show_list() {
  const auto all = static_cast<int>(list_.entries().size());
  const int found = rows_.rowCount();
  table_->setVisible(found > 0);
  empty_->setVisible(found == 0);
  empty_->setText(!list_.is_read() ? tr("Reading the results of this machine…")
                  : all == 0       ? tr("Nothing recorded yet: every Train and Compare appears here.")
                                   : tr("Nothing holds “%1”.").arg(search_->text()));
  const QString bytes = bytes_text(static_cast<double>(list_.bytes()));
  const QString number =
      found == all ? tr("%1 results").arg(all) : tr("%1 of %2 results").arg(found).arg(all);
  sum_->setText(all == 0 ? QString() : tr("%1, %2 in all").arg(number, bytes));
  sum_->setToolTip(list_.folder());
  fit_columns();
  show_choice();
}

void HistoryPanel::show_choice() {
  const auto chosen = selected();
  const bool readable =
      std::ranges::all_of(chosen, [](const auto* entry) { return entry->overview.has_value(); });
  open_->setEnabled(chosen.size() == 1 && readable && !busy_);
  overlay_->setEnabled(!chosen.empty() && readable);
  compare_->setEnabled(chosen.size() == 2 && readable);
  resume_->setEnabled(chosen.size() == 1 && chosen.front()->can_resume() && !busy_);
  remove_->setEnabled(!chosen.empty() &&
                      std::ranges::none_of(chosen, [](const auto* entry) { return entry->recording; }));
}

void HistoryPanel::set_busy(bool busy) {
  busy_ = busy;
  show_choice();
}

void HistoryPanel::open() {
  if (open_->isEnabled()) emit open_asked(selected_files().constFirst());
}

void HistoryPanel::overlay() { emit overlay_asked(selected_files()); }

/// The older is a, the newer is b: a ratio then says what changed.
void HistoryPanel::compare() {
  auto chosen = selected();
  std::ranges::sort(chosen, [](const auto* a, const auto* b) { return a->is_older_than(*b); });
  emit compare_asked(chosen.front()->file, chosen.back()->file);
}

void HistoryPanel::resume() { emit resume_asked(selected_files().constFirst()); }

void HistoryPanel::remove_selected() { remove(selected_files()); }

void HistoryPanel::remove(const QStringList& files) {
  const auto trashed = list_.remove(files);
  if (trashed)
    emit removed(*trashed, static_cast<int>(files.size()));
  else
    emit refused(QString::fromStdString(to_string(trashed.error())));
}

void HistoryPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  list_.refresh();
}

void HistoryPanel::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Delete && table_->hasFocus() && remove_->isEnabled()) return remove_selected();
  if (event->key() == Qt::Key_Escape && sheet_->isVisible()) return clean_up_->setChecked(false);
  QWidget::keyPressEvent(event);
}

void HistoryPanel::contextMenuEvent(QContextMenuEvent* event) {
  if (selected().empty()) return;
  QMenu menu(this);
  for (QPushButton* button : {open_, overlay_, compare_, resume_, remove_}) {
    QAction* action = menu.addAction(button->text(), button, &QPushButton::click);
    action->setEnabled(button->isEnabled());
  }
  menu.addSeparator();
  menu.addAction(tr("Show the folder"), this,
                 [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(list_.folder())); });
  menu.exec(event->globalPos());
}

}  // namespace accelbench
