// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/runs_panel.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include "ui/panels/cell_delegate.h"
#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

constexpr int most_log_lines = 5000;

void set_up_table(QTableView& table, RunsModel& model) {
  table.setModel(&model);
  table.setObjectName(QStringLiteral("runs"));
  table.setAccessibleName(RunsPanel::tr("Runs side by side"));
  table.setItemDelegate(new CellDelegate(&table));
  table.setSelectionBehavior(QAbstractItemView::SelectRows);
  table.setShowGrid(false);
  table.setAlternatingRowColors(true);
  table.setWordWrap(false);
  table.setTabKeyNavigation(false);
  table.setFrameShape(QFrame::NoFrame);
  table.verticalHeader()->hide();
  table.horizontalHeader()->setHighlightSections(false);
  const int swatch = table.fontMetrics().ascent();
  table.setIconSize(QSize(swatch, swatch));
}

}  // namespace

RunsPanel::RunsPanel(RunsModel& model, QWidget* parent)
    : QTabWidget(parent),
      table_(new QTableView(this)),
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
  addTab(log_, tr("Log"));
  auto show_page = [this, &model] {
    pages_->setCurrentIndex(model.rowCount() > 0 ? 1 : 0);
    fit_columns();
  };
  connect(&model, &QAbstractItemModel::modelReset, this, show_page);
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
  pages_->addWidget(empty);
  pages_->addWidget(table_);
  style_note(*note_, false);
  note_->setObjectName(QStringLiteral("runs_note"));
  note_->setContentsMargins(8, 2, 8, 4);
  column->addWidget(pages_, 1);
  column->addWidget(note_);
  return page;
}

/// Wide enough for what usually stands there, so that nothing jumps while numbers change.
void RunsPanel::fit_columns() {
  if (table_->model()->columnCount() > 0)
    table_->horizontalHeader()->setSectionResizeMode(RunsModel::name, QHeaderView::Stretch);
  const int letter = table_->fontMetrics().averageCharWidth();
  for (int column = 0; column < table_->model()->columnCount(); ++column) {
    const QString header = table_->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    const int least = column == RunsModel::state ? 13 : column == RunsModel::progress ? 12 : 10;
    table_->setColumnWidth(
        column, std::max(least * letter, table_->fontMetrics().horizontalAdvance(header) + 3 * letter));
  }
}

void RunsPanel::add_log_line(const QString& line) { log_->appendPlainText(line); }

void RunsPanel::set_note(const QString& note) {
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

}  // namespace accelbench
