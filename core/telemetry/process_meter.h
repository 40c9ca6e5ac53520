// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace accelbench {

/// CPU time and memory of this process, or of another with all that it has started: cheap enough to be read
/// right before and after a training.
class ProcessMeter {
 public:
  /// `threads`: processors that it asked for, the denominator of its utilization. `process`: 0 for this one
  /// alone; any other with its children and theirs, of which those that ended count once their parent knows
  /// it.
  ProcessMeter(std::int64_t threads, int process, const std::filesystem::path& root);

  struct Reading {
    std::optional<double> utilization;           ///< 0 … 1 since the reading before; empty at the first
    std::optional<std::int64_t> resident_bytes;  ///< pages that children share are counted for each
    std::int64_t elapsed_ns = 0;                 ///< since the reading before; 0 at the first
  };
  Reading read();
  bool measures_time() const { return process_ns().has_value(); }
  bool measures_memory() const { return resident_bytes().has_value(); }

 private:
  std::optional<std::int64_t> process_ns() const;
  std::optional<std::int64_t> resident_bytes() const;

  void look_for_children();

  double threads_;
  std::filesystem::path root_;
  std::vector<int> processes_;  ///< 0: this one; else the one that is measured, then all below it
  std::optional<std::int64_t> looked_ns_;
  std::optional<std::int64_t> last_wall_ns_;
  std::optional<std::int64_t> last_process_ns_;
};

}  // namespace accelbench
