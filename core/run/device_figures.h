// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/event.h"
#include "core/telemetry/device.h"

namespace accelbench {

/// What the readings of devices beside the processor come to in one phase of a run. Times are of
/// monotonic_ns(). One thread at a time.
class DeviceFigures {
 public:
  /// Over how long a device's utilization may be averaged: readings younger than the phase by less tell of
  /// what was before it.
  static constexpr std::int64_t settling_ns = 1'000'000'000;

  void note(const std::vector<DeviceReading>& readings, std::int64_t at_ns);
  /// Forgets the phase before. Memory that was held at its begin is of it.
  void begin(std::int64_t at_ns);
  /// A pause, or the end.
  void interrupt() { counts_ = false; }
  void go_on(std::int64_t at_ns);

  /// In the order of the readings. Means over the readings of the phase that are settled; empty where there
  /// is none.
  std::vector<DeviceSummary> summaries() const;
  /// "cuda:0: its clock was held down in 34 % of the readings: power limit", one line for each reason.
  std::vector<std::string> throttling() const;

 private:
  struct Figures {
    DeviceReading last = {};
    std::int64_t readings = 0;
    std::int64_t settled = 0;
    double utilization_sum = 0;
    std::optional<std::int64_t> memory_peak = {};
    std::map<std::string, std::int64_t> throttled = {};  ///< readings by reason
  };
  Figures& of(const std::string& device);
  void count(Figures& figures, const DeviceReading& reading, bool settled) const;

  std::vector<Figures> devices_;
  bool counts_ = false;
  std::int64_t since_ns_ = 0;  ///< of the part that counts
};

}  // namespace accelbench
