// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/work/work.h"

// The hyper-parameters of a work: every value that decides what is computed, with its default where a file
// left it out.
namespace accelbench {

/// layers, frozen_layers, then the keys of `training` but checkpoint, all named and nested as in the
/// experiment. Accelerators, name, description, comparison and where data and weights came from are no part
/// of it.
nlohmann::ordered_json settings_json(const Work& work);

/// One line a value: "optimizer.learning_rate=0.001\n", the path dotted, list items by their number, in the
/// order of the object; real numbers as printf's %.17g, others as JSON writes them; empty lists as [].
std::string settings_text(const nlohmann::ordered_json& settings);

}  // namespace accelbench
