// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QWidget>

#include "ui/models/log_model.h"
#include "ui/panels/table_tools.h"

namespace accelbench {

/// What the runs said: by level, searched, copied. It stays at the end while it is there.
class LogPanel : public QWidget {
  Q_OBJECT

 public:
  explicit LogPanel(QWidget* parent = nullptr);

  void add(LogLevel level, const QString& run, const QString& text);
  /// Everything, whatever is shown.
  QString whole_text() const;

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  QWidget* build_head();
  void build_table();
  void show_rows();

  LogModel log_;
  LogRows rows_;
  QComboBox* least_ = nullptr;
  QLineEdit* search_ = nullptr;
  QTableView* table_ = nullptr;
  TableTools* tools_ = nullptr;
  QLabel* empty_ = nullptr;
};

}  // namespace accelbench
