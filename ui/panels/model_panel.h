// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QTableView>
#include <QToolButton>

#include "ui/models/layers_model.h"
#include "ui/panels/field_form.h"
#include "ui/session/data_probe.h"

namespace accelbench {

/// The layers, the initializer, and what the model costs, live.
class ModelPanel : public QWidget {
  Q_OBJECT

 public:
  ModelPanel(ExperimentDocument& document, DataProbe& probe, QWidget* parent = nullptr);

 private:
  QWidget* build_layers();
  QWidget* build_buttons();
  QToolButton* add_button(const QString& text, const QString& name, QLayout* line);
  void build_form();
  void show_figures();
  void enable_buttons();
  int current_row() const { return layers_->currentIndex().row(); }
  void fit_table();

  ExperimentDocument& document_;
  DataProbe& probe_;
  LayersModel model_;
  QTableView* layers_;
  QLabel* problem_;
  QLabel* figures_;
  FieldForm* form_;
  QToolButton *add_, *remove_, *up_, *down_;
};

}  // namespace accelbench
