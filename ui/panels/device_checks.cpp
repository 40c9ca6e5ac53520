// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/device_checks.h"

#include <algorithm>

namespace accelbench {

namespace {

constexpr int most_rows_shown = 4;

/// "0" of "cuda:0".
std::string number_of(const Device& device) { return device.id.substr(device.id.find(':') + 1); }

/// By its number or its UUID.
bool is_name_of(const Device& device, const std::string& name) {
  return name == number_of(device) || (!device.uuid.empty() && name == device.uuid);
}

QString device_line(const Device& device) {
  const QString id = QString::fromStdString(device.id);
  return device.name.empty() ? id : id + u' ' + QString::fromStdString(device.name);
}

}  // namespace

std::vector<Device> numbered_devices(const std::vector<Device>& devices, const std::string& engine) {
  std::vector<Device> found;
  std::ranges::copy_if(devices, std::back_inserter(found), [&](const Device& device) {
    return device.engine == engine && device.id.find(':') != std::string::npos;
  });
  return found;
}

DeviceChecks::DeviceChecks(QWidget* parent) : QListWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setTextElideMode(Qt::ElideRight);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  connect(this, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) { take(*item); });
}

void DeviceChecks::show_devices(const std::vector<Device>& devices, const std::vector<std::string>& named) {
  showing_ = true;
  devices_ = devices;
  named_ = named;
  const int current = currentRow();
  clear();
  for (const Device& device : devices_) {
    const bool ticked =
        std::ranges::any_of(named, [&](const auto& name) { return is_name_of(device, name); });
    auto* item = new QListWidgetItem(device_line(device), this);
    if (!device.usable) item->setText(tr("%1 — not usable").arg(device_line(device)));
    item->setToolTip(QString::fromStdString(device.reason));
    item->setFlags(Qt::ItemIsUserCheckable | Qt::ItemIsSelectable |
                   (device.usable || ticked ? Qt::ItemIsEnabled : Qt::NoItemFlags));
    item->setCheckState(ticked ? Qt::Checked : Qt::Unchecked);
  }
  setCurrentRow(std::min(current, count() - 1));
  updateGeometry();
  showing_ = false;
}

QSize DeviceChecks::sizeHint() const {
  const int rows = std::clamp(count(), 1, most_rows_shown);
  const int high = count() > 0 ? sizeHintForRow(0) : fontMetrics().height();
  return {fontMetrics().averageCharWidth() * 16, rows * high + 2 * frameWidth()};
}

void DeviceChecks::take(const QListWidgetItem& item) {
  if (showing_) return;
  const Device& device = devices_.at(static_cast<std::size_t>(row(&item)));
  std::erase_if(named_, [&](const std::string& name) { return is_name_of(device, name); });
  if (item.checkState() == Qt::Checked) named_.push_back(number_of(device));
  emit chosen(named_);
}

}  // namespace accelbench
