// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include "ui/models/preview_model.h"
#include "ui/session/data_drop.h"

namespace accelbench {

/// Files that were dropped, before they become the data: the rows as they will be read, and what to do with
/// files from elsewhere. Stands in the panel, not before it.
class DropSheet : public QFrame {
  Q_OBJECT

 public:
  explicit DropSheet(DataDrop& drop, QWidget* parent = nullptr);

 private:
  QPushButton* add_button(const QString& text, const char* name, QLayout* line);
  void show_state();
  void show_found();
  void show_text(const QString& facts, const QString& problems);

  DataDrop& drop_;
  PreviewModel model_;
  QLabel *title_, *facts_, *text_;
  QTableView* rows_;
  QPushButton *use_ = nullptr, *copy_ = nullptr, *trust_ = nullptr, *cancel_ = nullptr;
};

}  // namespace accelbench
