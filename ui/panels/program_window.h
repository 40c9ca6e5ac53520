// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QWidget>

#include "core/base/result.h"
#include "ui/session/engine_program.h"

namespace accelbench {

/// A window of its own beside the workbench: the program of what an outside engine does, to read, copy and
/// save.
class ProgramWindow : public QWidget {
  Q_OBJECT

 public:
  /// `name` names the accelerator; `folder` and `file` are where Save… begins.
  ProgramWindow(const QString& name, const QString& folder, const QString& file, QWidget* parent);

  EngineProgram& program() { return program_; }
  /// Writes beside the target and renames; what happened stands in the window.
  bool save_to(const QString& path);

 private:
  void build(const QString& name);
  QWidget* build_foot();
  void show_text(const QString& text);
  void show_refusal(const QString& reason);
  void copy();
  void choose_and_save();

  EngineProgram program_;
  QString start_;  ///< what Save… offers
  QPlainTextEdit* text_ = nullptr;
  QLabel* note_ = nullptr;
  QPushButton *copy_ = nullptr, *save_ = nullptr;
};

}  // namespace accelbench
