// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>
#include <QColor>
#include <QIcon>
#include <set>

#include "ui/session/device_list.h"
#include "ui/session/experiment_document.h"

namespace accelbench {

/// The accelerators of the document with a check box each (train on it or not; a matter of this window, not
/// of the file), then the devices and engines that this machine cannot use, with the reason.
class AcceleratorsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { name, settings, columns };

  AcceleratorsModel(ExperimentDocument& document, DeviceList& devices, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

  int accelerator_count() const { return accelerators_; }
  /// Why this accelerator cannot be used on this machine; empty where it can, or nobody knows yet.
  QString reason_against(int row) const;
  bool is_checked(int row) const;
  /// Ids of the checked accelerators that can be used, in the order of the experiment.
  std::vector<std::string> chosen() const;

  /// Those and the ones that cannot be used: a comparison says of them why they take no part.
  std::vector<std::string> ticked() const;
  void tick_all();
  void add(AcceleratorSpec accelerator);  ///< gets an id of its own
  void remove(int row);

 signals:
  void choice_changed();

 private:
  const AcceleratorSpec& accelerator(int row) const;
  QString name_text(int row) const;
  QColor color(int row) const;
  QVariant accelerator_data(int row, int column, int role) const;
  QVariant device_data(const Device& device, int column, int role) const;
  void follow();

  ExperimentDocument& document_;
  DeviceList& device_list_;
  std::vector<Device> unusable_;
  std::set<std::string> unchecked_;
  int accelerators_ = 0;
};

/// A small square of a colour, with an edge that stays visible on a selected row.
QIcon color_swatch(const QColor& color);

}  // namespace accelbench
