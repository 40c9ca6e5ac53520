// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/panels/field_form.h"
#include "ui/session/data_probe.h"

namespace accelbench {

/// Where the data come from: a generator or files; standardization and split; their shape, live.
class DataPanel : public QWidget {
  Q_OBJECT

 public:
  DataPanel(ExperimentDocument& document, DataProbe& probe, QWidget* parent = nullptr);

 private:
  void build_source();
  FieldForm* build_synthetic();
  FieldForm* build_csv();
  FieldForm* build_npy();
  FieldForm* build_other();
  FieldForm* build_split();
  FieldForm* form_for(DataSource source);
  void add_targets(FieldForm& form);
  void choose_source(DataSource source);
  void ask();
  void show_shape();

  ExperimentDocument& document_;
  DataProbe& probe_;
  QLabel* shape_;
};

}  // namespace accelbench
