// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/experiment.h"
#include "core/results/comparison_records.h"
#include "core/telemetry/device.h"

// The noise floor f: what the same accelerator against itself shows on this machine and workload. A claim
// needs its whole interval outside of 1/f … f.
namespace accelbench {

/// How an accelerator computes, without its id, label, colour and price: "cpu; float32; threads 1; …".
/// Accelerators of equal text share a floor.
std::string way_of(const AcceleratorSpec& accelerator);

/// What a floor was measured on.
struct FloorSubject {
  std::string cpu;  ///< name of the processor
  std::int64_t cores = 0;
  std::string workload;  ///< fingerprint of the work
  std::string way;       ///< as way_of() tells it
  bool operator==(const FloorSubject&) const = default;
};
FloorSubject floor_subject(const Machine& machine, const std::string& workload,
                           const AcceleratorSpec& accelerator);

struct KeptFloor {
  FloorSubject subject;
  NoiseFloor floor;
  bool operator==(const KeptFloor&) const = default;
};

/// Of an A/A comparison: one floor for each quantity whose pair has an interval, f = max(high, 1 / low, 1).
/// `measured`: UTC, ISO 8601.
std::vector<KeptFloor> floors_of(const Judgement& judgement, const AcceleratorSpec& accelerator,
                                 const FloorSubject& subject, const std::string& measured);
/// That of one quantity; an error that says what was missing where it has no interval.
Result<NoiseFloor> floor_of(const Judgement& judgement, const AcceleratorSpec& accelerator,
                            const FloorSubject& subject, Quantity quantity, const std::string& measured);

/// noise_floors.json in the user's data folder.
std::filesystem::path noise_floor_file();
/// Adds them to what is kept: a floor of the same subject and quantity is replaced, the oldest of very many
/// are left out. Makes the folder. A damaged file is replaced, one of a newer version is not.
Status keep_floors(const std::vector<KeptFloor>& floors);
/// What is kept. Entries that cannot be are left out; a file that is none of ours is an error.
Result<std::vector<KeptFloor>> kept_floors();

/// The floor that a comparison is to be held against.
struct FoundFloor {
  NoiseFloor floor;
  std::int64_t days = 0;  ///< since it was measured
  std::string text;  ///< "noise floor 1.012 of cpu, measured 2026-07-01 in 10 rounds"; what is weak about it
};
/// Measured longer ago than this, a floor is used, and said to be old.
inline constexpr std::int64_t fresh_days = 30;
/// The largest floor of these accelerators for this machine, workload and quantity; empty where none of them
/// was measured. `now`: UTC, ISO 8601.
std::optional<FoundFloor> find_floor(const std::vector<KeptFloor>& kept, const Machine& machine,
                                     const std::string& workload,
                                     const std::vector<AcceleratorSpec>& accelerators, Quantity quantity,
                                     const std::string& now);

/// The present moment, UTC, ISO 8601: "2026-07-01T12:34:56Z".
std::string now_utc();

}  // namespace accelbench
