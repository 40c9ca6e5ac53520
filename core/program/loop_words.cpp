// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics, schedules and callbacks for programs that write their own loop.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/program/words.h"

namespace accelbench::program {
namespace {

constexpr std::string_view plateau = R"(

class ReduceLrOnPlateau:
    """Lowers the learning rate where a value has not improved for a while; Keras' rules."""

    def __init__(self, monitor, rises, factor, patience, min_delta, cooldown, min_lr):
        self.monitor, self.sign, self.factor, self.patience = monitor, -1 if rises else 1, factor, patience
        self.min_delta, self.cooldown, self.min_lr = min_delta, cooldown, min_lr
        self.best, self.wait, self.left = float("inf"), 0, 0

    def __call__(self, epoch, values):
        value = self.sign * values[self.monitor]
        if self.left > 0:
            self.left, self.wait = self.left - 1, 0
        if value < self.best - self.min_delta:
            self.best, self.wait = value, 0
        elif self.left == 0:
            self.wait += 1
            if self.wait >= self.patience and run.learning_rate > self.min_lr:
                run.learning_rate = max(run.learning_rate * self.factor, self.min_lr)
                self.left, self.wait = self.cooldown, 0
)";

constexpr std::string_view early = R"(

class EarlyStopping:
    """Ends the training where a value has not improved for a while; Keras' rules."""

    def __init__(self, monitor, rises, patience, min_delta, restore, start):
        self.monitor, self.sign, self.patience = monitor, -1 if rises else 1, patience
        self.min_delta, self.restore, self.start = abs(min_delta), restore, start
        self.best, self.wait, self.kept = None, 0, None

    def __call__(self, epoch, values):
        if epoch < self.start:
            return
        if self.restore and self.kept is None:
            self.kept = keep_weights()
        value = self.sign * values[self.monitor]
        self.wait += 1
        if self.best is None or value < self.best - self.min_delta:
            self.best, self.wait = value, 0
            self.kept = keep_weights() if self.restore else None
        elif self.wait >= self.patience and epoch > 0:
            run.stop = True
)";

constexpr std::string_view target = R"(

class Target:
    """Tells, and if asked ends the training, when a value is good enough."""

    def __init__(self, monitor, rises, bound, stop):
        self.monitor, self.sign, self.bound, self.stop = monitor, -1 if rises else 1, bound, stop

    def __call__(self, epoch, values):
        if self.bound is not None and self.sign * values[self.monitor] <= self.sign * self.bound:
            print(f"target reached: {self.monitor} {values[self.monitor]:.6g} after epoch {epoch + 1}")
            self.bound, run.stop = None, run.stop or self.stop
)";

std::string made(const ReduceLrOnPlateau& one) {
  return fmt::format("ReduceLrOnPlateau({}, {}, {}, {}, {}, {}, {})", python_text(one.monitor),
                     truth(rises(one.monitor)), number(one.factor), one.patience, number(one.min_delta),
                     one.cooldown, number(one.min_lr));
}
std::string made(const EarlyStopping& one) {
  return fmt::format("EarlyStopping({}, {}, {}, {}, {}, {})", python_text(one.monitor),
                     truth(rises(one.monitor)), one.patience, number(one.min_delta),
                     truth(one.restore_best_weights), one.start_from_epoch);
}
std::string made(const TargetCallback& one) {
  return fmt::format("Target({}, {}, {}, {})", python_text(one.monitor), truth(one.at_least.has_value()),
                     number(one.at_most.value_or(one.at_least.value_or(0))), truth(one.stop));
}

template <class Kind>
bool any_of_kind(const TrainingSpec& training) {
  return std::ranges::any_of(training.callbacks,
                             [](const auto& one) { return std::holds_alternative<Kind>(one); });
}

std::string classes_of(const TrainingSpec& training) {
  std::string text;
  if (any_of_kind<ReduceLrOnPlateau>(training)) text += plateau;
  if (any_of_kind<EarlyStopping>(training)) text += early;
  if (any_of_kind<TargetCallback>(training)) text += target;
  return text;
}

