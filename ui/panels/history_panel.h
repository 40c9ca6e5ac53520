// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QWidget>

#include "ui/models/history_model.h"
#include "ui/models/sorted_rows.h"
#include "ui/panels/clean_up_sheet.h"

namespace accelbench {

/// This machine's results: search, open again, lay over the charts, hold two against each other, delete.
class HistoryPanel : public QWidget {
  Q_OBJECT

 public:
  explicit HistoryPanel(HistoryList& list, QWidget* parent = nullptr);

  /// Whether something runs: results are then not opened or gone on with.
  void set_busy(bool busy);
  QStringList selected_files() const;

 signals:
  void open_asked(const QString& file);
  void overlay_asked(const QStringList& files);
  void compare_asked(const QString& a, const QString& b);
  void resume_asked(const QString& file);
  /// The window lets take back for as long as its message stands.
  void removed(const accelbench::TrashedResults& trashed, int files);
  void refused(const QString& problem);

 protected:
  void showEvent(QShowEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QWidget* build_head();
  QWidget* build_table();
  QWidget* build_foot();
  QPushButton* add_button(QWidget* row, const QString& text, const QString& name, const QString& tip,
                          void (HistoryPanel::*action)());
  void connect_parts();
  std::vector<const HistoryEntry*> selected() const;
  void fit_columns();
  void show_list();
  void show_choice();
  void open();
  void overlay();
  void compare();
  void resume();
  void remove_selected();
  void remove(const QStringList& files);

  HistoryList& list_;
  HistoryModel model_;
  SortedRows rows_;
  bool busy_ = false;
  QLineEdit* search_ = nullptr;
  QTableView* table_ = nullptr;
  QLabel *empty_ = nullptr, *sum_ = nullptr;
  CleanUpSheet* sheet_ = nullptr;
  QPushButton *open_ = nullptr, *overlay_ = nullptr, *compare_ = nullptr, *resume_ = nullptr,
              *remove_ = nullptr, *clean_up_ = nullptr;
};

}  // namespace accelbench
