// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/engine/event.h"
#include "core/experiment/experiment.h"
#include "core/telemetry/energy.h"

// What every engine's run puts into its summary in the same way.
namespace accelbench {

/// Why a run that rested meanwhile has no energy.
inline constexpr const char* energy_has_a_pause = "energy: a pause lies in it";

/// Loss and metrics of the last epoch told; what is no number is empty.
void note_last(RunSummary& summary, const EpochRecord& last, const TrainingSpec& training, bool validation);

/// FLOP/s from the steady samples per second, where those are known. `flop_per_step` is that of a full batch;
/// a sample costs its share of it, so short batches count as what they are.
void note_rate(RunSummary& summary, const TrainingSpec& training);

/// Joules that are not this run's alone, or not all of it, are none: `reason` says why; empty: the meter's
/// own.
void note_energy(RunSummary& summary, EnergyMeter& energy, std::string reason);

}  // namespace accelbench
