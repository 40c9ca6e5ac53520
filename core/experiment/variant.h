// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

namespace accelbench {

/// One value that a sweep sets.
struct VariantSetting {
  std::string key;    ///< dotted, as for --set
  std::string value;  ///< one YAML flow value
  bool operator==(const VariantSetting&) const = default;
};

/// One combination of a sweep's values. Without a sweep: no name, no settings.
struct Variant {
  std::string name;                      ///< "model.layers.0.activation: relu, training.epochs: 5"
  std::vector<VariantSetting> settings;  ///< one for each key, in the order of the file
  bool empty() const { return settings.empty(); }
  bool operator==(const Variant&) const = default;
};

}  // namespace accelbench
