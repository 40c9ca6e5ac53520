// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QString>
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/data/preview.h"
#include "ui/session/experiment_document.h"

namespace accelbench {

/// Files taken for data: how they would be read, and their first rows.
struct DroppedData {
  DataSpec spec;  ///< with absolute paths
  std::vector<std::filesystem::path> files;
  std::shared_ptr<const Preview> preview;
};

/// Tells by how they begin what files are: an archive (npz), NumPy arrays, IDX images and labels, or a table
/// of text. Where one of a pair is missing, its partner is looked for beside it. `experiment` decides what
/// the files leave open. Reads the beginnings only; for any thread.
Result<DroppedData> look_at_dropped(const std::vector<std::filesystem::path>& files,
                                    const Experiment& experiment);

/// A name in the folder that is not taken: "digits.csv", else "digits-2.csv", …
std::filesystem::path free_name(const std::filesystem::path& folder, const std::filesystem::path& file);

/// Data files offered to the experiment: looked at, then taken over or not. Nothing changes before it is
/// taken.
class DataDrop : public QObject {
  Q_OBJECT

 public:
  enum class State { nothing, reading, found, refused, copying };

  explicit DataDrop(ExperimentDocument& document, QObject* parent = nullptr);
  ~DataDrop() override;

  State state() const { return state_; }
  void offer(const QStringList& files);
  /// In state `found` and `copying`.
  const DroppedData& found() const { return **answer_; }
  /// In state `refused`: why, with the fix.
  const Error& error() const { return answer_->error(); }
  /// Whether the files lie where the experiment may read them already.
  bool lies_inside() const;
  /// Of the experiment: where copies go.
  QString folder() const;

  /// Takes them from where they are; their folder is trusted in this window.
  void take();
  /// Copies them beside the experiment first, on another thread. Nothing that exists is replaced.
  void copy_and_take();
  void dismiss();

 signals:
  void changed();
  void taken();

 private:
  using Answer = std::optional<Result<DroppedData>>;
  void answer(std::int64_t question, Result<DroppedData> found);
  void copied(std::int64_t question, Result<DroppedData> copies);
  void set_state(State state);
  void put_into_document(const DroppedData& data);

  ExperimentDocument& document_;
  State state_ = State::nothing;
  Answer answer_;
  std::int64_t question_ = 0;
  std::shared_ptr<std::atomic<bool>> stop_copying_;
};

}  // namespace accelbench
