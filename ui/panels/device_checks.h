// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QListWidget>
#include <string>
#include <vector>

#include "core/telemetry/device.h"

namespace accelbench {

/// The GPUs of this machine, to tick those that one accelerator trains on together. One that cannot be used
/// stays in the list, with the reason.
class DeviceChecks : public QListWidget {
  Q_OBJECT

 public:
  explicit DeviceChecks(QWidget* parent = nullptr);
  /// `named`: numbers or UUIDs, as the experiment has them; none named: the first device.
  void show_devices(const std::vector<Device>& devices, const std::vector<std::string>& named);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 signals:
  /// What is named now: what this machine does not know stays named.
  void chosen(const std::vector<std::string>& named);

 private:
  void take(const QListWidgetItem& item);

  std::vector<Device> devices_;
  std::vector<std::string> named_;
  bool showing_ = false;
};

/// Those that can be named one by one: "cuda:0", not "cuda".
std::vector<Device> numbered_devices(const std::vector<Device>& devices, const std::string& engine);

}  // namespace accelbench
