// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>
#include <vector>

#include "ui/models/accelerators_model.h"
#include "ui/models/sweep_examples.h"
#include "ui/session/data_probe.h"

class QMenu;

namespace accelbench {

/// The sweep of the experiment: a key and its values an axis, one variant for each combination. Says in place
/// what would be refused, how many rows come of it and about how long they train.
class SweepPanel : public QWidget {
  Q_OBJECT

 public:
  SweepPanel(ExperimentDocument& document, DataProbe& probe, const KnownSpeed& speed,
             AcceleratorsModel& accelerators, QWidget* parent = nullptr);

 private:
  struct Row {
    QWidget* widget = nullptr;
    QComboBox* key = nullptr;
    QLineEdit* values = nullptr;
    QToolButton* choices = nullptr;
    QLabel* note = nullptr;
  };
  QToolButton* build_add_button();
  Row build_row(std::size_t place);
  void build_key(Row& row, std::size_t place);
  void build_values(Row& row, std::size_t place);
  void follow();
  void rebuild();
  void show_axes();
  void show_notes();
  void fill_add_menu();
  void fill_choices(QMenu& menu, std::size_t place);
  void toggle_value(std::size_t place, const QString& value);
  void set_key(std::size_t place, const QString& key);
  void set_values(std::size_t place, const QString& text);
  void add(const SweepAxis& axis, const QString& text);
  void remove(std::size_t place);
  void replace(std::vector<SweepAxis> axes, const QString& text);
  const std::vector<SweepAxis>& axes() const { return document_.experiment().sweep; }

  ExperimentDocument& document_;
  DataProbe& probe_;
  const KnownSpeed& speed_;
  AcceleratorsModel& accelerators_;
  SweepLook look_;
  QVBoxLayout* list_;
  std::vector<Row> rows_;
  QToolButton* add_ = nullptr;
  QLabel* summary_ = nullptr;
  bool showing_ = false;  // editors are being filled: what they signal is no edit
};

}  // namespace accelbench
