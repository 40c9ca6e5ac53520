// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QString>
#include <QTimer>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "ui/session/experiment_document.h"

namespace accelbench {

/// What a program left behind that ended in the middle of editing.
struct LeftCopy {
  QString copy;     ///< its file
  QString file;     ///< the experiment's; empty: it was never saved
  QString folder;   ///< where its relative paths start
  QString name;     ///< of the experiment
  QDateTime saved;  ///< when the copy was made
};

/// Keeps a copy of unsaved edits in the user's state folder, at most two seconds old, so that they survive a
/// crash. The copy goes when the experiment is saved and when the window closes.
class Autosave : public QObject {
  Q_OBJECT

 public:
  /// Without a folder: $XDG_STATE_HOME/accelbench/autosave, or ~/.local/state/….
  explicit Autosave(ExperimentDocument& document, const QString& folder = {}, QObject* parent = nullptr);
  ~Autosave() override;

  /// Copies whose programs no longer live, the newest first.
  std::vector<LeftCopy> left() const;
  /// Into the document, as edits that are not saved. The copy stays until this window's own takes its place.
  Status restore(const LeftCopy& copy);
  void discard(const LeftCopy& copy);
  /// Where this window's copy lies while there are unsaved edits.
  QString copy_file() const { return copy_; }

 private:
  void look_at_document();
  void write();
  void remove_own();

  ExperimentDocument& document_;
  QString folder_, copy_;
  std::unique_ptr<QLockFile> lock_;  ///< held while the copy is there
  QTimer timer_;
};

}  // namespace accelbench
