// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/comparison_table.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <algorithm>

#include "ui/panels/cell_delegate.h"

namespace accelbench {

void dress_table(QTableView& table, const QString& name, const QString& accessible_name) {
  table.setObjectName(name);
  table.setAccessibleName(accessible_name);
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

QString noise_floor_action_text(const QString& accelerator) {
  return ComparisonTable::tr("Measure the noise floor of %1").arg(accelerator);
}

ComparisonTable::ComparisonTable(ComparisonModel& model, QWidget* parent)
    : QTableView(parent), model_(model), rows_(model) {
  setModel(&rows_);
  dress_table(*this, QStringLiteral("comparison"), tr("Accelerators side by side"));
  tools_ = new TableTools(*this);
  connect(tools_, &TableTools::columns_chosen, this, &ComparisonTable::fit_columns);
  connect(&model_, &QAbstractItemModel::modelReset, this, &ComparisonTable::fit_columns);
  connect(&model_, &QAbstractItemModel::dataChanged, this, &ComparisonTable::fit_columns);
}

/// As wide as what stands there; columns without a value take no place.
void ComparisonTable::fit_columns() {
  const int room = fontMetrics().averageCharWidth();
  for (int column = 0; column < ComparisonModel::columns; ++column) {
    setColumnHidden(column, !model_.is_shown(column) || tools_->is_put_away(column));
    if (isColumnHidden(column)) continue;
    const int needed = std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
    setColumnWidth(column, needed + room);
  }
}

void ComparisonTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fit_columns();
}

void ComparisonTable::add_row_actions(QMenu& menu, const QModelIndex& index) {
  const QString accelerator = QString::fromStdString(model_.accelerator(rows_.mapToSource(index).row()));
  if (accelerator.isEmpty()) return;
  menu.addAction(tr("&Pin as baseline"), this, [this, accelerator] { emit baseline_asked(accelerator); });
  menu.addAction(noise_floor_action_text(accelerator), this,
                 [this, accelerator] { emit noise_floor_asked(accelerator); });
  menu.addSeparator();
}

void ComparisonTable::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  add_row_actions(menu, indexAt(event->pos()));
  tools_->add_to(menu);
  menu.exec(event->globalPos());
}

}  // namespace accelbench
