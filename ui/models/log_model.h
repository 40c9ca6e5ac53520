// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>
#include <QTime>
#include <deque>

#include "ui/models/sorted_rows.h"

namespace accelbench {

enum class LogLevel { information, warning, error };
/// "info", "warning", "error"; anything else is information.
LogLevel log_level(const QString& name);

/// What the runs said, one message a row. The oldest go when there are very many.
class LogModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { time, level, run, text, columns };
  struct Line {
    QTime time;
    LogLevel level = LogLevel::information;
    QString run;  ///< empty: of none
    QString text;
  };
  static constexpr int most_lines = 5000;

  explicit LogModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  void add(Line line);
  LogLevel level_of(int row) const { return lines_[static_cast<std::size_t>(row)].level; }
  /// "12:34:56  error  cpu: …"
  QString line_text(int row) const;

 private:
  std::deque<Line> lines_;
};

/// Lines of a level or above that hold every word searched for.
class LogRows : public SortedRows {
  Q_OBJECT

 public:
  explicit LogRows(LogModel& log, QObject* parent = nullptr) : SortedRows(log, parent), log_(log) {}
  void set_least(LogLevel least);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  LogModel& log_;
  LogLevel least_ = LogLevel::information;
};

}  // namespace accelbench
