// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/devices_model.h"

#include <QCollator>
#include <QLocale>
#include <algorithm>

#include "ui/models/format.h"
#include "ui/models/sorted_rows.h"

namespace accelbench {

namespace {

template <class T>
std::optional<double> as_double(const std::optional<T>& value) {
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

QString whole_text(std::optional<double> value, const QString& with_unit) {
  return value ? with_unit.arg(QLocale().toString(*value, 'f', 0)) : not_measured_text();
}

}  // namespace

/// "rank 10" stands after "rank 2", whichever told something first.
std::vector<DevicesModel::Row> DevicesModel::rows_of(const RunRow& run) {
  std::vector<Row> rows;
  const auto row_of = [&rows](const std::string& id) -> Row& {
    const auto known = std::ranges::find_if(rows, [&](const Row& row) { return row.last.device == id; });
    if (known != rows.end()) return *known;
    rows.emplace_back().last.device = id;
    return rows.back();
  };
  for (const DeviceReading& reading : run.readings) row_of(reading.device).last = reading;
  if (run.summary)
    for (const DeviceSummary& device : run.summary->devices) row_of(device.id).summary = device;
  QCollator by_number(QLocale::c());
  by_number.setNumericMode(true);
  std::ranges::stable_sort(rows, [&](const Row& a, const Row& b) {
    return by_number.compare(QString::fromStdString(a.last.device), QString::fromStdString(b.last.device)) <
           0;
  });
  return rows;
}

void DevicesModel::show(const RunRow& run) {
  std::vector<Row> now = rows_of(run);
  const bool same = std::ranges::equal(
      now, rows_, [](const Row& a, const Row& b) { return a.last.device == b.last.device; });
  if (!same) beginResetModel();
  rows_ = std::move(now);
  if (!same) return endResetModel();
  if (!rows_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

int DevicesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int DevicesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

bool DevicesModel::is_shown(int column) const {
  return column == device ||
         std::ranges::any_of(rows_, [column](const Row& row) { return number(row, column).has_value(); });
}

std::optional<double> DevicesModel::number(const Row& row, int column) {
  switch (column) {
    case utilization:
      return row.last.utilization;
    case mean:
      return row.summary.utilization_mean;
    case memory:
      return as_double(row.last.memory_bytes);
    case peak:
      return as_double(row.summary.memory_peak_bytes);
    case power:
      return row.last.power_w;
    case temperature:
      return row.last.temperature_c;
    case clock:
      return row.last.clock_mhz;
    default:
      return {};
  }
}

QString DevicesModel::text(const Row& row, int column) {
  const std::optional<double> value = number(row, column);
  switch (column) {
    case device:
      return QString::fromStdString(row.last.device);
    case utilization:
    case mean:
      return share_text(value);
    case memory:
    case peak:
      return value ? bytes_text(*value) : not_measured_text();
    case power:
      return whole_text(value, QStringLiteral("%1 W"));
    case temperature:
      return whole_text(value, QStringLiteral("%1 °C"));
    case clock:
      return whole_text(value, QStringLiteral("%1 MHz"));
    default:
      return {};
  }
}

QVariant DevicesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const Row& row = rows_[static_cast<std::size_t>(index.row())];
  if (role == Qt::DisplayRole) return text(row, index.column());
  if (role == Qt::ToolTipRole && (index.column() == utilization || index.column() == mean))
    return QString::fromStdString(row.last.utilization_kind);
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (index.column() == device ? Qt::AlignLeft : Qt::AlignRight));
  if (role != value_role) return {};
  if (index.column() == device) return text(row, device);
  const std::optional<double> value = number(row, index.column());
  return value ? QVariant(*value) : QVariant();
}

QVariant DevicesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (section == device ? Qt::AlignLeft : Qt::AlignRight));
  if (role != Qt::DisplayRole) return {};
  const QStringList titles = {tr("Device"),      tr("Utilization"), tr("Mean utilization"), tr("Memory"),
                              tr("Peak memory"), tr("Power"),       tr("Temperature"),      tr("Clock")};
  return titles.value(section);
}

}  // namespace accelbench
