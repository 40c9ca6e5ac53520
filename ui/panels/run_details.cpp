// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/run_details.h"

#include <QHeaderView>
#include <QMenu>
#include <QShortcut>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "ui/models/format.h"
#include "ui/panels/comparison_table.h"
#include "ui/panels/table_tools.h"

namespace accelbench {

namespace {

constexpr QSize details_letters(100, 30);

QString text_of(const std::string& text) { return QString::fromStdString(text); }

QString when_measured(std::optional<double> seconds) { return seconds ? duration_text(seconds) : QString(); }

/// What is not told is an empty text, and takes no row.
struct Fact {
  const char* title;
  QString (*text)(const RunSummary& run);
};

constexpr std::array run_facts = {
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "State"),
         [](const RunSummary& run) { return text_of(std::string(name_of(run.status))); }},
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "Reason"),
         [](const RunSummary& run) { return text_of(run.reason); }},
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "Work"),
         [](const RunSummary& run) { return text_of(run.fingerprint); }},
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "Threads"),
         [](const RunSummary& run) { return run.threads > 0 ? count_text(run.threads) : QString(); }},
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "Start of the processes"),
         [](const RunSummary& run) { return when_measured(run.launch_s); }},
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "Loading the data"),
         [](const RunSummary& run) { return when_measured(run.load_s); }},
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "Compiling"),
         [](const RunSummary& run) { return when_measured(run.compile_s); }},
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "Training"),
         [](const RunSummary& run) { return when_measured(run.train_s); }},
    Fact{QT_TRANSLATE_NOOP("accelbench::RunDetails", "All of it"),
         [](const RunSummary& run) { return when_measured(run.total_s); }},
};

}  // namespace

RunDetails::RunDetails(const RunBoard& board, RunsModel& model, int run, QWidget* parent)
    : QWidget(parent, Qt::Window), board_(board), rows_(devices_) {
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("run_details"));
  const RunRow& row = board_.rows().at(static_cast<std::size_t>(run));
  id_ = row.identity.id;
  setWindowTitle(tr("Details of %1").arg(row.identity.label));
  build();
  connect(&model, &QAbstractItemModel::dataChanged, this, &RunDetails::refresh);
  connect(&model, &QAbstractItemModel::modelReset, this, &QWidget::close);
  connect(new QShortcut(QKeySequence::Close, this), &QShortcut::activated, this, &QWidget::close);
  connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, &QWidget::close);
  resize(fontMetrics().averageCharWidth() * details_letters.width(),
         fontMetrics().lineSpacing() * details_letters.height());
  refresh();
}

void RunDetails::build() {
  auto* column = new QVBoxLayout(this);
  facts_ = new QFormLayout;
  for (const Fact& fact : run_facts) {
    auto* value = new QLabel(this);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setAccessibleName(tr(fact.title));
    facts_->addRow(tr(fact.title), value);
    values_.push_back(value);
  }
  column->addLayout(facts_);
  build_table(*column);
}

void RunDetails::build_table(QLayout& column) {
  table_ = new QTableView(this);
  table_->setModel(&rows_);
  dress_table(*table_, QStringLiteral("run_devices"), tr("Devices of the run"));
  table_->setContextMenuPolicy(Qt::CustomContextMenu);
  auto* tools = new TableTools(*table_);
  connect(table_, &QWidget::customContextMenuRequested, this, [this, tools](const QPoint& place) {
    QMenu menu(this);
    tools->add_to(menu);
    menu.exec(table_->viewport()->mapToGlobal(place));
  });
  column.addWidget(table_);
}

const RunRow* RunDetails::run() const {
  const auto found =
      std::ranges::find_if(board_.rows(), [this](const RunRow& row) { return row.identity.id == id_; });
  return found == board_.rows().end() ? nullptr : &*found;
}

void RunDetails::refresh() {
  const RunRow* row = run();
  if (row == nullptr) return;
  show_facts(*row);
  devices_.show(*row);
  for (int column = 0; column < devices_.columnCount(); ++column)
    table_->setColumnHidden(column, !devices_.is_shown(column));
  table_->resizeColumnsToContents();
}

void RunDetails::show_facts(const RunRow& row) {
  for (std::size_t i = 0; i < run_facts.size(); ++i) {
    const QString text = row.summary ? run_facts[i].text(*row.summary) : QString();
    values_[i]->setText(text);
    facts_->setRowVisible(values_[i], !text.isEmpty());
  }
}

}  // namespace accelbench
