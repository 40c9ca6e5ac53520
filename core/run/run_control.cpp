// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace accelbench {

std::vector<std::string> run_capabilities() {
  std::vector<std::string> names = {"stop"};
  for (const auto& command : Names<RunCommandKind>::table) names.emplace_back(command.name);
  return names;
}

Status check_command(const RunCommand& command) {
  if (command.kind != RunCommandKind::set_learning_rate) return {};
  if (std::isfinite(command.value) && command.value > 0) return {};
  return bad_input("learning rate", fmt::format("found {}, expected a number above 0", command.value),
                   "the training goes on with the one it has");
}

Status RunControl::set_learning_rate(double learning_rate) {
  const RunCommand command{RunCommandKind::set_learning_rate, learning_rate};
  if (auto good = check_command(command); !good) return good;
  send(command);
  return {};
}

void RunControl::send(RunCommand command) {
  {
    const std::lock_guard lock(mutex_);
    if (command.kind == RunCommandKind::pause || command.kind == RunCommandKind::step_epoch) paused_ = true;
    if (command.kind == RunCommandKind::go_on) paused_ = false;
    for (RunFollower* follower : followers_) {
      follower->queue_.push_back(command);
      follower->waiting_.store(true, std::memory_order_release);
    }
  }
  changed_.notify_all();
}

bool RunControl::wait_until_paused(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, longest, [this] {
    // One that rests and was just told to go on does not rest any more.
    return std::ranges::all_of(followers_, [](const RunFollower* follower) {
      return follower->resting_ && follower->queue_.empty();
    });
  });
}

RunFollower::RunFollower(RunControl* control) : control_(control) {
  if (control_ == nullptr) return;
  const std::lock_guard lock(control_->mutex_);
  control_->followers_.push_back(this);
  if (!control_->paused_) return;
  queue_.push_back({RunCommandKind::pause});
  waiting_.store(true, std::memory_order_release);
}

RunFollower::~RunFollower() {
  if (control_ == nullptr) return;
  {
    const std::lock_guard lock(control_->mutex_);
    std::erase(control_->followers_, this);
  }
  control_->changed_.notify_all();
}

std::optional<RunCommand> RunFollower::next() {
  if (!waiting_.load(std::memory_order_acquire)) return std::nullopt;
  const std::lock_guard lock(control_->mutex_);
  const RunCommand command = queue_.front();
  queue_.erase(queue_.begin());
  waiting_.store(!queue_.empty(), std::memory_order_release);
  return command;
}

void RunFollower::rest(const std::stop_token& stop) {
  if (control_ == nullptr) return;
  set_resting(true);
  {
    std::unique_lock lock(control_->mutex_);
    control_->changed_.wait(lock, stop, [this] { return !queue_.empty(); });
  }
  set_resting(false);
}

void RunFollower::set_resting(bool resting) {
  if (control_ == nullptr) return;
  {
    const std::lock_guard lock(control_->mutex_);
    if (resting_ == resting) return;
    resting_ = resting;
  }
  control_->changed_.notify_all();
}

}  // namespace accelbench
