// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QCheckBox>
#include <vector>

#include "ui/panels/field_form.h"

namespace accelbench {

/// Loss, metrics, optimizer, epochs and what else every accelerator does alike.
class TrainingPanel : public QWidget {
  Q_OBJECT

 public:
  explicit TrainingPanel(ExperimentDocument& document, QWidget* parent = nullptr);

 private:
  void build_loss(FieldForm& form);
  void build_metrics(FieldForm& form);
  void build_optimizer(FieldForm& form);
  void build_epochs(FieldForm& form);
  void build_schedule(FieldForm& form);
  FieldForm* build_schedule_constants();
  FieldForm* build_penalties();
  void build_checkpoints(FieldForm& form);
  FieldForm* build_checkpoint_constants();
  void build_start_from(FieldForm& form);
  FieldForm* build_start_from_choice();
  FieldForm* build_start_from_file();
  FieldForm* build_comparison();
  void toggle_metric(Metric metric, bool on);

  ExperimentDocument& document_;
};

}  // namespace accelbench
