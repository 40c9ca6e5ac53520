// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <QUndoStack>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/settings/settings.h"

namespace accelbench {

/// The settings of this user: read from settings.yaml, watched there, and written back with every change.
/// Changes can be undone until somebody else changes the file.
class UserSettings : public QObject {
  Q_OBJECT

 public:
  /// Without a file, and with nothing set.
  explicit UserSettings(QObject* parent = nullptr);

  /// From now on the settings are those of this file; it need not be there.
  void follow(const std::filesystem::path& file = settings_file());
  const std::filesystem::path& file() const { return file_; }

  /// As they were when the file was last without problems.
  const Settings& settings() const { return settings_; }
  /// What is wrong with the file now; while there are any, only reset() changes it.
  const std::vector<SettingsProblem>& problems() const { return problems_; }
  QUndoStack* undo_stack() { return &undo_stack_; }

  using Edit = std::function<void(Settings&)>;
  /// Changes and writes, as one step of undo called `text`. What is returned was wrong with the new
  /// settings, or with writing them: then nothing has changed.
  std::vector<SettingsProblem> change(const Edit& edit, const QString& text);
  /// Takes the key of a problem out of the file, as one step of undo.
  Status reset(const SettingsProblem& problem);
  /// Reads the file now, as the watcher does a moment after it was changed.
  void look();

 signals:
  void settings_changed();  ///< other settings or other problems
  /// Undo or redo could not write.
  void refused(const QString& reason);

 private:
  class SetText;
  Status write(const std::string& text);
  Status put(const std::string& text, const QString& name);
  void take(std::string text);
  void take_problem(const Error& error);
  void watch();

  std::filesystem::path file_;
  std::string text_;
  Settings settings_;
  std::vector<SettingsProblem> problems_;
  QUndoStack undo_stack_;
  QFileSystemWatcher watcher_;
  QTimer settled_;  ///< programs write a file in several steps
};

}  // namespace accelbench
