// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/log_panel.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QVBoxLayout>

#include "ui/panels/comparison_table.h"

namespace accelbench {

LogPanel::LogPanel(QWidget* parent) : QWidget(parent), rows_(log_) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  build_table();
  empty_ = new QLabel(this);
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setForegroundRole(QPalette::PlaceholderText);
  column->addWidget(build_head());
  column->addWidget(table_, 1);
  column->addWidget(empty_, 1);
  show_rows();
}

QWidget* LogPanel::build_head() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(8, 4, 8, 4);
  least_ = new QComboBox(row);
  least_->addItems({tr("Everything"), tr("Warnings and errors"), tr("Errors")});
  least_->setObjectName(QStringLiteral("log_level"));
  least_->setAccessibleName(tr("Which messages"));
  search_ = new QLineEdit(row);
  search_->setObjectName(QStringLiteral("log_search"));
  search_->setPlaceholderText(tr("Search"));
  search_->setAccessibleName(tr("Search in the log"));
  search_->setClearButtonEnabled(true);
  auto* copy = new QPushButton(tr("&Copy"), row);
  copy->setToolTip(tr("The selected lines, or all that are shown"));
  line->addWidget(least_);
  line->addWidget(search_, 1);
  line->addWidget(copy);
  connect(least_, &QComboBox::currentIndexChanged, this, [this](int level) {
    rows_.set_least(static_cast<LogLevel>(level));
    show_rows();
  });
  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    rows_.search(text);
    show_rows();
  });
  connect(copy, &QPushButton::clicked, tools_, [this] { tools_->copy(TableForm::text); });
  return row;
}

void LogPanel::build_table() {
  table_ = new QTableView(this);
  table_->setModel(&rows_);
  dress_table(*table_, QStringLiteral("log"), tr("Log"));
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->horizontalHeader()->setStretchLastSection(true);
  const int width = fontMetrics().averageCharWidth();
  table_->setColumnWidth(LogModel::time, 12 * width);
  table_->setColumnWidth(LogModel::level, 11 * width);
  table_->setColumnWidth(LogModel::run, 26 * width);
  tools_ = new TableTools(*table_);
  auto* find = new QShortcut(QKeySequence::Find, this);
  find->setContext(Qt::WidgetWithChildrenShortcut);
  connect(find, &QShortcut::activated, this, [this] { search_->setFocus(); });
}

void LogPanel::add(LogLevel level, const QString& run, const QString& text) {
  const QScrollBar* bar = table_->verticalScrollBar();
  const bool at_end = bar->value() == bar->maximum();
  log_.add({QTime::currentTime(), level, run, text});
  if (log_.rowCount() == 1 || !table_->isVisibleTo(this)) show_rows();
  if (at_end) table_->scrollToBottom();
}

void LogPanel::show_rows() {
  const bool any = rows_.rowCount() > 0;
  table_->setVisible(any);
  empty_->setVisible(!any);
  empty_->setText(log_.rowCount() == 0 ? tr("What the runs say appears here.")
                                       : tr("No message of this kind."));
}

QString LogPanel::whole_text() const {
  QStringList lines;
  for (int row = 0; row < log_.rowCount(); ++row) lines << log_.line_text(row);
  return lines.join(u'\n');
}

void LogPanel::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  tools_->add_to(menu);
  menu.exec(event->globalPos());
}

}  // namespace accelbench
