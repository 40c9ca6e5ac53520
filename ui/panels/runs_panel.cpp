// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/runs_panel.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

constexpr int most_log_lines = 5000;

void set_up_table(QTableView& table, RunsModel& model) {
  table.setModel(&model);
  dress_table(table, QStringLiteral("runs"), RunsPanel::tr("Runs side by side"));
}

}  // namespace

RunsPanel::RunsPanel(RunsModel& model, ComparisonTable* comparison, VerdictPanel* verdict, QWidget* parent)
    : QTabWidget(parent),
      table_(new QTableView(this)),
      comparison_(comparison),
      verdict_(verdict),
      pages_(new QStackedWidget(this)),
      note_(new QLabel(this)),
      log_(new QPlainTextEdit(this)) {
  setDocumentMode(true);
  log_->setReadOnly(true);
  log_->setMaximumBlockCount(most_log_lines);
  log_->setAccessibleName(tr("Log"));
  log_->setPlaceholderText(tr("What the runs say appears here."));
  log_->setFrameShape(QFrame::NoFrame);
  addTab(build_runs(model), tr("Runs"));
  addTab(verdict_, tr("Verdict"));
  addTab(log_, tr("Log"));
  auto show_page = [this, &model] {
    if (model.rowCount() > 0) show_training();
    fit_columns();
  };
  connect(&model, &QAbstractItemModel::modelReset, this, show_page);
  connect(&model, &RunsModel::shape_changed, this, &RunsPanel::fit_columns);
  set_note({});
}

QWidget* RunsPanel::build_runs(RunsModel& model) {
  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* empty =
      new QLabel(tr("No runs yet. Tick the accelerators on the left and press Train (F5)."), pages_);
  empty->setAlignment(Qt::AlignCenter);
  empty->setForegroundRole(QPalette::PlaceholderText);
  empty->setWordWrap(true);
  set_up_table(*table_, model);
  table_->viewport()->installEventFilter(this);
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
  const RunsModel& model = static_cast<const RunsModel&>(*table_->model());
  int others = 0;
  for (int column = 0; column < model.columnCount(); ++column) {
    if (column == RunsModel::name) continue;
    table_->setColumnHidden(column, !model.is_shown(column));
    if (table_->isColumnHidden(column)) continue;
    table_->setColumnWidth(column, width_for(model, column));
    others += table_->columnWidth(column);
  }
  const int swatch = table_->iconSize().width() + table_->fontMetrics().averageCharWidth();
  const int needed = width_for(model, RunsModel::name) + swatch;
  const int most = needed + 16 * table_->fontMetrics().averageCharWidth();  // farther, and rows fall apart
  if (model.columnCount() > 0)
    table_->setColumnWidth(RunsModel::name, std::clamp(table_->viewport()->width() - others, needed, most));
}

/// Of the widest of header, present cells and what a cell may become.
int RunsPanel::width_for(const RunsModel& model, int column) const {
  const QFontMetrics metrics = table_->fontMetrics();
  int width = metrics.horizontalAdvance(model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
  for (const QString& text : model.widest_texts(column))
    width = std::max(width, metrics.horizontalAdvance(text));
  return width + 2 * metrics.averageCharWidth() + 2;
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

void RunsPanel::add_log_line(const QString& line) { log_->appendPlainText(line); }

void RunsPanel::set_note(const QString& note) {
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

}  // namespace accelbench
