// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <filesystem>
#include <memory>

#include "ui/session/experiment_document.h"

namespace accelbench {

/// The runnable program of what an outside engine does with the experiment as it stands in the window,
/// written by `accelbench-cli code` as a child.
class EngineProgram : public QObject {
  Q_OBJECT

 public:
  explicit EngineProgram(QObject* parent = nullptr);
  ~EngineProgram() override;

  /// Asks for the program of this accelerator; `written` or `refused` follows. A newer question replaces one
  /// that was not answered.
  void ask(const std::filesystem::path& program, const ExperimentDocument& document,
           const AcceleratorSpec& accelerator);

 signals:
  void written(const QString& text);
  void refused(const QString& reason);

 private:
  Status write_copy(const ExperimentDocument& document);
  void finish(int exit_code);
  QString with_own_name(QString text) const;

  QProcess process_;
  std::unique_ptr<QTemporaryDir> folder_;  ///< holds the experiment as it is edited
  QString copy_;
  QString own_name_;  ///< the file that the user has, or would save
};

}  // namespace accelbench
