// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/h2o/http.h"
#include "core/work/work.h"

// From an experiment to the configuration of H2O's Deep Learning that comes closest, and what still differs.
namespace accelbench::h2o {

/// Largest network that is sent, in weights.
inline constexpr std::int64_t most_weights = 100'000'000;
/// Largest network whose initial weights travel, for they travel as text.
inline constexpr std::int64_t most_injected_weights = 4'000'000;
/// From so many rows on H2O keeps the file's order with one event an epoch.
inline constexpr std::int64_t rows_of_single_epochs = 1000;

struct Configuration {
  Form parameters;  ///< of the model builder, but for the names of frames and of the model
  /// "same", or what differs
  std::string algorithm;
  bool classification = false;
  /// One logit here is two softmax outputs there.
  bool two_outputs_for_one = false;
  bool injects_weights = false;
  /// A row of weight 0 beside a single one, which H2O would refuse as a constant response.
  bool second_row = false;
  std::int64_t epochs_per_event = 1;
  /// Hidden layers' activations are scaled by 1 − dropout when the model is used.
  bool dropout = false;
};

/// What H2O cannot do at all, with the key and the fix; with `exact_work` also all that would make another
/// algorithm of it.
Status check(const Work& work, const AcceleratorSpec& accelerator);

/// For a work that `check` lets through. Sources of the mappings: H2O's documentation of Deep Learning, and
/// runs of version 3.46.0.12 held against a reference in NumPy:
///   step          w −= rate (1 − momentum) v, v = momentum v + g ("nesterov" there): rate = lr / (1 −
///   momentum) penalties     l1 sign(w) + l2 w, biases too: l2 = 2 × ours row order     kept where the
///   samples of an iteration are k × rows, k ≥ 2, or rows − 1 from 1000 rows on
Configuration configure(const Work& work, const AcceleratorSpec& accelerator);

}  // namespace accelbench::h2o
