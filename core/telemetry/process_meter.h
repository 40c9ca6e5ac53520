// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <optional>

namespace accelbench {

/// CPU time and memory of one process: cheap enough to be read right before and after a training.
class ProcessMeter {
 public:
  /// `threads`: processors that it asked for, the denominator of its utilization. `process`: 0 for this one.
  ProcessMeter(std::int64_t threads, int process, const std::filesystem::path& root);

  struct Reading {
    std::optional<double> utilization;  ///< 0 … 1 since the reading before; empty at the first
    std::optional<std::int64_t> resident_bytes;
    std::int64_t elapsed_ns = 0;  ///< since the reading before; 0 at the first
  };
  Reading read();
  bool measures_time() const { return process_ns().has_value(); }
  bool measures_memory() const { return resident_bytes().has_value(); }

 private:
  std::optional<std::int64_t> process_ns() const;
  std::optional<std::int64_t> resident_bytes() const;

  double threads_;
  std::filesystem::path memory_file_;
  std::optional<clockid_t> clock_;
  std::optional<std::int64_t> last_wall_ns_;
  std::optional<std::int64_t> last_process_ns_;
};

}  // namespace accelbench
