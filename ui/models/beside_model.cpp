// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/beside_model.h"

#include <array>

#include "core/results/comparison_words.h"
#include "ui/models/accelerators_model.h"
#include "ui/models/comparison_text.h"
#include "ui/models/format.h"

namespace accelbench {

namespace {

QString figure_text(const ComparisonBoard& board, const std::string& row, Quantity quantity) {
  const QuantityFigure* figure = board.figure(row, quantity);
  const JudgedRow* judged = board.judged(row);
  return quantity_text(quantity, figure != nullptr ? figure->median : std::nullopt,
                       judged != nullptr ? judged->currency : std::string());
}

QString ratio_text_of(const ComparisonBoard& board, const std::string& row, Quantity quantity) {
  if (board.is_baseline(row)) return QStringLiteral("1");
  const PairJudgement* pair = board.pair(row, quantity);
  return pair != nullptr ? interval_text(*pair) : not_measured_text();
}

QString verdict_of(const ComparisonBoard& board, const std::string& row, Quantity quantity) {
  if (board.is_baseline(row)) return BesideModel::tr("baseline");
  const PairJudgement* pair = board.pair(row, quantity);
  return pair != nullptr ? verdict_text(pair->verdict) : not_measured_text();
}

/// Two claims that say the opposite differ; a claim beside none is weaker, not another.
QString agreement_of(const PairJudgement* there, const PairJudgement* here) {
  if (there == nullptr || here == nullptr || here->verdict == Verdict::too_few_rounds)
    return not_measured_text();
  if (there->verdict == here->verdict) return BesideModel::tr("agree");
  const bool both = is_separated(there->verdict) && is_separated(here->verdict);
  return both ? BesideModel::tr("opposite") : BesideModel::tr("differ");
}

}  // namespace

BesideModel::BesideModel(const ComparisonBoard& here, const ComparisonBoard& there, QObject* parent)
    : QAbstractTableModel(parent), here_(here), there_(there) {}

int BesideModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int BesideModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant BesideModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const std::string& row = rows_[static_cast<std::size_t>(index.row())];
  if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return text(row, index.column());
  if (role == Qt::DecorationRole && index.column() == accelerator) return color_swatch(here_.row(row)->color);
  const bool number = index.column() == figure_there || index.column() == figure_here;
  if (role == Qt::TextAlignmentRole)
    return int(number ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
  return {};
}

QString BesideModel::text(const std::string& row, int column) const {
  const Quantity quantity = here_.experiment().comparison.quantity;
  switch (column) {
    case accelerator:
      return here_.label(row);
    case figure_there:
      return figure_text(there_, row, quantity);
    case figure_here:
      return figure_text(here_, row, quantity);
    case ratio_there:
      return ratio_text_of(there_, row, quantity);
    case ratio_here:
      return ratio_text_of(here_, row, quantity);
    case verdict_there:
      return verdict_of(there_, row, quantity);
    case verdict_here:
      return verdict_of(here_, row, quantity);
    case agreement:
      return here_.is_baseline(row) ? QString()
                                    : agreement_of(there_.pair(row, quantity), here_.pair(row, quantity));
    default:
      return {};
  }
}

QVariant BesideModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return {};
  const bool number = section == figure_there || section == figure_here;
  if (role == Qt::TextAlignmentRole)
    return int(number ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
  if (role != Qt::DisplayRole || here_.empty()) return {};
  const QString quantity = quantity_name(here_.experiment().comparison.quantity);
  const std::array<QString, columns> names = {
      tr("Accelerator"), tr("%1 there").arg(quantity), tr("here"), tr("Ratio there"),
      tr("here"),        tr("Verdict there"),          tr("here"), tr("Verdicts")};
  return section >= 0 && section < columns ? names.at(static_cast<std::size_t>(section)) : QString();
}

void BesideModel::refresh() {
  beginResetModel();
  rows_.clear();
  for (const RunIdentity& row : here_.rows())
    if (there_.row(row.id) != nullptr) rows_.push_back(row.id);
  endResetModel();
}

QString BesideModel::heading() const {
  if (there_.empty()) return {};
  const QString there = QString::fromStdString(there_.machine().cpu);
  const QString here = QString::fromStdString(here_.machine().cpu);
  const bool both = !here_.fingerprint().empty() && !there_.fingerprint().empty();
  const QString work = !both ? QString()
                       : here_.fingerprint() == there_.fingerprint()
                           ? tr("; the same work")
                           : tr("; other work: the fingerprints differ");
  return tr("There: %1. Here: %2%3. Figures of two machines stand beside each other, not judged.")
      .arg(there, here.isEmpty() ? tr("this machine") : here, work);
}

}  // namespace accelbench
