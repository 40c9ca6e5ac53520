// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/accelerators_model.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <algorithm>
#include <utility>

#include "ui/models/accelerator_colors.h"
#include "ui/models/accelerator_offers.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

using Accelerators = std::vector<AcceleratorSpec>;
const Field<Accelerators> accelerators_field(
    "accelerators", [](auto& e) -> auto& { return e.accelerators; });

/// A reason is there to be read, so it is not as faint as what is merely disabled.
QColor muted() { return QGuiApplication::palette().color(QPalette::PlaceholderText); }

QString with_reason(const QString& what, const QString& reason) {
  return AcceleratorsModel::tr("%1 — not usable:\n%2").arg(what, reason);
}

/// "cpu", "cpu-2", …: the first that no other accelerator has.
std::string free_id(const Experiment& experiment, const std::string& wanted) {
  std::string id = wanted;
  for (int number = 2; find_accelerator(experiment, id) != nullptr; ++number)
    id = wanted + "-" + std::to_string(number);
  return id;
}

/// "cuda:0 NVIDIA H100", or the engine alone where no device is known.
QString device_text(const Device& device) {
  const auto engine = value_named<EngineKind>(device.engine);
  const bool framework = engine && is_framework(*engine);
  const QString id = framework ? engine_title(*engine) : QString::fromStdString(device.id);
  const QString name = QString::fromStdString(device.name);
  return name.isEmpty() || !id.contains(u':') ? id : id + u' ' + name;
}

}  // namespace

QIcon color_swatch(const QColor& color) {
  QPixmap picture(32, 32);
  picture.fill(Qt::white);
  QPainter(&picture).fillRect(picture.rect().adjusted(2, 2, -2, -2), color);
  QIcon icon(picture);
  icon.addPixmap(picture, QIcon::Selected);  // without it a selected row tints the colour
  return icon;
}

QColor AcceleratorsModel::color(int row) const {
  return AcceleratorColors::shared().of(document_.experiment().accelerators)[static_cast<std::size_t>(row)];
}

AcceleratorsModel::AcceleratorsModel(ExperimentDocument& document, DeviceList& devices, QObject* parent)
    : QAbstractTableModel(parent), document_(document), device_list_(devices) {
  connect(&document_, &ExperimentDocument::changed, this, &AcceleratorsModel::follow);
  connect(&device_list_, &DeviceList::changed, this, &AcceleratorsModel::follow);
  follow();
}

int AcceleratorsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : accelerators_ + static_cast<int>(unusable_.size());
}
int AcceleratorsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

const AcceleratorSpec& AcceleratorsModel::accelerator(int row) const {
  return document_.experiment().accelerators.at(static_cast<std::size_t>(row));
}

QVariant AcceleratorsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  if (index.row() < accelerators_) return accelerator_data(index.row(), index.column(), role);
  return device_data(unusable_[static_cast<std::size_t>(index.row() - accelerators_)], index.column(), role);
}

QVariant AcceleratorsModel::accelerator_data(int row, int column, int role) const {
  const AcceleratorSpec& spec = accelerator(row);
  const QString reason = reason_against(row);
  switch (role) {
    case Qt::DisplayRole:
      if (column == name) return name_text(row);
      return reason.isEmpty() ? settings_text(spec) : reason;
    case Qt::DecorationRole:
      return column == name ? QVariant(color_swatch(color(row))) : QVariant();
    case Qt::CheckStateRole:
      if (column != name) return {};
      return reason.isEmpty() && is_checked(row) ? int(Qt::Checked) : int(Qt::Unchecked);
    case Qt::ForegroundRole:
      return reason.isEmpty() ? QVariant() : QVariant(muted());
    case Qt::ToolTipRole:
      return reason.isEmpty() ? QString::fromStdString(spec.id) : reason;
    default:
      return {};
  }
}

