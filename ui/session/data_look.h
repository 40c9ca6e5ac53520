// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>

#include "core/data/preview.h"

namespace accelbench {

/// The beginning of the data while they are edited: read on a thread of the pool, once the edits come to
/// rest. Answers to older questions are dropped. Files that change under the program are read again.
class DataLook : public QObject {
  Q_OBJECT

 public:
  using Answer = std::shared_ptr<const Result<Preview>>;
  static constexpr std::int64_t rows = 20;

  explicit DataLook(QObject* parent = nullptr);

  /// Asks unless the last question was the same. `wanted` as for preview().
  void ask(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted);
  /// The answer to the last question; null while it is looked up.
  const Answer& found() const { return found_; }

 signals:
  void changed();
  /// A file of the data has other bytes than before; it is being read again.
  void file_changed(const QString& file);

 private:
  struct Question {
    DataSpec spec;
    DataRoots roots;
    std::optional<Task> wanted;
    bool operator==(const Question& other) const {
      return spec == other.spec && roots.base_dir == other.roots.base_dir &&
             roots.allowed == other.roots.allowed && wanted == other.wanted;
    }
  };
  void look();
  void answer(std::int64_t number, Answer found);
  void watch_files();
  void note_change(const QString& file);

  std::optional<Question> question_;
  std::int64_t number_ = 0;  // of the last question asked
  bool reading_ = false;
  Answer found_;
  QTimer rest_;
  QFileSystemWatcher watcher_;
};

}  // namespace accelbench
