// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/preview_model.h"

#include <QCoreApplication>
#include <QFont>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

#include "ui/models/format.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

const QColor problem_color(0xd5, 0x5e, 0x00);  // Okabe–Ito vermilion

QString tr(const char* text, int count = -1) {
  return QCoreApplication::translate("Preview", text, nullptr, count);
}

QString role_text(ColumnRole role) {
  switch (role) {
    case ColumnRole::feature:
      return tr("feature");
    case ColumnRole::target:
      return tr("target");
    case ColumnRole::label:
      return tr("class");
  }
  return {};
}

QString number(double value) { return QLocale().toString(value, 'g', 4); }

QStringList what_is_wrong(const PreviewColumn& column) {
  QStringList parts;
  if (column.missing > 0) parts << tr("%1 missing").arg(count_text(column.missing));
  if (column.refused > 0) parts << tr("%1 refused").arg(count_text(column.refused));
  if (parts.isEmpty()) return parts;
  QStringList places;
  for (const std::string& place : column.places) places << QString::fromStdString(place);
  parts << tr("first at %1").arg(places.join(QStringLiteral(", ")));
  return parts;
}

}  // namespace

QString column_summary(const PreviewColumn& column) {
  QStringList parts{role_text(column.role)};
  if (column.role == ColumnRole::label)
    parts << tr("%1 classes").arg(count_text(static_cast<std::int64_t>(column.labels.size())));
  if (column.least && column.most && column.role != ColumnRole::label)
    parts << tr("%1 … %2").arg(number(*column.least), number(*column.most));
  if (column.mean && column.deviation)
    parts << tr("mean %1, deviation %2").arg(number(*column.mean), number(*column.deviation));
  parts << what_is_wrong(column);
  return parts.join(QStringLiteral(" · "));
}

void PreviewModel::show(std::shared_ptr<const Preview> preview) {
  beginResetModel();
  preview_ = std::move(preview);
  endResetModel();
}

int PreviewModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !preview_ ? 0 : static_cast<int>(preview_->rows.size());
}

int PreviewModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || !preview_ ? 0 : static_cast<int>(preview_->columns.size());
}

QVariant PreviewModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !preview_) return {};
  const auto& row = preview_->rows[static_cast<std::size_t>(index.row())];
  const PreviewCell& cell = row[static_cast<std::size_t>(index.column())];
  const bool missing = cell.refused && cell.text.empty();
  switch (role) {
    case Qt::DisplayRole:
      return missing ? tr("missing") : QString::fromStdString(cell.text);
    case Qt::ToolTipRole:
      if (missing) return tr("No value: training would refuse it");
      return cell.refused ? tr("No number: training would refuse it") : QVariant();
    case Qt::TextAlignmentRole:
      return int((column(index.column()).role == ColumnRole::label ? Qt::AlignLeft : Qt::AlignRight) |
                 Qt::AlignVCenter);
    case Qt::ForegroundRole:
      if (!cell.refused) return {};
      return readable_on(QGuiApplication::palette().color(QPalette::Base), problem_color, 4.5);
    default:
      return {};
  }
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (!preview_) return {};
  if (orientation == Qt::Vertical) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (section < 0 || section >= columnCount()) return {};
  if (role == Qt::DisplayRole) return QString::fromStdString(column(section).name);
  if (role == Qt::ToolTipRole) return column_summary(column(section));
  if (role == Qt::FontRole && column(section).role != ColumnRole::feature) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  return {};
}

}  // namespace accelbench
