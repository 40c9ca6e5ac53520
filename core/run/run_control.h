// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/names.h"
#include "core/base/result.h"

// What a person may do to trainings while they run.
namespace accelbench {

enum class RunCommandKind { pause, go_on, step_epoch, checkpoint, set_learning_rate };
template <>
struct Names<RunCommandKind> {
  static constexpr std::array table = {
      Named<RunCommandKind>{RunCommandKind::pause, "pause", "train no further, keep everything"},
      Named<RunCommandKind>{RunCommandKind::go_on, "continue", "end a pause"},
      Named<RunCommandKind>{RunCommandKind::step_epoch, "step_epoch",
                            "train to the end of the epoch, then pause"},
      Named<RunCommandKind>{RunCommandKind::checkpoint, "checkpoint", "write a checkpoint now"},
      Named<RunCommandKind>{RunCommandKind::set_learning_rate, "set_learning_rate",
                            "use this learning rate from now on"},
  };
};

struct RunCommand {
  RunCommandKind kind = RunCommandKind::pause;
  double value = 0;  ///< the learning rate
  bool operator==(const RunCommand&) const = default;
};

/// The names of all commands, and "stop": what a run of this build takes.
std::vector<std::string> run_capabilities();
/// Refuses a learning rate that is no positive finite number.
Status check_command(const RunCommand& command);

/// Passes commands on to all runs that follow it; by any thread. A run sees them between chunks of at most
/// 50 ms. A pause holds for runs that begin during it, too; everything else is for those that run now.
class RunControl {
 public:
  void pause() { send({RunCommandKind::pause}); }
  void go_on() { send({RunCommandKind::go_on}); }
  void step_epoch() { send({RunCommandKind::step_epoch}); }
  void checkpoint() { send({RunCommandKind::checkpoint}); }
  Status set_learning_rate(double learning_rate);
  /// A command that check_command accepts.
  void send(RunCommand command);

  /// Whether every run that follows has come to rest within this time.
  bool wait_until_paused(std::chrono::milliseconds longest);

 private:
  friend class RunFollower;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<class RunFollower*>
      followers_;  // guarded by mutex_, as what follows and the queues of followers
  bool paused_ = false;
};

/// One run's end of a control. Without a control nothing is ever asked.
class RunFollower {
 public:
  explicit RunFollower(RunControl* control);
  ~RunFollower();
  RunFollower(const RunFollower&) = delete;
  RunFollower& operator=(const RunFollower&) = delete;

  /// The next command, if there is one. Costs a load where there is none.
  std::optional<RunCommand> next();
  /// Sleeps until there is a command or a stop. Tells the control that this run is at rest meanwhile.
  void rest(const std::stop_token& stop);
  /// For a run elsewhere: tells the control whether it is at rest.
  void set_resting(bool resting);

 private:
  friend class RunControl;
  RunControl* control_;
  std::atomic<bool> waiting_{false};
  std::vector<RunCommand> queue_;
  bool resting_ = false;
};

}  // namespace accelbench
