// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/math/metric_sums.h"
#include "core/run/kept_values.h"

namespace accelbench {

/// Where a training stands between two chunks of steps: with the executable's state and that of the callbacks
/// all that is needed to go on as if nothing had been between.
struct LoopState {
  std::int64_t epochs = 0;          ///< whole ones done
  std::int64_t steps_in_epoch = 0;  ///< done of the next one
  BatchSums sums;                   ///< of these
  std::int64_t epoch_ns = 0;        ///< training time of these
  std::int64_t steps = 0;           ///< done in all
  std::int64_t train_ns = 0;        ///< training time in all
  double learning_rate = 0;
  std::vector<std::int64_t> changed_by_hand;  ///< epochs (from 1) in which somebody set the learning rate
  bool stop = false;                          ///< a callback ended the training
  std::string stop_reason;
  EpochRecord last;  ///< the last epoch told
};

/// Writes or reads all of it.
void keep(KeptValues& values, LoopState& state);
/// What of a state that was read cannot be, for a training of so many steps an epoch.
Status check_state(const LoopState& state, std::int64_t steps_per_epoch);

}  // namespace accelbench
