// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "core/engine/event.h"
#include "core/experiment/experiment.h"

// The server's scoring history: one row a scoring event, its columns known by name alone.
namespace accelbench::h2o {

/// " 1.392 sec", " 1 min  1.914 sec", " 1:02:03.456", "3 days 01:00:00.000": seconds; empty for other texts.
std::optional<double> duration_seconds(std::string_view text);
/// "17699 obs/sec": samples a second, scoring left out; empty for other texts.
std::optional<double> samples_per_second(std::string_view text);

/// A row of the history. NaN: not told.
struct ScoringRow {
  double epochs = 0;                 ///< 0: before training
  double samples = 0;                ///< trained so far
  double duration_s = 0;             ///< since the training began, scoring included
  double training_s = not_measured;  ///< of it, without scoring: samples / training_speed
  double loss = not_measured;
  double val_loss = not_measured;
  std::array<double, metric_kinds> metrics;  ///< slot: Metric
  std::array<double, metric_kinds> val_metrics;
  ScoringRow() { metrics.fill(not_measured), val_metrics.fill(not_measured); }
};

/// Metrics that the server tells for this loss.
bool tells(Loss loss, Metric metric);

/// The rows of models[0].output.scoring_history, in their order. What is malformed ends the list: a row that
/// is not understood is not guessed.
std::vector<ScoringRow> scoring_rows(const nlohmann::ordered_json& history, Loss loss);

}  // namespace accelbench::h2o
