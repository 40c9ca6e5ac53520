// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/engine/event.h"
#include "core/results/comparison_records.h"
#include "core/results/results_file.h"
#include "core/run/training.h"

// What a recorder is told, one thing after the other.
namespace accelbench {

/// What is known before the first event.
struct Description {
  Experiment experiment;
  TrainingRows rows;
  bool together = false;
  Machine machine;
  std::string created;  ///< UTC, ISO 8601
  std::optional<ComparisonStart> comparison;
};
/// Of now.
Result<Description> description_of(const TrainingRequest& request, const Machine& machine);
Result<Description> description_of(const ComparisonStart& start, const Machine& machine);

struct RoundBegan {
  RoundRecord round;
};
struct RoundRunEnded {
  std::int64_t attempt = 0;
  std::int64_t position = 0;  ///< from 0
  RoundRun run;
};
struct RoundEnded {
  RoundRecord round;
  Judgement judgement;
};
struct ComparisonEnded {
  ComparisonEnd end = ComparisonEnd::unfinished;
  std::string reason;
  std::string fingerprint;
  Judgement judgement;
};

/// Its end is taken back.
struct ComparisonResumed {};

using Record = std::variant<Event, CertificateRecord, Forecast, NoiseFloor, RoundBegan, RoundRunEnded, RoundEnded,
                            ComparisonEnded, ComparisonResumed, TrainingOutcome>;

}  // namespace accelbench
