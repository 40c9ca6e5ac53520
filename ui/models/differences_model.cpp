// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/differences_model.h"

#include <QFont>
#include <array>

#include "ui/models/format.h"
#include "ui/models/sorted_rows.h"

namespace accelbench {

namespace {

QString part_text(DifferenceLine::Part part) {
  static constexpr std::array names = {QT_TR_NOOP("setting"), QT_TR_NOOP("result"), QT_TR_NOOP("weights")};
  return DifferencesModel::tr(names[static_cast<std::size_t>(part)]);
}

}  // namespace

int DifferencesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}

int DifferencesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant DifferencesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const DifferenceLine& line = lines_[static_cast<std::size_t>(index.row())];
  const int column = index.column();
  if (role == value_role && column == ratio) return line.ratio ? QVariant(*line.ratio) : QVariant();
  if (role == Qt::TextAlignmentRole)
    return int(column == ratio ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
  if (role == Qt::DisplayRole || role == value_role) return text(line, column);
  if (role == Qt::ToolTipRole && (column == a || column == b)) return text(line, column);
  if (role == Qt::FontRole && line.differs && (column == a || column == b)) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  return {};
}

QString DifferencesModel::text(const DifferenceLine& line, int column) {
  switch (column) {
    case key:
      return line.key;
    case part:
      return part_text(line.part);
    case a:
      return line.a.isEmpty() ? not_measured_text() : line.a;
    case b:
      return line.b.isEmpty() ? not_measured_text() : line.b;
    case ratio:
      return line.ratio ? ratio_text(line.ratio) : QString();
    default:
      return {};
  }
}

QVariant DifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return {};
  if (role == Qt::TextAlignmentRole)
    return int(section == ratio ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && section == ratio)
    return tr("The second by the first: a description, not a verdict.");
  if (role != Qt::DisplayRole || section < 0 || section >= columns) return {};
  static constexpr std::array names = {QT_TR_NOOP("What"), QT_TR_NOOP("Kind"), QT_TR_NOOP("A"),
                                       QT_TR_NOOP("B"), QT_TR_NOOP("B / A")};
  return tr(names[static_cast<std::size_t>(section)]);
}

void DifferencesModel::show(std::vector<DifferenceLine> lines) {
  beginResetModel();
  lines_ = std::move(lines);
  endResetModel();
}

}  // namespace accelbench
