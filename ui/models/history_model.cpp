// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/history_model.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>
#include <algorithm>
#include <array>

#include "ui/models/comparison_text.h"
#include "ui/models/format.h"
#include "ui/models/sorted_rows.h"

namespace accelbench {

namespace {

constexpr int fingerprint_shown = 12;

QString tr(const char* text, const char* meaning = nullptr, int count = -1) {
  return HistoryModel::tr(text, meaning, count);
}

QString joined(const std::vector<std::string>& names) {
  QStringList texts;
  for (const std::string& one : names) texts << QString::fromStdString(one);
  return texts.join(QStringLiteral(", "));
}

QString end_text(ComparisonEnd end) {
  switch (end) {
    case ComparisonEnd::unfinished:
      return tr("interrupted");
    case ComparisonEnd::stopped:
      return tr("stopped");
    case ComparisonEnd::time_limit:
      return tr("out of time");
    case ComparisonEnd::nothing_to_compare:
      return tr("nothing to compare");
    case ComparisonEnd::resolved:
    case ComparisonEnd::all_rounds:
      break;
  }
  return {};
}

QString comparison_outcome(const HistoryEntry& entry) {
  const ResultsOverview& told = *entry.overview;
  const QString end = entry.recording ? tr("running") : end_text(told.entry.end);
  const QString verdict = !told.best.empty()      ? tr("best: %1").arg(joined(told.best))
                          : !told.verdict.empty() ? tr("none is the best")
                                                  : tr("no verdict");
  return end.isEmpty() ? verdict : tr("%1, %2").arg(verdict, end);
}

QString training_outcome(const HistoryEntry& entry) {
  const ResultsOverview& told = *entry.overview;
  if (entry.recording) return tr("running");
  QStringList parts;
  if (told.final_loss) parts << tr("loss %1").arg(loss_text(told.final_loss));
  if (told.samples_per_second) parts << tr("%1 samples/s").arg(rate_text(told.samples_per_second));
  if (told.not_completed > 0) parts << tr("%n not completed", nullptr, static_cast<int>(told.not_completed));
  return parts.join(QStringLiteral(" · "));
}

QString outcome_text(const HistoryEntry& entry) {
  if (!entry.overview)
    return QString::fromStdString(
        entry.problem.fix.empty() ? entry.problem.message : entry.problem.message + "; " + entry.problem.fix);
  return entry.overview->entry.comparison ? comparison_outcome(entry) : training_outcome(entry);
}

QString kind_text(const HistoryEntry& entry) {
  if (!entry.overview) return tr("not readable");
  if (!entry.overview->entry.comparison) return tr("training");
  return tr("comparison, %1").arg(rounds_text(entry.overview->entry.rounds));
}

}  // namespace

HistoryModel::HistoryModel(const HistoryList& list, QObject* parent)
    : QAbstractTableModel(parent), list_(list), entries_(list.entries()) {
  connect(&list, &HistoryList::changed, this, &HistoryModel::take);
}

/// Rows that are still there keep their selection: only what differs is told.
void HistoryModel::take() {
  const auto& now = list_.entries();
  const bool same_files = std::ranges::equal(now, entries_, {}, &HistoryEntry::file, &HistoryEntry::file);
  if (!same_files) {
    beginResetModel();
    entries_ = now;
    return endResetModel();
  }
  entries_ = now;
  if (!entries_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

int HistoryModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

const HistoryEntry* HistoryModel::entry(int row) const {
  return row >= 0 && row < rowCount() ? &entries_[static_cast<std::size_t>(row)] : nullptr;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
  const HistoryEntry* found = index.isValid() ? entry(index.row()) : nullptr;
  if (found == nullptr) return {};
  switch (role) {
    case Qt::DisplayRole:
      return text(*found, index.column());
    case value_role:
      return value(*found, index.column());
    case Qt::ToolTipRole:
      return tip(*found, index.column());
    case Qt::TextAlignmentRole:
      return int(index.column() == size ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
    case Qt::ForegroundRole:
      return found->overview ? QVariant()
                             : QVariant(QGuiApplication::palette().color(QPalette::Disabled, QPalette::Text));
    default:
      return {};
  }
}

QString HistoryModel::text(const HistoryEntry& entry, int column) {
  const ResultsOverview* told = entry.overview ? &*entry.overview : nullptr;
  switch (column) {
    case name:
      return title(entry);
    case date:
      return QLocale().toString(entry.created().toLocalTime(), QLocale::ShortFormat);
    case kind:
      return kind_text(entry);
    case accelerators:
      return told != nullptr ? joined(told->accelerators) : QString();
    case outcome:
      return outcome_text(entry);
    case size:
      return bytes_text(static_cast<double>(entry.bytes));
    case fingerprint:
      return told != nullptr ? QString::fromStdString(told->fingerprint).left(fingerprint_shown) : QString();
    default:
      return {};
  }
}

QString HistoryModel::title(const HistoryEntry& entry) {
  if (!entry.overview || entry.overview->entry.experiment_name.empty())
    return QFileInfo(entry.file).fileName();
  return QString::fromStdString(entry.overview->entry.experiment_name);
}

QVariant HistoryModel::value(const HistoryEntry& entry, int column) {
  if (column == date) return entry.created();
  if (column == size) return static_cast<qlonglong>(entry.bytes);
  return text(entry, column);
}

QString HistoryModel::tip(const HistoryEntry& entry, int column) {
  if (column == name || column == size) return entry.file;
  if (column == outcome && entry.overview && !entry.overview->verdict.empty())
    return QString::fromStdString(entry.overview->verdict);
  if (column == outcome) return outcome_text(entry);
  if (column == fingerprint && entry.overview) return QString::fromStdString(entry.overview->fingerprint);
  return {};
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return {};
  if (role == Qt::TextAlignmentRole)
    return int(section == size ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && section == fingerprint)
    return tr("Of the work: results of the same work have the same fingerprint.");
  if (role == Qt::ToolTipRole && section == size) return tr("With its checkpoints.");
  if (role != Qt::DisplayRole) return {};
  static constexpr std::array names = {
      QT_TR_NOOP("Experiment"),      QT_TR_NOOP("Recorded"), QT_TR_NOOP("What"), QT_TR_NOOP("Accelerators"),
      QT_TR_NOOP("What came of it"), QT_TR_NOOP("Size"),     QT_TR_NOOP("Work")};
  return section >= 0 && section < columns ? QVariant(tr(names[static_cast<std::size_t>(section)]))
                                           : QVariant();
}

}  // namespace accelbench
