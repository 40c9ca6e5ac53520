// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/loop_state.h"

#include <fmt/format.h>

#include <cmath>

namespace accelbench {
namespace {

void keep(KeptValues& values, BatchSums& sums) {
  values.set_prefix("state.sums.");
  values.field("samples", sums.samples);
  values.field("values", sums.values);
  values.field("loss", sums.loss);
  values.field("correct", sums.correct);
  values.field("absolute", sums.absolute);
  values.field("squared", sums.squared);
  values.field("target", sums.target);
  values.field("target_squared", sums.target_squared);
  values.field("penalty", sums.penalty);
}

void keep(KeptValues& values, EpochRecord& last) {
  values.set_prefix("state.last.");
  values.field("epoch", last.epoch);
  values.field("step", last.step);
  values.field("loss", last.loss);
  values.field("val_loss", last.val_loss);
  for (std::size_t i = 0; i < metric_kinds; ++i) {
    const std::string name(name_of(static_cast<Metric>(i)));
    values.field(name.c_str(), last.metrics[i]);
    values.field(("val_" + name).c_str(), last.val_metrics[i]);
  }
  values.field("learning_rate", last.learning_rate);
  values.field("elapsed_s", last.elapsed_s);
}

}  // namespace

void keep(KeptValues& values, LoopState& state) {
  values.set_prefix("state.");
  values.field("epochs", state.epochs);
  values.field("steps_in_epoch", state.steps_in_epoch);
  values.field("epoch_ns", state.epoch_ns);
  values.field("steps", state.steps);
  values.field("train_ns", state.train_ns);
  values.field("learning_rate", state.learning_rate);
  values.field("changed_by_hand", state.changed_by_hand);
  values.field("stop", state.stop);
  values.field("stop_reason", state.stop_reason);
  keep(values, state.sums);
  keep(values, state.last);
}

Status check_state(const LoopState& state, std::int64_t steps_per_epoch) {
  const auto refuse = [](std::string what) {
    return bad_input({}, std::move(what), "this is no whole checkpoint; take another one");
  };
  std::int64_t steps = 0;
  const bool counts = state.steps_in_epoch <= steps_per_epoch &&
                      !__builtin_mul_overflow(state.epochs, steps_per_epoch, &steps) &&
                      !__builtin_add_overflow(steps, state.steps_in_epoch, &steps) && steps == state.steps;
  if (!counts)
    return refuse(fmt::format("{} steps found in {} epochs of {} steps and {} steps", state.steps,
                              state.epochs, steps_per_epoch, state.steps_in_epoch));
  if (!std::isfinite(state.learning_rate) || state.learning_rate < 0)
    return refuse(fmt::format("a learning rate of {} found", state.learning_rate));
  const BatchSums& sums = state.sums;
  for (const double sum :
       {sums.loss, sums.correct, sums.absolute, sums.squared, sums.target, sums.target_squared, sums.penalty})
    if (!std::isfinite(sum)) return refuse("a sum of losses that is not finite found");
  return {};
}

}  // namespace accelbench
