// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QWidget>

#include "ui/models/differences_model.h"
#include "ui/models/sorted_rows.h"
#include "ui/panels/table_tools.h"

namespace accelbench {

/// Two sides held against each other: the experiment in the editor, rows in sight, results of the history.
class DifferencesPanel : public QWidget {
  Q_OBJECT

 public:
  explicit DifferencesPanel(QWidget* parent = nullptr);

  /// What can be chosen; a choice that is still there stays.
  void set_sources(std::vector<DifferenceSource> sources);
  void choose(const QString& a, const QString& b);
  /// What is shown may have changed.
  void refresh();
  /// What stands below the table; for tests.
  QString note() const { return note_->text(); }

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* build_head();
  void build_table();
  QComboBox* new_choice(QWidget* row, const QString& name);
  void swap();
  void show_sides();
  void ask_for_weights(const std::filesystem::path& a, const std::filesystem::path& b);
  void take_weights(std::int64_t question, const Result<std::vector<DifferenceLine>>& found);
  void show_lines();
  void set_note(const QString& text);
  const DifferenceSource* chosen(const QComboBox& box) const;

  std::vector<DifferenceSource> sources_;
  std::vector<DifferenceLine> lines_, weights_;
  std::int64_t question_ = 0;
  DifferencesModel model_;
  SortedRows rows_;
  QComboBox *a_ = nullptr, *b_ = nullptr;
  QCheckBox* all_ = nullptr;
  QLineEdit* search_ = nullptr;
  QTableView* table_ = nullptr;
  TableTools* tools_ = nullptr;
  QLabel *empty_ = nullptr, *note_ = nullptr;
};

}  // namespace accelbench
