// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/results/comparison_records.h"
#include "core/telemetry/machine_state.h"

// What disturbs a round: the machine is looked at before and after each run, never during it.
namespace accelbench {

/// More than this share of the processors that we may use, by processes that are not ours.
inline constexpr double most_of_others = 0.05;
/// Pages of 4 KiB a second, in and out: at 0.1 ms each, as a flash drive takes, they stall 1 % of the time.
inline constexpr double most_pages_per_s = 100;
/// What is swapped in and out now and then, however short the run: 1 MiB.
inline constexpr double most_pages = 256;

/// What happened between two looks at a machine. Other processes: the time in which the processors that we
/// may use were busy, less that of this process and all that it started. The clock counts in ticks of 10 ms,
/// so that a run of 0.3 s on one processor is told to 3 %; two ticks a processor are added to the limit, so
/// that it is never passed by rounding alone. Time that the host of a virtual machine gave to others counts
/// as theirs.
std::vector<Disturbance> disturbances_between(const MachineState& before, const MachineState& after);

class Sentinels {
 public:
  /// Looks for the first time. `root` stands before /proc and /sys (tests lay out their own).
  explicit Sentinels(std::filesystem::path root = "/");

  void begin() { last_ = read_machine_state(root_); }
  /// What happened since begin() or the last end(), whichever was later. Call it when the run's process has
  /// ended and was waited for.
  std::vector<Disturbance> end();
  /// What cannot be watched on this machine: "battery: no power supply is described", one line each.
  std::vector<std::string> not_watched() const { return untold_parts(last_); }

 private:
  std::filesystem::path root_;
  MachineState last_;
};

/// What would disturb a comparison that began now: watches for `seconds`, on the calling thread, which
/// sleeps. The texts speak of now: "other programs use 40 % of the processors now: expect many repeated
/// rounds".
std::vector<Disturbance> present_disturbances(double seconds = 0.5, const std::filesystem::path& root = "/");

}  // namespace accelbench
