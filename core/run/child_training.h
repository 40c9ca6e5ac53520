// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stop_token>

#include "core/run/in_process.h"
#include "core/run/training.h"

namespace accelbench {

/// Each run in a process of its own, `program engine`, which makes the work itself. An error where there is
/// no program.
Result<TrainingOutcome> train_in_children(const PlannedTraining& training, EventSink& sink,
                                          std::stop_token stop);

}  // namespace accelbench
