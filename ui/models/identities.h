// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "core/run/training.h"
#include "ui/session/run_board.h"

namespace accelbench {

/// Who the rows of a training or comparison are: labels that differ, and the colours of their accelerators
/// (with a sweep, of their places).
/// `samples`: that the data have, before the split; empty: not known but for data that are made.
std::vector<RunIdentity> identities_of(const Experiment& experiment, const TrainingRows& rows,
                                       std::optional<std::int64_t> samples = {});

}  // namespace accelbench