std::string expression(Metric metric, const Work& work) {
  switch (metric) {
    case Metric::mae:
      return "np.mean(np.abs(outputs - y))";
    case Metric::mse:
      return "np.mean((outputs - y) ** 2)";
    case Metric::rmse:
      return "np.sqrt(np.mean((outputs - y) ** 2))";
    case Metric::r2:
      return "1 - np.sum((outputs - y) ** 2) / np.sum((y - np.mean(y)) ** 2)";
    case Metric::accuracy:
      break;
  }
  const Loss loss = training_of(work).loss;
  if (loss == Loss::binary_crossentropy) return "np.mean((outputs[:, 0] > 0) == (y > 0))";
  if (loss == Loss::categorical_crossentropy) return "np.mean(outputs.argmax(axis=1) == y)";
  if (layers_of(work).back().units == 1) return "np.mean((outputs > 0.5) == y)";
  return "np.mean(outputs.argmax(axis=1) == y.argmax(axis=1))";
}

std::string metrics_of(const Work& work) {
  std::vector<std::string> entries;
  for (const Metric metric : training_of(work).metrics)
    entries.push_back(fmt::format("prefix + \"{}\": float({})", name_of(metric), expression(metric, work)));
  return fmt::format("{{{}}}", fmt::join(entries, ",\n "));
}

std::string rate_of(const StepSchedule& step, const std::string& base) {
  return fmt::format("{} * {} ** (epoch // {})", base, number(step.factor), step.every_epochs);
}
std::string rate_of(const ExponentialSchedule& one, const std::string& base) {
  return fmt::format("{} * {} ** epoch", base, number(one.factor));
}
std::string rate_of(const CosineSchedule& one, const std::string& base) {
  return fmt::format("cosine(epoch, {}, {}, {})", base, one.warmup_epochs, number(one.final));
}

constexpr std::string_view restoring = R"(for callback in callbacks:
    if getattr(callback, "kept", None) is not None:
        restore_weights(callback.kept))";

constexpr std::string_view cosine = R"(

def cosine(epoch, base, warm_up, final):
    if epoch < warm_up:
        return base * (epoch + 1) / warm_up
    span = @EPOCHS@ - 1 - warm_up
    if span <= 0:
        return base if warm_up == 0 else final
    return float(final + (base - final) * (1 + np.cos(np.pi * (epoch - warm_up) / span)) / 2)
)";

}  // namespace

std::string rate_text(const ScheduleSpec& schedule, const std::string& base) {
  return std::visit([&](const auto& one) { return rate_of(one, base); }, schedule);
}

std::string rate_function(const ScheduleSpec& schedule, const Pieces& pieces) {
  return std::holds_alternative<CosineSchedule>(schedule) ? filled(cosine, pieces) : "";
}

void add_loop_pieces(const Work& work, Pieces& pieces) {
  const TrainingSpec& training = training_of(work);
  pieces["METRICS"] = metrics_of(work);
  pieces["SCHEDULE"] = "";
  std::string classes = classes_of(training);
  if (training.schedule) {
    pieces["SCHEDULE"] = "run.learning_rate = " + rate_text(*training.schedule, pieces["RATE"]);
    classes += rate_function(*training.schedule, pieces);
  }
  if (!classes.empty()) classes.pop_back();
  pieces["CALLBACK_CLASSES"] = classes;
  std::vector<std::string> callbacks;
  for (const auto& callback : training.callbacks)
    callbacks.push_back(std::visit([](const auto& one) { return made(one); }, callback));
  pieces["CALLBACKS"] = fmt::format("[{}]", fmt::join(callbacks, ",\n "));
  const bool restores = std::ranges::any_of(training.callbacks, [](const auto& one) {
    const auto* stopping = std::get_if<EarlyStopping>(&one);
    return stopping != nullptr && stopping->restore_best_weights;
  });
  pieces["RESTORE"] = restores ? restoring : "";
  if (!restores) pieces["KEEP_WEIGHTS"] = "";
}

}  // namespace accelbench::program
