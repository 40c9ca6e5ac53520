// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/accelerator_offers.h"
#include "ui/models/accelerators_model.h"
#include "ui/panels/accelerator_form.h"
#include "ui/panels/install_sheet.h"
#include "ui/session/live_meters.h"

class QMenu;

namespace accelbench {

/// The accelerators to train on, what this machine has, and the settings of the selected one.
class AcceleratorsPanel : public QWidget {
  Q_OBJECT

 public:
  AcceleratorsPanel(ExperimentDocument& document, DeviceList& devices, AcceleratorsModel& model,
                    const UserSettings& settings, QWidget* parent = nullptr);

 private:
  void build_table();
  QWidget* build_buttons();
  void fill_add_menu();
  void add_right_buttons(QHBoxLayout& line);
  void add(const AcceleratorSpec& spec);
  void offer(QMenu& menu, const AcceleratorOffer& row);
  void add_device_action(const Device& device, EngineKind engine);
  void add_framework_menu(QMenu& menu, EngineKind engine);
  void fill_duplicate_menu();
  const AcceleratorSpec* selected() const;
  void show_code();
  void show_choices();
  void follow();
  void build_settings();
  void fit_table();
  void span_reasons();

  ExperimentDocument& document_;
  DeviceList& devices_;
  AcceleratorsModel& model_;
  const UserSettings& user_;
  QTableView* table_;
  QToolButton* add_ = nullptr;
  QToolButton *duplicate_ = nullptr, *remove_ = nullptr, *code_ = nullptr;
  EngineInstaller installer_;
  LiveMeters meters_;
  InstallSheet* install_ = nullptr;
  QLabel* problem_;
  QVBoxLayout* column_;
  QToolButton* settings_button_ = nullptr;
  QWidget* settings_place_ = nullptr;
  AcceleratorForm* settings_ = nullptr;
  int settings_row_ = -1;
};

}  // namespace accelbench
