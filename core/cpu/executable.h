// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/cpu/step.h"
#include "core/cpu/team.h"
#include "core/engine/engine.h"
#include "core/engine/exchange.h"

namespace accelbench::cpu {

/// How a work is to be trained.
struct ExecutionRequest {
  Precision precision = Precision::float32;
  CpuPath path = CpuPath::automatic;
  TeamSpec team;
  Exchange* exchange =
      nullptr;          ///< with the other ranks, which must outlive the executable; null: there are none
  bool shards = false;  ///< the optimizer's state, with them

  RowShare share() const { return exchange ? RowShare{exchange->rank(), exchange->size()} : RowShare{}; }
};

/// Chooses the path where it is left open (see path_choice.h), plans, allocates and starts the threads.
/// Checks that the work's parts fit each other, so that no bad index is ever used.
Result<std::unique_ptr<Executable>> make_executable(const Work& work, const ExecutionRequest& request);

}  // namespace accelbench::cpu
