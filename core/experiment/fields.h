// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

// The schema as a list, for the guide and the window's hints.
namespace accelbench {

struct Field {
  std::string path;  ///< "model.layers.N.units"; N stands for the number of an item
  std::string type;  ///< "a whole number from 1 to 1048576", "relu, tanh or …", "a mapping"
  std::string
      default_text;   ///< as in YAML; "required", or "none" where leaving it out says something of its own
  std::string help;   ///< one line
  std::string users;  ///< who has a use for it; empty: everybody
};

/// Every key that an experiment may hold, in the order in which they are written.
const std::vector<Field>& experiment_fields();

/// The field of a path with or without item numbers; null if there is none.
const Field* find_field(std::string_view path);

}  // namespace accelbench
