// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <string>

#include "ui/session/training_controller.h"

namespace accelbench {

/// Trains and writes a results file beside the feed. A file that cannot be written is a message and a
/// warning, never the end of a training. Runs on the worker thread.
Result<TrainingOutcome> train_and_record(const TrainFunction& train, const TrainingJob& job, EventSink& feed,
                                         const std::stop_token& stop);

/// A results file of this machine for an experiment of this name that does not exist yet.
std::filesystem::path free_results_file(const std::string& stem);
/// A file name from what an experiment is called: "Seed network" → "seed-network".
std::string results_stem(const QString& display_name);

/// A message that belongs to no run.
void tell(EventSink& feed, const std::string& level, const std::string& text);

}  // namespace accelbench
