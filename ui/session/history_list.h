// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDateTime>
#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

#include "core/results/results_overview.h"
#include "core/results/results_trash.h"

namespace accelbench {

/// One results file of this machine.
struct HistoryEntry {
  QString file;                             ///< absolute
  QDateTime changed;                        ///< of the file
  std::int64_t bytes = 0;                   ///< with its checkpoints
  bool recording = false;                   ///< a living program writes it
  std::optional<ResultsOverview> overview;  ///< empty: `problem` says why
  Error problem;

  /// When it was recorded, or changed where it does not tell.
  QDateTime created() const;
  /// Recorded within the same second, the one whose file changed first is the older.
  bool is_older_than(const HistoryEntry& other) const;
  /// A comparison that has rounds left and can be gone on with.
  bool can_resume() const;
};

/// What a clean-up would take: the oldest first.
struct CleanUp {
  std::optional<int> older_than_days;
  std::optional<std::int64_t> most_bytes;  ///< of what stays
};

/// Files that a clean-up takes; what is being recorded stays and counts.
std::vector<HistoryEntry> to_clean(std::vector<HistoryEntry> entries, const CleanUp& wanted,
                                   const QDateTime& now);

/// This machine's results files, read on a thread of the pool; those that have not changed are not read
/// again.
class HistoryList : public QObject {
  Q_OBJECT

 public:
  /// Without a folder: where results are recorded by default.
  explicit HistoryList(QObject* parent = nullptr, const QString& folder = {});

  /// Newest first.
  const std::vector<HistoryEntry>& entries() const { return *entries_; }
  /// Whether the folder was read at least once.
  bool is_read() const { return read_; }
  std::int64_t bytes() const;
  /// Of deleted files that can still be brought back.
  std::int64_t trash_bytes() const { return trash_bytes_; }
  QString folder() const { return folder_; }

  /// Looks at the folder again; `changed` follows.
  void refresh();
  /// Moves them into the trash, all or none; `changed` follows.
  Result<TrashedResults> remove(const QStringList& files);
  Status restore(const TrashedResults& trashed);
  /// Removes for good what lies in the trash for longer than this, on a thread of the pool.
  void empty_trash(int older_than_days);

 signals:
  void changed();

 private:
  using Shared = std::shared_ptr<const std::vector<HistoryEntry>>;
  void take(std::int64_t question, Shared entries, std::int64_t trash_bytes);

  QString folder_;
  Shared entries_;
  std::int64_t trash_bytes_ = 0;
  std::int64_t question_ = 0;
  bool read_ = false;
};

}  // namespace accelbench
