// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/engine/engine.h"
#include "core/engine/event.h"

// An executable and an engine that do as they are told, and a sink that keeps what it hears.
namespace accelbench::test {

/// What a scripted training does. Losses of epochs by number from 0; the last goes on for ever.
struct Script {
  std::vector<double> losses = {1.0};
  std::vector<double> val_losses = {};
  std::vector<double> correct = {};  ///< samples answered right, for accuracy: share of `samples_per_step`
  std::int64_t samples_per_step = 32;
  std::chrono::microseconds step_time{0};
  std::int64_t not_finite_from_step = -1;  ///< finite() is false from this step on (from 1)
  std::function<void(std::int64_t step)> on_step = {};
  std::int64_t evaluation_steps = 1;
  std::function<void(std::int64_t step)> on_evaluation_step = {};
};

/// One weight that counts the steps done: what is restored can be seen.
class ScriptedExecutable : public Executable {
 public:
  explicit ScriptedExecutable(Script script) : script_(std::move(script)) {}

  void begin_epoch(std::int64_t epoch) override { epoch_ = epoch; }
  void run_steps(std::int64_t steps, BatchSums& sums) override {
    chunks.push_back(steps);
    for (std::int64_t i = 0; i < steps; ++i) sums += one_step();
  }
  std::int64_t evaluation_steps() const override { return script_.evaluation_steps; }
  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    if (first == 0) ++evaluations;
    for (std::int64_t i = 0; i < steps; ++i) {
      if (script_.step_time.count() > 0) std::this_thread::sleep_for(script_.step_time);
      if (script_.on_evaluation_step) script_.on_evaluation_step(first + i);
      sums += sums_of(at(script_.val_losses));
    }
  }
  void set_learning_rate(double learning_rate) override { learning_rates.push_back(learning_rate); }
  bool finite() const override {
    return script_.not_finite_from_step < 0 || steps_ < script_.not_finite_from_step;
  }
  void read_layer(std::size_t, std::span<double> weight, std::span<double> bias) const override {
    for (double& value : weight) value = static_cast<double>(steps_);
    for (double& value : bias) value = 0;
  }
  void write_layer(std::size_t, std::span<const double>, std::span<const double>) override {}
  int moments() const override { return 0; }
  void read_moment(int, std::size_t, std::span<double>, std::span<double>) const override {}
  void write_moment(int, std::size_t, std::span<const double>, std::span<const double>) override {}
  void skip_steps(std::int64_t steps) override { skipped += steps; }
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }
  void retake(Snapshot& snapshot) const override { static_cast<Steps&>(snapshot).steps = steps_; }
  std::unique_ptr<Snapshot> snapshot() const override { return std::make_unique<Steps>(steps_); }
  void restore(const Snapshot& snapshot) override {
    steps_ = static_cast<const Steps&>(snapshot).steps;
    ++restores;
  }

  std::vector<std::int64_t> chunks;
  std::vector<double> learning_rates;
  int evaluations = 0;
  int restores = 0;
  std::int64_t skipped = 0;
  std::int64_t all_steps = 0;

 private:
  struct Steps : Snapshot {
    explicit Steps(std::int64_t count) : steps(count) {}
    std::int64_t steps;
  };

  double at(const std::vector<double>& values) const {
    return values.empty() ? 0 : values[std::min(static_cast<std::size_t>(epoch_), values.size() - 1)];
  }
  BatchSums sums_of(double loss) const {
    BatchSums sums;
    sums.samples = sums.values = script_.samples_per_step;
    sums.loss = loss * static_cast<double>(script_.samples_per_step);
    sums.correct = at(script_.correct) * static_cast<double>(script_.samples_per_step);
    return sums;
  }
  BatchSums one_step() {
    ++steps_;
    ++all_steps;
    if (script_.step_time.count() > 0) std::this_thread::sleep_for(script_.step_time);
    if (script_.on_step) script_.on_step(all_steps);
    return sums_of(at(script_.losses));
  }

  Script script_;
  std::int64_t epoch_ = 0;
  std::int64_t steps_ = 0;
};

class ScriptedEngine : public Engine {
 public:
  explicit ScriptedEngine(Script script) : script_(std::move(script)) {}
  EngineKind kind() const override { return EngineKind::cpu; }
  std::vector<Device> devices() const override { return {{"cpu", "scripted", "cpu", {}, {}, 1, true, ""}}; }
  Status can_run(const Work&, const AcceleratorSpec& accelerator) const override {
    if (accelerator.precision == Precision::float8)
      return unavailable(accelerator.id, "no float8 here", "use float32");
    return {};
  }
  Result<Estimate> estimate(const Work&, const AcceleratorSpec&) const override { return Estimate{}; }
  Result<std::unique_ptr<Executable>> compile(const Work&,
                                              const AcceleratorSpec& accelerator) const override {
    if (accelerator.precision == Precision::float16) throw std::bad_alloc();
    ++compiled;
    return std::make_unique<ScriptedExecutable>(script_);
  }
  std::string device_of(const AcceleratorSpec&) const override { return "cpu"; }
  std::int64_t threads_of(const AcceleratorSpec&) const override { return 1; }
  EnergySource energy_source(const AcceleratorSpec& accelerator) const override {
    return energy ? energy() : Engine::energy_source(accelerator);
  }
  std::function<EnergySource()> energy;  ///< empty: no counters
  mutable std::atomic<int> compiled{0};

 private:
  Script script_;
};

/// Keeps every event, and notes when two threads tell it something at once.
class KeepingSink : public EventSink {
 public:
  void on_event(const Event& event) override {
    if (inside_.exchange(true)) overlapped = true;
    if (before) before(event);
    {
      const std::lock_guard lock(mutex_);
      events_.push_back(event);
    }
    inside_ = false;
  }
  std::vector<Event> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }
  template <class What>
  std::vector<What> all() const {
    std::vector<What> found;
    for (const Event& event : events())
      if (const auto* what = std::get_if<What>(&event.what)) found.push_back(*what);
    return found;
  }
  std::vector<EpochRecord> epochs() const {
    std::vector<EpochRecord> records;
    for (const auto& event : all<EpochsEvent>())
      records.insert(records.end(), event.records.begin(), event.records.end());
    return records;
  }
  std::vector<double> learning_rates() const {
    std::vector<double> rates;
    for (const EpochRecord& record : epochs()) rates.push_back(record.learning_rate);
    return rates;
  }
  std::function<void(const Event&)> before;
  std::atomic<bool> overlapped{false};

 private:
  mutable std::mutex mutex_;
  std::vector<Event> events_;
  std::atomic<bool> inside_{false};
};

}  // namespace accelbench::test
