// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAction>
#include <QLabel>
#include <QTableView>
#include <QToolButton>

#include "ui/models/layers_model.h"
#include "ui/panels/advice_list.h"
#include "ui/panels/field_form.h"
#include "ui/panels/network_view.h"
#include "ui/session/data_probe.h"
#include "ui/session/weight_feed.h"

namespace accelbench {

/// The layers as a picture and as a list, the initializer, what the model costs, live, and what is doubtful.
class ModelPanel : public QWidget {
  Q_OBJECT

 public:
  ModelPanel(ExperimentDocument& document, DataProbe& probe, WeightFeed& weights, QWidget* parent = nullptr);

 private:
  void build_actions();
  QAction* add_action(const QString& text, const QString& tip, const QList<QKeySequence>& keys);
  QWidget* build_layers();
  QWidget* build_buttons();
  QToolButton* build_presets();
  void build_form();
  void build_notes();
  void connect_parts();

  void add_before(int layer);
  void remove(int layer);
  void move(int from, int to);
  void edit_current();
  void select(int layer);
  void fill_presets(QMenu& menu);

  void show_document();
  void show_figures();
  void show_problems();
  void show_weights();
  void enable_actions();
  void fit_table();
  int current_layer() const { return network_->current(); }
  std::optional<DataShape> shape() const;
  QString hint_of(int layer) const;

  ExperimentDocument& document_;
  DataProbe& probe_;
  WeightFeed& weights_;
  LayersModel model_;
  NetworkView* network_;
  QTableView* layers_ = nullptr;
  QLabel *weights_note_ = nullptr, *problem_ = nullptr, *figures_ = nullptr;
  AdviceList* advice_ = nullptr;
  FieldForm* form_ = nullptr;
  QAction *add_ = nullptr, *add_after_ = nullptr, *remove_ = nullptr, *up_ = nullptr, *down_ = nullptr,
          *edit_ = nullptr;
};

}  // namespace accelbench