/// With the reason where it cannot be used: the row then spans the table.
QString AcceleratorsModel::name_text(int row) const {
  const QString label = QString::fromStdString(display_label(accelerator(row)));
  const QString reason = reason_against(row);
  return reason.isEmpty() ? label : with_reason(label, reason);
}

QVariant AcceleratorsModel::device_data(const Device& device, int column, int role) const {
  if (role == Qt::DisplayRole)
    return column == settings ? QString::fromStdString(device.reason)
                              : with_reason(device_text(device), QString::fromStdString(device.reason));
  if (role == Qt::ForegroundRole) return muted();
  if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
    return with_reason(device_text(device), QString::fromStdString(device.reason));
  return {};
}

QVariant AcceleratorsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
  return section == name ? tr("Accelerator") : tr("Settings");
}

Qt::ItemFlags AcceleratorsModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  if (index.row() >= accelerators_) return Qt::ItemNeverHasChildren;
  Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
  if (index.column() == name && reason_against(index.row()).isEmpty()) flags |= Qt::ItemIsUserCheckable;
  return flags;
}

bool AcceleratorsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::CheckStateRole || index.column() != name || index.row() >= accelerators_) return false;
  const std::string& id = accelerator(index.row()).id;
  if (value.toInt() == Qt::Checked)
    unchecked_.erase(id);
  else
    unchecked_.insert(id);
  emit dataChanged(index, index, {Qt::CheckStateRole});
  emit choice_changed();
  return true;
}

QString AcceleratorsModel::reason_against(int row) const {
  return device_list_.reason_against(std::string(name_of(accelerator(row).engine)));
}

bool AcceleratorsModel::is_checked(int row) const { return !unchecked_.contains(accelerator(row).id); }

std::vector<std::string> AcceleratorsModel::chosen() const {
  std::vector<std::string> ids;
  for (int row = 0; row < accelerators_; ++row)
    if (is_checked(row) && reason_against(row).isEmpty()) ids.push_back(accelerator(row).id);
  return ids;
}

std::vector<std::string> AcceleratorsModel::ticked() const {
  std::vector<std::string> ids;
  for (int row = 0; row < accelerators_; ++row)
    if (is_checked(row)) ids.push_back(accelerator(row).id);
  return ids;
}

void AcceleratorsModel::tick_all() {
  unchecked_.clear();
  if (accelerators_ > 0)
    emit dataChanged(index(0, name), index(accelerators_ - 1, name), {Qt::CheckStateRole});
  emit choice_changed();
}

void AcceleratorsModel::add(AcceleratorSpec accelerator) {
  accelerator.id = free_id(document_.experiment(), accelerator.id);
  Accelerators changed = document_.experiment().accelerators;
  changed.push_back(std::move(accelerator));
  document_.set(accelerators_field, std::move(changed), tr("Add accelerator"));
}

void AcceleratorsModel::remove(int row) {
  if (row < 0 || row >= accelerators_) return;
  Accelerators changed = document_.experiment().accelerators;
  changed.erase(changed.begin() + row);
  document_.set(accelerators_field, std::move(changed), tr("Remove accelerator"));
}

void AcceleratorsModel::follow() {
  std::vector<Device> unusable;
  for (const Device& device : device_list_.devices()) {
    const bool has_row = std::ranges::any_of(
        document_.experiment().accelerators,
        [&](const AcceleratorSpec& spec) { return name_of(spec.engine) == device.engine; });
    if (!device.usable && !has_row) unusable.push_back(device);
  }
  const int accelerators = static_cast<int>(document_.experiment().accelerators.size());
  const bool same_rows = accelerators == accelerators_ && unusable == unusable_;
  if (!same_rows) beginResetModel();
  accelerators_ = accelerators;
  unusable_ = std::move(unusable);
  if (!same_rows)
    endResetModel();
  else if (rowCount() > 0)
    emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
  emit choice_changed();
}

}  // namespace accelbench
