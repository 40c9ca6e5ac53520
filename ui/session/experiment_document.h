// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QHash>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QUndoStack>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "ui/session/field.h"

namespace accelbench {

/// Whether an edit joins the one before it of the same field into one step of undo (spin boxes, typing).
enum class Merge { no, yes };

/// The experiment that is edited: its value, its file, its undo stack and its problems.
/// Every edit goes through set(); nothing else changes the experiment.
class ExperimentDocument : public QObject {
  Q_OBJECT

 public:
  /// Starts with the seed experiment, unnamed and unchanged.
  explicit ExperimentDocument(QObject* parent = nullptr);

  const Experiment& experiment() const { return experiment_; }
  QUndoStack* undo_stack() { return &undo_stack_; }
  bool is_modified() const { return !undo_stack_.isClean(); }

  /// Absolute path; empty for an experiment that was never saved.
  QString file_path() const { return file_path_; }
  /// "digits.accel.yaml", or the experiment's name where there is no file.
  QString display_name() const;
  /// Where relative paths start, and every folder that is trusted: those of the user's settings, and those of
  /// files that the user picked in this window.
  DataRoots roots() const;
  void trust_folder(const std::filesystem::path& folder);
  /// Those picked in this window.
  const std::vector<std::filesystem::path>& trusted_folders() const { return trusted_folders_; }
  /// Of the user's settings; they take the place of the former ones.
  void set_trusted_roots(std::vector<std::filesystem::path> roots);

  /// Changes one field as one step of undo, called `text` in the Edit menu. Setting the value it has does
  /// nothing.
  template <class T>
  void set(const Field<T>& field, T value, const QString& text, Merge merge = Merge::no);

  /// Everything that check() finds, with key paths as places.
  const std::vector<Error>& problems() const { return problems_; }
  /// "message; fix" for problems at this key path or, with `inside`, below it. Empty without.
  QString problem_at(const QString& key, bool inside = false) const;

  void start_new();
  /// An experiment without a file, from elsewhere: relative paths start where they did before.
  void adopt(Experiment experiment);
  /// Edits that were not saved when a program ended: those of `path` (empty: of no file), whose relative
  /// paths start in `folder`. They count as changes.
  void restore(Experiment experiment, const QString& path, const QString& folder);
  /// Reads a file; on errors nothing changes and all of them are returned.
  std::vector<Error> open(const QString& path, QStringList* warnings = nullptr);
  /// Writes beside the target and renames; relative paths inside the experiment are made to hold at the new
  /// place.
  Status save(const QString& path);

 signals:
  void changed();       ///< the experiment has another value (also by undo)
  void file_changed();  ///< another path

 private:
  template <class T>
  class SetField;
  void replace(Experiment experiment, const QString& path, std::string original);
  void tell_changed();

  Experiment experiment_;
  std::string original_text_;  ///< what was opened, for its comments
  QString file_path_;
  QUndoStack undo_stack_;
  std::vector<Error> problems_;
  std::vector<std::filesystem::path> trusted_folders_, trusted_roots_;
  QString adopted_folder_;  ///< where paths start while there is no file; empty: the current folder
};

/// The one command of the undo stack: puts a value into a field and the old one back.
template <class T>
class ExperimentDocument::SetField : public QUndoCommand {
 public:
  SetField(ExperimentDocument* document, Field<T> field, T value, const QString& text, Merge merge)
      : QUndoCommand(text),
        document_(document),
        field_(std::move(field)),
        after_(std::move(value)),
        merge_(merge) {
    before_ = field_.read(document->experiment_);
  }
  void undo() override { put(before_); }
  void redo() override { put(after_); }
  int id() const override {
    return merge_ == Merge::yes ? static_cast<int>(qHash(field_.key) & 0x7fffffff) : -1;
  }
  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = dynamic_cast<const SetField*>(other);
    if (next == nullptr || next->field_.key != field_.key) return false;
    after_ = next->after_;
    setObsolete(after_ == before_);
    return true;
  }

 private:
  void put(const T& value) {
    field_.write(document_->experiment_) = value;
    document_->tell_changed();
  }

  ExperimentDocument* document_;
  Field<T> field_;
  T before_;
  T after_;
  Merge merge_;
};

template <class T>
void ExperimentDocument::set(const Field<T>& field, T value, const QString& text, Merge merge) {
  if (field.read(experiment_) == value) return;
  undo_stack_.push(new SetField<T>(this, field, std::move(value), text, merge));
}

}  // namespace accelbench
