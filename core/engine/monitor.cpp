// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/monitor.h"

namespace accelbench {

double Monitor::value(const EpochRecord& epoch) const {
  if (!metric) return validation ? epoch.val_loss : epoch.loss;
  return (validation ? epoch.val_metrics : epoch.metrics)[static_cast<std::size_t>(*metric)];
}

std::optional<Monitor> monitor_named(std::string_view name) {
  Monitor monitor;
  monitor.validation = name.starts_with("val_");
  if (monitor.validation) name.remove_prefix(4);
  if (name == "loss") return monitor;
  monitor.metric = value_named<Metric>(name);
  return monitor.metric ? std::optional(monitor) : std::nullopt;
}

}  // namespace accelbench
