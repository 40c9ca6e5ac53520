// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/panels/field_form.h"
#include "ui/panels/launch_line.h"
#include "ui/session/device_list.h"
#include "ui/session/user_settings.h"

namespace accelbench {

/// The settings of one accelerator: those that its engine has.
class AcceleratorForm : public FieldForm {
  Q_OBJECT

 public:
  AcceleratorForm(ExperimentDocument& document, DeviceList& devices, const UserSettings& settings,
                  std::size_t row, QWidget* parent = nullptr);

 private:
  /// Whether a row of the form exists, by the engine of the accelerator.
  Applies where(bool (*has)(EngineKind)) const;
  void add_engine();
  void add_framework_settings();
  void add_word(const QString& label, const char* key, std::string AcceleratorSpec::*which,
                QStringList (*words)(EngineKind));
  void add_threads();
  void add_precision();
  void show_precisions(QComboBox& box, const Experiment& experiment) const;
  void add_devices();
  void add_ranks();
  void add_shard_data(const Applies& applies);
  void add_cluster();
  void show_clusters(QComboBox& box, const AcceleratorSpec& accelerator) const;
  void add_launch();
  void add_cpu_settings();
  void add_looks();
  void add_color();

  ExperimentDocument& edited_;
  DeviceList& devices_;
  const UserSettings& settings_;
  std::size_t row_;
};

}  // namespace accelbench
