// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "app/cli/terminal.h"
#include "core/engine/event.h"

namespace accelbench {

/// Draws one line a run on stderr: bar, epoch, loss, samples a second, time to go; at most ten times a
/// second. Lines of runs that have ended stay; the others are drawn again in place.
class Progress : public EventSink {
 public:
  Progress();
  void on_event(const Event& event) override;
  /// Leaves the cursor on a line of its own.
  void close();

 private:
  struct Run {
    std::string id;
    std::string name;  ///< the id and, with a sweep, what the variant sets
    std::int64_t epochs = 0;
    EpochRecord last;
    std::string phase = "waiting";
    bool ended = false;
    std::string end;  ///< "completed", …
  };
  Run& run_of(const std::string& id);
  void take(Run& run, const Event& event);
  static std::string line_of(const Run& run, std::size_t width);
  void draw();

  std::vector<Run> runs_;
  LiveLines lines_;
  std::chrono::steady_clock::time_point last_;
  bool colour_ = false;
};

}  // namespace accelbench
