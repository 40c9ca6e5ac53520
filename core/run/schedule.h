// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

#include "core/experiment/experiment.h"

namespace accelbench {

/// The learning rate that a schedule sets at the beginning of an epoch, as the LearningRateScheduler callback
/// of Keras 3 does: a function of the epoch alone, so that what was set by hand lasts until the next epoch.
/// With e the epoch from 0, E training.epochs and `base` the optimizer's learning_rate:
///   step:        base · factor^floor(e / every_epochs)
///   exponential: base · factor^e
///   cosine:      base · (e + 1) / W in the W epochs of warm-up, then
///                final + (base − final) · (1 + cos(π (e − W) / (E − 1 − W))) / 2:
///                the first epoch behind the warm-up has `base`, the last epoch `final` (a single one of no
///                warm-up `base`)
double scheduled_rate(const ScheduleSpec& schedule, double base, std::int64_t epochs, std::int64_t epoch);

}  // namespace accelbench
