// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/experiment.h"

// What a sweep may set, and whether what somebody writes there would be taken: for editors of it.
namespace accelbench {

/// A key of this very experiment.
struct SweepKey {
  std::string key;                   ///< dotted: "model.layers.0.activation", "accelerators.cpu.threads"
  std::string value;                 ///< that it has now, a YAML flow value; empty: not set
  std::vector<std::string> choices;  ///< where only these words are allowed
  std::string range;                 ///< of numbers: "from 1 to 1048576"; may be empty
  std::string help;                  ///< one line
};

/// Single values that change the work or how it is done, in the order of the schema, and the layers as a
/// whole. Names, colours, prices and how a comparison is judged are none of them.
std::vector<SweepKey> sweep_keys(const Experiment& experiment);

/// "relu, [64, 32]" to one YAML flow value each. Refuses what is no list of them.
Result<std::vector<std::string>> read_sweep_values(std::string_view text);
/// The other way.
std::string sweep_values_text(const std::vector<std::string>& values);

/// Whether every value of this axis, alone, gives an experiment without errors; the first that does not.
Status check_axis(const Experiment& experiment, const SweepAxis& axis);
/// Whether the whole sweep can be trained. Of more than `most` combinations as many as show every value once.
Status check_sweep(const Experiment& experiment, std::int64_t most = 200);

}  // namespace accelbench
