// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"

// An experiment as a flat list, to hold two against each other.
namespace accelbench {

/// Values as a file would hold them, by dotted path: "training.optimizer.name" → "adam".
using FlatSettings = std::map<std::string, std::string>;

/// Every value that matters.
FlatSettings flat_settings(const Experiment& experiment);

struct SettingDifference {
  std::string key;  ///< dotted: "training.epochs"
  std::string a, b;
};

/// What is not equal, in the order of the keys; "(not set)" where a side has no such key.
std::vector<SettingDifference> differences_of(const FlatSettings& a, const FlatSettings& b);

}  // namespace accelbench
