// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/accelerators_model.h"
#include "ui/panels/field_form.h"

namespace accelbench {

/// The accelerators to train on, what this machine has, and the settings of the selected one.
class AcceleratorsPanel : public QWidget {
  Q_OBJECT

 public:
  AcceleratorsPanel(ExperimentDocument& document, DeviceList& devices, AcceleratorsModel& model,
                    QWidget* parent = nullptr);

 private:
  void build_table();
  QWidget* build_buttons();
  void fill_add_menu();
  void add_engine_action(const Device& device);
  void follow();
  void build_settings();
  void add_engine(FieldForm& form, std::size_t row);
  void add_precision(FieldForm& form, std::size_t row);
  void add_cpu_settings(FieldForm& form, std::size_t row);
  void add_threads(FieldForm& form, std::size_t row);
  void add_color(FieldForm& form, std::size_t row);
  void fit_table();
  void span_reasons();

  ExperimentDocument& document_;
  DeviceList& devices_;
  AcceleratorsModel& model_;
  QTableView* table_;
  QToolButton* add_ = nullptr;
  QToolButton* remove_ = nullptr;
  QLabel* problem_;
  QVBoxLayout* column_;
  QToolButton* settings_button_ = nullptr;
  QWidget* settings_place_ = nullptr;
  FieldForm* settings_ = nullptr;
  int settings_row_ = -1;
};

}  // namespace accelbench
