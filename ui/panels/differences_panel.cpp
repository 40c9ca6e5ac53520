// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/differences_panel.h"

#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPointer>
#include <QSignalBlocker>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/comparison_table.h"
#include "ui/panels/field_form.h"

namespace accelbench {

DifferencesPanel::DifferencesPanel(QWidget* parent) : QWidget(parent), rows_(model_) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  build_table();
  empty_ = new QLabel(this);
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setForegroundRole(QPalette::PlaceholderText);
  empty_->setWordWrap(true);
  note_ = new QLabel(this);
  note_->setObjectName(QStringLiteral("differences_note"));
  note_->setContentsMargins(8, 2, 8, 4);
  style_note(*note_, false);
  column->addWidget(build_head());
  column->addWidget(table_, 1);
  column->addWidget(empty_, 1);
  column->addWidget(note_);
  set_note({});
  show_lines();
}

QComboBox* DifferencesPanel::new_choice(QWidget* row, const QString& name) {
  auto* box = new QComboBox(row);
  box->setObjectName(QStringLiteral("side_") + name.toLower());
  box->setAccessibleName(tr("Side %1").arg(name));
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(16);
  auto* label = new QLabel(QStringLiteral("&") + name, row);
  label->setBuddy(box);
  row->layout()->addWidget(label);
  static_cast<QHBoxLayout*>(row->layout())->addWidget(box, 2);
  connect(box, &QComboBox::currentIndexChanged, this, &DifferencesPanel::show_sides);
  return box;
}

QWidget* DifferencesPanel::build_head() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(8, 4, 8, 4);
  a_ = new_choice(row, QStringLiteral("A"));
  auto* swap = new QToolButton(row);
  swap->setText(QStringLiteral("⇄"));
  swap->setToolTip(tr("Swap the sides"));
  swap->setAccessibleName(swap->toolTip());
  line->addWidget(swap);
  b_ = new_choice(row, QStringLiteral("B"));
  all_ = new QCheckBox(tr("&Equal values, too"), row);
  search_ = new QLineEdit(row);
  search_->setPlaceholderText(tr("Search"));
  search_->setAccessibleName(tr("Search in the differences"));
  search_->setClearButtonEnabled(true);
  line->addSpacing(8);
  line->addWidget(all_);
  line->addWidget(search_, 1);
  connect(swap, &QToolButton::clicked, this, &DifferencesPanel::swap);
  connect(all_, &QCheckBox::toggled, this, &DifferencesPanel::show_sides);
  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    rows_.search(text);
    show_lines();
  });
  return row;
}

void DifferencesPanel::build_table() {
  table_ = new QTableView(this);
  table_->setModel(&rows_);
  dress_table(*table_, QStringLiteral("differences"), tr("Differences"));
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->horizontalHeader()->setSectionResizeMode(DifferencesModel::a, QHeaderView::Stretch);
  table_->horizontalHeader()->setSectionResizeMode(DifferencesModel::b, QHeaderView::Stretch);
  tools_ = new TableTools(*table_);
}

void DifferencesPanel::set_sources(std::vector<DifferenceSource> sources) {
  sources_ = std::move(sources);
  for (QComboBox* box : {a_, b_}) {
    const QSignalBlocker quiet(box);
    const QString before = box->currentData().toString();
    box->clear();
    for (const DifferenceSource& source : sources_) box->addItem(source.name, source.id);
    box->setCurrentIndex(std::max(box->findData(before), box == a_ ? 0 : std::min(box->count() - 1, 1)));
    if (box->findData(before) >= 0) box->setCurrentIndex(box->findData(before));
  }
  if (isVisible()) show_sides();
}

void DifferencesPanel::choose(const QString& a, const QString& b) {
  a_->setCurrentIndex(a_->findData(a));
  b_->setCurrentIndex(b_->findData(b));
  show_sides();
}

void DifferencesPanel::swap() {
  const int a = a_->currentIndex();
  a_->setCurrentIndex(b_->currentIndex());
  b_->setCurrentIndex(a);
}

void DifferencesPanel::refresh() {
  if (isVisible()) show_sides();
}

const DifferenceSource* DifferencesPanel::chosen(const QComboBox& box) const {
  const int place = box.currentIndex();
  return place < 0 ? nullptr : &sources_[static_cast<std::size_t>(place)];
}

void DifferencesPanel::show_sides() {
  lines_.clear();
  weights_.clear();
  ++question_;
  set_note({});
  const DifferenceSource *first = chosen(*a_), *second = chosen(*b_);
  if (first != nullptr && second != nullptr && first->id != second->id) {
    const DifferenceSide a = first->make(), b = second->make();
    lines_ = differences_of(a, b, all_->isChecked());
    if (!a.weights.empty() && !b.weights.empty()) ask_for_weights(a.weights, b.weights);
  }
  show_lines();
}

/// Weights may be large: they are read on a thread of the pool, and an older answer is dropped.
void DifferencesPanel::ask_for_weights(const std::filesystem::path& a, const std::filesystem::path& b) {
  const QPointer<DifferencesPanel> self(this);
  set_note(tr("Reading the weights…"));
  QThreadPool::globalInstance()->start([self, a, b, question = question_] {
    auto found = std::make_shared<Result<std::vector<DifferenceLine>>>(weight_differences(a, b));
    QMetaObject::invokeMethod(qApp, [self, question, found] {
      if (self) self->take_weights(question, *found);
    });
  });
}

void DifferencesPanel::take_weights(std::int64_t question, const Result<std::vector<DifferenceLine>>& found) {
  if (question != question_) return;
  if (!found) return set_note(QString::fromStdString(to_string(found.error())));
  weights_ = *found;
  set_note(tr("Weights of the last checkpoint of each."));
  show_lines();
}

void DifferencesPanel::set_note(const QString& text) {
  note_->setText(text);
  note_->setVisible(!text.isEmpty());
}

void DifferencesPanel::show_lines() {
  std::vector<DifferenceLine> lines = lines_;
  for (const DifferenceLine& line : weights_)
    if (line.differs || all_->isChecked()) lines.push_back(line);
  model_.show(std::move(lines));
  for (const int column : {DifferencesModel::key, DifferencesModel::part, DifferencesModel::ratio})
    table_->resizeColumnToContents(column);
  const bool any = rows_.rowCount() > 0;
  table_->setVisible(any);
  empty_->setVisible(!any);
  const bool same = a_ == nullptr || a_->currentIndex() == b_->currentIndex();
  empty_->setText(same ? tr("Choose two sides: the experiment in the editor, rows in sight, or results "
                            "of the history (select two there and press Differences).")
                       : tr("No differences."));
}

void DifferencesPanel::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  tools_->add_to(menu);
  menu.exec(event->globalPos());
}

void DifferencesPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  show_sides();
}

}  // namespace accelbench
