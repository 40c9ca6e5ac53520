// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string_view>

#include "core/engine/event.h"

// What callbacks watch: "loss", a metric's name, or one of them behind "val_".
namespace accelbench {

struct Monitor {
  bool validation = false;
  std::optional<Metric> metric;  ///< empty: the loss
  /// The value of an epoch; NaN where it was not measured.
  double value(const EpochRecord& epoch) const;
  /// Whether a larger value is the better one.
  bool rises() const { return metric && higher_is_better(*metric); }
};

/// Empty for a name that is neither a loss nor a metric.
std::optional<Monitor> monitor_named(std::string_view name);

}  // namespace accelbench
