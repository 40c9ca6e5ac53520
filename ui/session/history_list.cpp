// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/history_list.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <utility>

#include "core/results/recorded_file.h"

namespace accelbench {

namespace {

using Entries = std::vector<HistoryEntry>;

/// What SQLite has not put into the file yet counts as a change, too.
QDateTime last_change(const QFileInfo& file) {
  const QFileInfo log(file.absoluteFilePath() + QStringLiteral("-wal"));
  return log.exists() ? std::max(file.lastModified(), log.lastModified()) : file.lastModified();
}

HistoryEntry read_entry(const QFileInfo& file) {
  HistoryEntry entry;
  entry.file = file.absoluteFilePath();
  entry.changed = last_change(file);
  const std::filesystem::path path = entry.file.toStdString();
  entry.bytes = bytes_with_checkpoints(path);
  entry.recording = is_recorded(path);
  auto overview = results_overview(path);
  if (overview)
    entry.overview = std::move(*overview);
  else
    entry.problem = overview.error();
  return entry;
}

Entries read_folder(const QString& folder, const Entries& known) {
  QHash<QString, const HistoryEntry*> before;
  for (const HistoryEntry& entry : known) before.insert(entry.file, &entry);
  Entries entries;
  const QDir dir(folder);
  for (const QFileInfo& file : dir.entryInfoList({QStringLiteral("*.accelresults")}, QDir::Files)) {
    const HistoryEntry* same = before.value(file.absoluteFilePath());
    const bool fresh = same != nullptr && !same->recording && same->changed == last_change(file);
    entries.push_back(fresh ? *same : read_entry(file));
  }
  std::ranges::stable_sort(entries,
                           [](const HistoryEntry& a, const HistoryEntry& b) { return b.is_older_than(a); });
  return entries;
}

}  // namespace

QDateTime HistoryEntry::created() const {
  if (!overview) return changed;
  const auto told = QDateTime::fromString(QString::fromStdString(overview->entry.created), Qt::ISODate);
  return told.isValid() ? told : changed;
}

bool HistoryEntry::is_older_than(const HistoryEntry& other) const {
  return std::pair(created(), changed) < std::pair(other.created(), other.changed);
}

bool HistoryEntry::can_resume() const {
  if (!overview || !overview->entry.comparison || recording) return false;
  const ComparisonEnd end = overview->entry.end;
  return end == ComparisonEnd::unfinished || end == ComparisonEnd::stopped ||
         end == ComparisonEnd::time_limit;
}

Entries to_clean(Entries entries, const CleanUp& wanted, const QDateTime& now) {
  std::ranges::stable_sort(entries,
                           [](const HistoryEntry& a, const HistoryEntry& b) { return a.is_older_than(b); });
  std::int64_t bytes = 0;
  for (const HistoryEntry& entry : entries) bytes += entry.bytes;
  Entries taken;
  for (const HistoryEntry& entry : entries) {
    const bool old = wanted.older_than_days && entry.created().daysTo(now) > *wanted.older_than_days;
    const bool too_much = wanted.most_bytes && bytes > *wanted.most_bytes;
    if (entry.recording || !(old || too_much)) continue;
    bytes -= entry.bytes;
    taken.push_back(entry);
  }
  return taken;
}

HistoryList::HistoryList(QObject* parent, const QString& folder)
    : QObject(parent),
      folder_(folder.isEmpty() ? QString::fromStdString(results_folder().string()) : folder),
      entries_(std::make_shared<const Entries>()) {}

std::int64_t HistoryList::bytes() const {
  std::int64_t bytes = 0;
  for (const HistoryEntry& entry : *entries_) bytes += entry.bytes;
  return bytes;
}

void HistoryList::refresh() {
  const QPointer<HistoryList> self(this);
  const std::int64_t question = ++question_;
  QThreadPool::globalInstance()->start([self, question, folder = folder_, known = entries_] {
    auto entries = std::make_shared<const Entries>(read_folder(folder, *known));
    const std::int64_t trash = accelbench::trash_bytes(folder.toStdString());
    QMetaObject::invokeMethod(qApp, [self, question, entries, trash] {
      if (self) self->take(question, entries, trash);
    });
  });
}

void HistoryList::take(std::int64_t question, Shared entries, std::int64_t trash_bytes) {
  if (question != question_) return;  // asked again meanwhile
  entries_ = std::move(entries);
  trash_bytes_ = trash_bytes;
  read_ = true;
  emit changed();
}

Result<TrashedResults> HistoryList::remove(const QStringList& files) {
  std::vector<std::filesystem::path> paths;
  for (const QString& file : files) paths.emplace_back(file.toStdString());
  auto trashed = trash_results(paths);
  refresh();
  return trashed;
}

Status HistoryList::restore(const TrashedResults& trashed) {
  Status done = restore_results(trashed);
  refresh();
  return done;
}

void HistoryList::empty_trash(int older_than_days) {
  const QPointer<HistoryList> self(this);
  QThreadPool::globalInstance()->start([self, older_than_days, folder = folder_] {
    accelbench::empty_trash(folder.toStdString(), std::chrono::days(older_than_days));
    QMetaObject::invokeMethod(qApp, [self] {
      if (self) self->refresh();
    });
  });
}

}  // namespace accelbench
