// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/event.h"
#include "core/results/comparison_records.h"
#include "core/run/training.h"

// What the scheduler asks of the world: tests give it accelerators, clocks and disturbances of a known truth.
namespace accelbench {

/// The first moments of a training.
struct Trial {
  RunSummary summary;
  std::int64_t steps_per_epoch = 0;  ///< 0: it did not get so far
};

class Launcher {
 public:
  virtual ~Launcher() = default;
  /// Proves the same work; its launches tell their events as `row.run + "#0." + probe`.
  virtual CertificateRecord certify(const TrainingRow& row, EventSink& sink, std::stop_token stop) = 0;
  /// A launch of the whole work that ends after the first moments of training: what a launch costs. It warms
  /// the caches of the machine and of compilers, and is never counted.
  virtual Trial trial(const TrainingRow& row, const std::string& run, EventSink& sink,
                      std::stop_token stop) = 0;
  /// One fresh launch that is counted, training with `seed`.
  virtual RunSummary launch(const TrainingRow& row, const std::string& run, std::uint64_t seed,
                            EventSink& sink, std::stop_token stop) = 0;
  /// What an accelerator against itself showed on this machine and work; empty: nobody measured it.
  virtual std::optional<NoiseFloor> floor(const std::string& fingerprint, EventSink& sink) {
    static_cast<void>(fingerprint), static_cast<void>(sink);
    return std::nullopt;
  }
  /// What disturbed the machine since the last call.
  virtual std::vector<Disturbance> disturbances() = 0;
  /// Monotonic seconds.
  virtual double now_s() = 0;
};

}  // namespace accelbench
