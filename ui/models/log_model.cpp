// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/log_model.h"

#include <array>

namespace accelbench {

namespace {

constexpr int dropped_at_once = LogModel::most_lines / 10;

QString level_text(LogLevel level) {
  static constexpr std::array names = {QT_TR_NOOP("info"), QT_TR_NOOP("warning"), QT_TR_NOOP("error")};
  return LogModel::tr(names[static_cast<std::size_t>(level)]);
}

}  // namespace

LogLevel log_level(const QString& name) {
  if (name == QStringLiteral("error")) return LogLevel::error;
  return name == QStringLiteral("warning") ? LogLevel::warning : LogLevel::information;
}

int LogModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}

int LogModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QVariant LogModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const Line& line = lines_[static_cast<std::size_t>(index.row())];
  if (role == Qt::ToolTipRole && index.column() == text) return line.text;
  if (role == value_role && index.column() == level) return static_cast<int>(line.level);
  if (role != Qt::DisplayRole && role != value_role) return {};
  switch (index.column()) {
    case time:
      return line.time.toString(QStringLiteral("HH:mm:ss"));
    case level:
      return level_text(line.level);
    case run:
      return line.run;
    case text:
      return line.text;
    default:
      return {};
  }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return {};
  if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft) | int(Qt::AlignVCenter);
  static constexpr std::array names = {QT_TR_NOOP("Time"), QT_TR_NOOP("Level"), QT_TR_NOOP("Run"),
                                       QT_TR_NOOP("What was said")};
  if (role != Qt::DisplayRole || section < 0 || section >= columns) return {};
  return tr(names[static_cast<std::size_t>(section)]);
}

void LogModel::add(Line line) {
  if (rowCount() >= most_lines) {
    beginRemoveRows({}, 0, dropped_at_once - 1);
    lines_.erase(lines_.begin(), lines_.begin() + dropped_at_once);
    endRemoveRows();
  }
  beginInsertRows({}, rowCount(), rowCount());
  lines_.push_back(std::move(line));
  endInsertRows();
}

QString LogModel::line_text(int row) const {
  const Line& line = lines_[static_cast<std::size_t>(row)];
  const QString who = line.run.isEmpty() ? QString() : line.run + QStringLiteral(": ");
  return QStringLiteral("%1  %2  %3%4")
      .arg(line.time.toString(QStringLiteral("HH:mm:ss")), level_text(line.level), who, line.text);
}

void LogRows::set_least(LogLevel least) {
  least_ = least;
  invalidateFilter();
}

bool LogRows::filterAcceptsRow(int row, const QModelIndex& parent) const {
  return log_.level_of(row) >= least_ && SortedRows::filterAcceptsRow(row, parent);
}

}  // namespace accelbench
