// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>

#include "ui/session/experiment_document.h"

namespace accelbench {

/// What an editor of a cell needs to know.
enum CellRole {
  choices_role = Qt::UserRole + 1,  ///< QStringList: the names to choose from
  minimum_role,                     ///< smallest value
  maximum_role,                     ///< largest value
  share_role,                       ///< 0 … 1, drawn as a bar
  parts_role,                       ///< QList<double>: shares that make up 1, drawn as one bar of several colours
};

/// The layers of the document, one a row; every edit is a step of its undo stack.
class LayersModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { units, activation, dropout, columns };

  explicit LayersModel(ExperimentDocument& document, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

  void add_layer(int row);     ///< before `row`, like the one that stood there
  void remove_layer(int row);  ///< the last layer of all stays
  void move_layer(int from, int to);  ///< those between make room

 private:
  const std::vector<LayerSpec>& layers() const { return document_.experiment().model.layers; }
  void set_layers(std::vector<LayerSpec> layers, const QString& text);
  QVariant value(const LayerSpec& layer, int column) const;
  void follow_document();

  ExperimentDocument& document_;
  int rows_ = 0;
};

}  // namespace accelbench
