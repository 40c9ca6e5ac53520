// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/runs_panel.h"

#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QShortcut>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/field_form.h"
#include "ui/panels/run_details.h"

namespace accelbench {

namespace {

const QKeySequence pin_key(Qt::CTRL | Qt::Key_B);

}  // namespace

RunsPanel::RunsPanel(RunsModel& model, ComparisonTable* comparison, VerdictPanel* verdict, QWidget* parent)
    : QTabWidget(parent),
      model_(model),
      rows_(model),
      table_(new QTableView(this)),
      comparison_(comparison),
      verdict_(verdict),
      pages_(new QStackedWidget(this)),
      note_(new QLabel(this)),
      log_(new LogPanel(this)) {
  setDocumentMode(true);
  addTab(build_runs(), tr("Runs"));
  addTab(verdict_, tr("Verdict"));
  addTab(log_, tr("Log"));
  auto show_page = [this] {
    if (model_.rowCount() > 0) show_training();
    fit_columns();
  };
  connect(&model_, &QAbstractItemModel::modelReset, this, show_page);
  connect(&model_, &RunsModel::shape_changed, this, &RunsPanel::fit_columns);
  connect(comparison_, &ComparisonTable::baseline_asked, this, &RunsPanel::baseline_asked);
  set_note({});
}

void RunsPanel::add_page(QWidget* page, const QString& title) { insertTab(indexOf(log_), page, title); }

void RunsPanel::build_table() {
  table_->setModel(&rows_);
  dress_table(*table_, QStringLiteral("runs"), tr("Runs side by side"));
  table_->viewport()->installEventFilter(this);
  table_->setContextMenuPolicy(Qt::CustomContextMenu);
  tools_ = new TableTools(*table_);
  connect(tools_, &TableTools::columns_chosen, this, &RunsPanel::fit_columns);
  connect(table_, &QWidget::customContextMenuRequested, this, &RunsPanel::show_row_menu);
  connect(table_, &QTableView::activated, this,
          [this](const QModelIndex& index) { show_details(rows_.mapToSource(index).row()); });
  auto* pin = new QShortcut(pin_key, table_);
  pin->setContext(Qt::WidgetShortcut);
  connect(pin, &QShortcut::activated, this, &RunsPanel::pin_selected);
}

void RunsPanel::pin_selected() {
  const std::string accelerator = model_.accelerator(rows_.mapToSource(table_->currentIndex()).row());
  if (!accelerator.empty()) emit baseline_asked(QString::fromStdString(accelerator));
}

void RunsPanel::show_details(int run) { (new RunDetails(model_.board(), model_, run, window()))->show(); }

void RunsPanel::show_row_menu(const QPoint& place) {
  QMenu menu(this);
  menu.setObjectName(QStringLiteral("run_menu"));
  const QModelIndex index = table_->indexAt(place);
  if (index.isValid()) {
    table_->setCurrentIndex(index);
    menu.addAction(tr("&Pin as baseline"), pin_key, this, &RunsPanel::pin_selected);
    const int run = rows_.mapToSource(index).row();
    menu.addAction(tr("&Details…"), this, [this, run] { show_details(run); });
    menu.addAction(tr("&Evaluate its weights"), this, [this, run] { emit evaluate_asked(run); });
    menu.addAction(tr("Save its &weights…"), this, [this, run] { emit save_weights_asked(run); });
    menu.addSeparator();
  }
  tools_->add_to(menu);
  menu.exec(table_->viewport()->mapToGlobal(place));
}

QWidget* RunsPanel::build_runs() {
  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* empty =
      new QLabel(tr("No runs yet. Tick the accelerators on the left and press Train (F5)."), pages_);
  empty->setAlignment(Qt::AlignCenter);
  empty->setForegroundRole(QPalette::PlaceholderText);
  empty->setWordWrap(true);
  build_table();
  pages_->addWidget(empty);
  pages_->addWidget(table_);
  pages_->addWidget(comparison_);
  style_note(*note_, false);
  note_->setObjectName(QStringLiteral("runs_note"));
  note_->setContentsMargins(8, 2, 8, 4);
  column->addWidget(pages_, 1);
  column->addWidget(note_);
  return page;
}

/// Wide enough for what will stand there, so that nothing jumps while numbers change. Some of what is left
/// goes to the accelerators' names; where there is too little, the table scrolls rather than cutting them.
void RunsPanel::fit_columns() {
  int others = 0;
  for (int column = 0; column < model_.columnCount(); ++column) {
    if (column == RunsModel::name) continue;
    table_->setColumnHidden(column, !model_.is_shown(column) || tools_->is_put_away(column));
    if (table_->isColumnHidden(column)) continue;
    table_->setColumnWidth(column, width_for(column));
    others += table_->columnWidth(column);
  }
  const int swatch = table_->iconSize().width() + table_->fontMetrics().averageCharWidth();
  const int needed = width_for(RunsModel::name) + swatch;
  const int most = needed + 16 * table_->fontMetrics().averageCharWidth();  // farther, and rows fall apart
  if (model_.columnCount() > 0)
    table_->setColumnWidth(RunsModel::name, std::clamp(table_->viewport()->width() - others, needed, most));
}

/// Of the widest of header, present cells and what a cell may become.
int RunsPanel::width_for(int column) const {
  const QFontMetrics metrics = table_->fontMetrics();
  const bool sorted = table_->horizontalHeader()->sortIndicatorSection() == column;
  const int arrow = sorted ? metrics.height() : 0;
  int width =
      metrics.horizontalAdvance(model_.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
  for (const QString& text : model_.widest_texts(column))
    width = std::max(width, metrics.horizontalAdvance(text));
  return width + arrow + 2 * metrics.averageCharWidth() + 2;
}

bool RunsPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == table_->viewport() && event->type() == QEvent::Resize) fit_columns();
  return QTabWidget::eventFilter(watched, event);
}

void RunsPanel::show_training() { pages_->setCurrentWidget(table_); }

void RunsPanel::show_comparison() {
  pages_->setCurrentWidget(comparison_);
  set_note({});
}

void RunsPanel::set_note(const QString& note) {
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

}  // namespace accelbench
