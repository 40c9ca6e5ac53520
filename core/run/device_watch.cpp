// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/device_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/clock.h"

namespace accelbench {
namespace {

constexpr auto look_at_device_every = std::chrono::milliseconds(50);

std::int64_t nanoseconds(double seconds) { return static_cast<std::int64_t>(seconds * 1e9); }

class WatchedExecutable final : public Executable {
 public:
  WatchedExecutable(std::unique_ptr<Executable> executable, DeviceWatch& watch)
      : executable_(std::move(executable)), watch_(watch) {}
  ~WatchedExecutable() override {
    const auto call = watch("giving the device back");
    executable_.reset();
  }

  void begin_epoch(std::int64_t epoch) override {
    const auto call = watch("the begin of an epoch");
    executable_->begin_epoch(epoch);
  }
  void run_steps(std::int64_t steps, BatchSums& sums) override {
    const auto call = watch("a step of the training");
    executable_->run_steps(steps, sums);
  }
  void skip_steps(std::int64_t steps) override {
    const auto call = watch("the begin of an epoch");
    executable_->skip_steps(steps);
  }
  std::int64_t evaluation_steps() const override { return executable_->evaluation_steps(); }
  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    const auto call = watch("the validation set");
    executable_->evaluate(first, steps, sums);
  }
  void set_learning_rate(double learning_rate) override {
    const auto call = watch("a new learning rate");
    executable_->set_learning_rate(learning_rate);
  }
  bool finite() const override {
    const auto call = watch("looking for numbers that are not finite");
    return executable_->finite();
  }
  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const override {
    const auto call = watch("reading weights");
    executable_->read_layer(layer, weight, bias);
  }
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) override {
    const auto call = watch("writing weights");
    executable_->write_layer(layer, weight, bias);
  }
  int moments() const override { return executable_->moments(); }
  void read_moment(int moment, std::size_t layer, std::span<double> weight,
                   std::span<double> bias) const override {
    const auto call = watch("reading moments");
    executable_->read_moment(moment, layer, weight, bias);
  }
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias) override {
    const auto call = watch("writing moments");
    executable_->write_moment(moment, layer, weight, bias);
  }
  std::int64_t steps() const override { return executable_->steps(); }
  void set_steps(std::int64_t steps) override { executable_->set_steps(steps); }
  ExecutionDetails details() const override { return executable_->details(); }
  std::optional<StepSplit> step_split() const override { return executable_->step_split(); }
  std::unique_ptr<Snapshot> snapshot() const override {
    const auto call = watch("keeping weights");
    return executable_->snapshot();
  }
  void retake(Snapshot& snapshot) const override {
    const auto call = watch("keeping weights");
    executable_->retake(snapshot);
  }
  void restore(const Snapshot& snapshot) override {
    const auto call = watch("restoring weights");
    executable_->restore(snapshot);
  }

 private:
  DeviceWatch::Call watch(const char* what) const { return {&watch_, what, watch_.patience().step_s}; }

  std::unique_ptr<Executable> executable_;
  DeviceWatch& watch_;
};

}  // namespace

DeviceWatch::DeviceWatch(std::string device, DevicePatience patience, Hung hung)
    : device_(std::move(device)), patience_(patience), hung_(std::move(hung)) {
  thread_ = std::thread([this] { work(); });
}

DeviceWatch::~DeviceWatch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void DeviceWatch::begin(const char* what, double limit_s) {
  what_.store(what, std::memory_order_relaxed);
  limit_ns_.store(nanoseconds(limit_s), std::memory_order_relaxed);
  since_ns_.store(monotonic_ns(), std::memory_order_release);
}

void DeviceWatch::end_soon(std::string reason) {
  const std::lock_guard lock(mutex_);
  deadline_ns_ = monotonic_ns() + nanoseconds(patience_.ending_s);
  reason_ = std::move(reason);
}

void DeviceWatch::work() {
  std::string reason;
  for (std::unique_lock lock(mutex_); !ending_;) {
    wake_.wait_for(lock, look_at_device_every, [this] { return ending_; });
    if (ending_ || !hangs(reason)) continue;
    lock.unlock();
    hung_(reason);
    return;
  }
}

/// With the lock held.
bool DeviceWatch::hangs(std::string& reason) const {
  const std::int64_t now_ns = monotonic_ns();
  if (deadline_ns_ > 0) {
    reason = reason_;
    return now_ns > deadline_ns_;
  }
  const std::int64_t since_ns = since_ns_.load(std::memory_order_acquire);
  const std::int64_t limit_ns = limit_ns_.load(std::memory_order_relaxed);
  if (since_ns == 0 || now_ns - since_ns <= limit_ns) return false;
  reason = fmt::format("{} has not answered for {:g} seconds ({})", device_,
                       static_cast<double>(limit_ns) * 1e-9, what_.load(std::memory_order_relaxed));
  return true;
}

std::unique_ptr<Executable> watched(std::unique_ptr<Executable> executable, DeviceWatch& watch) {
  return std::make_unique<WatchedExecutable>(std::move(executable), watch);
}

}  // namespace accelbench
