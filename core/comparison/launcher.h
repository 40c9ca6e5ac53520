// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/event.h"
#include "core/results/comparison_records.h"
#include "core/run/training.h"

// What the scheduler asks of the world: tests give it accelerators, clocks and disturbances of a known truth.
namespace accelbench {

/// Starts runs and knows what disturbed them.
class Launcher {
 public:
  virtual ~Launcher() = default;
  /// One fresh launch of a row, training with `seed`; its events carry the id `run`.
  virtual RunSummary launch(const TrainingRow& row, const std::string& run, std::uint64_t seed,
                            EventSink& sink, std::stop_token stop) = 0;
  /// Proves the same work; its launches are `row.run + "#0." + probe`.
  virtual CertificateRecord certify(const TrainingRow& row, EventSink& sink, std::stop_token stop) = 0;
  /// What disturbed the machine since the last call.
  virtual std::vector<Disturbance> disturbances() = 0;
  /// Monotonic seconds.
  virtual double now_s() = 0;
};

}  // namespace accelbench
