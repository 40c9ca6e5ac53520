// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "core/run/training.h"
#include "ui/session/run_board.h"

namespace accelbench {

/// Who the rows of a training or comparison are: labels that differ, and the colours of their accelerators
/// (with a sweep, of their places).
std::vector<RunIdentity> identities_of(const Experiment& experiment, const TrainingRows& rows);

}  // namespace accelbench
