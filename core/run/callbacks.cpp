// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/callbacks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/engine/monitor.h"

namespace accelbench {
namespace {

double worst(const Monitor& monitor) {
  return monitor.rises() ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

/// Better than the best by more than min_delta. A value that is no number is never better.
bool improves(const Monitor& monitor, double value, double best, double min_delta) {
  return monitor.rises() ? value > best + min_delta : value < best - min_delta;
}

class ReduceLrOnPlateauCallback : public Callback {
 public:
  ReduceLrOnPlateauCallback(const ReduceLrOnPlateau& spec, Monitor monitor)
      : spec_(spec), monitor_(monitor), best_(worst(monitor)) {}

  void after_epoch(const EpochRecord& epoch, TrainingControl& control) override {
    const double value = monitor_.value(epoch);
    if (cooldown_left_ > 0) {
      --cooldown_left_;
      wait_ = 0;
    }
    if (improves(monitor_, value, best_, spec_.min_delta)) {
      best_ = value;
      wait_ = 0;
    } else if (cooldown_left_ == 0 && ++wait_ >= spec_.patience) {
      reduce(epoch, control);
    }
  }

  void keep(KeptValues& values) override {
    values.field("best", best_);
    values.field("wait", wait_);
    values.field("cooldown_left", cooldown_left_);
  }

 private:
  /// At min_lr nothing happens, and the waiting goes on, as in Keras.
  void reduce(const EpochRecord& epoch, TrainingControl& control) {
    if (control.learning_rate <= spec_.min_lr) return;
    control.learning_rate = std::max(control.learning_rate * spec_.factor, spec_.min_lr);
    cooldown_left_ = spec_.cooldown;
    wait_ = 0;
    control.messages.push_back(
        fmt::format("epoch {}: reduce_lr_on_plateau lowers the learning rate to {:.6g}", epoch.epoch,
                    control.learning_rate));
  }

  ReduceLrOnPlateau spec_;
  Monitor monitor_;
  double best_;
  std::int64_t wait_ = 0;
  std::int64_t cooldown_left_ = 0;
};

class EarlyStoppingCallback : public Callback {
 public:
  EarlyStoppingCallback(const EarlyStopping& spec, Monitor monitor) : spec_(spec), monitor_(monitor) {}

  void after_epoch(const EpochRecord& epoch, TrainingControl& control) override {
    if (epoch.epoch <= spec_.start_from_epoch) return;
    // Without any epoch that counts as better, the weights of the first one watched are the best.
    if (spec_.restore_best_weights && !best_weights_) keep_weights(epoch, control);
    const double value = monitor_.value(epoch);
    ++wait_;
    if (!best_ || improves(monitor_, value, *best_, std::abs(spec_.min_delta))) {
      best_ = value;
      wait_ = 0;
      if (spec_.restore_best_weights && best_epoch_ != epoch.epoch) keep_weights(epoch, control);
    } else if (wait_ >= spec_.patience && epoch.epoch > 1) {
      control.stop = true;
      control.stop_reason = fmt::format("early_stopping: {} has not improved for {} epochs (epoch {})",
                                        spec_.monitor, wait_, epoch.epoch);
    }
  }

  void after_training(TrainingControl& control) override {
    if (!best_weights_) return;
    control.executable->restore(*best_weights_);
    control.messages.push_back(
        fmt::format("early_stopping: the weights are those after epoch {}", best_epoch_));
  }

  void keep(KeptValues& values) override {
    values.field("best", best_);
    values.field("wait", wait_);
    values.field("best_epoch", best_epoch_);
  }
  const Executable::Snapshot* kept_weights() const override { return best_weights_.get(); }
  void take_weights(std::unique_ptr<Executable::Snapshot> weights) override {
    best_weights_ = std::move(weights);
  }

 private:
  /// Allocates the first time only.
  void keep_weights(const EpochRecord& epoch, TrainingControl& control) {
    if (best_weights_)
      control.executable->retake(*best_weights_);
    else
      best_weights_ = control.executable->snapshot();
    best_epoch_ = epoch.epoch;
  }

  EarlyStopping spec_;
  Monitor monitor_;
  std::optional<double> best_;
  std::int64_t wait_ = 0;
  std::int64_t best_epoch_ = 0;
  std::unique_ptr<Executable::Snapshot> best_weights_;
};

class TargetCallbackState : public Callback {
 public:
  TargetCallbackState(const TargetCallback& spec, Monitor monitor)
      : spec_(spec),
        monitor_(monitor),
        reached_{spec.monitor, spec.at_most.value_or(spec.at_least.value_or(0)), false, {}} {}

  void after_epoch(const EpochRecord& epoch, TrainingControl& control) override {
    const double value = monitor_.value(epoch);
    const bool here = spec_.at_most ? value <= *spec_.at_most : value >= spec_.at_least.value_or(0);
    if (reached_.reached || !here) return;
    reached_.reached = true;
    reached_.seconds = epoch.t_s - control.paused_s;
    if (!spec_.stop) return;
    control.stop = true;
    control.stop_reason = fmt::format("target: {} is {:.6g} (epoch {})", spec_.monitor, value, epoch.epoch);
  }

  const TargetReached* target() const override { return &reached_; }

  void keep(KeptValues& values) override {
    values.field("reached", reached_.reached);
    values.field("seconds", reached_.seconds);
  }

 private:
  TargetCallback spec_;
  Monitor monitor_;
  TargetReached reached_;
};

std::unique_ptr<Callback> make(const ReduceLrOnPlateau& spec, Monitor monitor) {
  return std::make_unique<ReduceLrOnPlateauCallback>(spec, monitor);
}
std::unique_ptr<Callback> make(const EarlyStopping& spec, Monitor monitor) {
  return std::make_unique<EarlyStoppingCallback>(spec, monitor);
}
std::unique_ptr<Callback> make(const TargetCallback& spec, Monitor monitor) {
  return std::make_unique<TargetCallbackState>(spec, monitor);
}

const char* name_of_callback(const ReduceLrOnPlateau&) { return "reduce_lr_on_plateau"; }
const char* name_of_callback(const EarlyStopping&) { return "early_stopping"; }
const char* name_of_callback(const TargetCallback&) { return "target"; }

std::vector<std::string> measured_monitors(const TrainingSpec& training, bool validation) {
  std::vector<std::string> names = {"loss"};
  for (const Metric metric : training.metrics) names.emplace_back(name_of(metric));
  const std::size_t count = names.size();
  for (std::size_t i = 0; validation && i < count; ++i) names.push_back("val_" + names[i]);
  return names;
}

}  // namespace

Result<std::vector<std::unique_ptr<Callback>>> make_callbacks(const TrainingSpec& training, bool validation) {
  const auto measured = measured_monitors(training, validation);
  std::vector<std::unique_ptr<Callback>> callbacks;
  for (const CallbackSpec& spec : training.callbacks) {
    const std::string name = std::visit([](const auto& one) { return one.monitor; }, spec);
    if (std::find(measured.begin(), measured.end(), name) == measured.end())
      return bad_input(fmt::format("training.callbacks.{}",
                                   std::visit([](const auto& one) { return name_of_callback(one); }, spec)),
                       fmt::format("monitor \"{}\" is not measured in this training; measured are {}", name,
                                   fmt::join(measured, ", ")),
                       name.starts_with("val_") && !validation
                           ? "set data.validation_split above 0, or watch loss"
                           : "name one of these, or add the metric to training.metrics");
    const Monitor monitor = monitor_named(name).value_or(Monitor{});
    callbacks.push_back(std::visit([&](const auto& one) { return make(one, monitor); }, spec));
  }
  return callbacks;
}

}  // namespace accelbench
