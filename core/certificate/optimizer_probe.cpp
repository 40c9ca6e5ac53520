// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/certificate/certificate_numbers.h"
#include "core/certificate/probes.h"
#include "core/certificate/replay.h"
#include "core/experiment/schema.h"

namespace accelbench {
namespace {

constexpr double never = 1e12;
constexpr double step_share = 0.004;  ///< of a weight's size that one step moves it by, roughly

/// Sizes in the first gradient of a work, as root mean squares over all weights.
struct Sizes {
  double weight = 0;
  double gradient = 0;
  double gradient_length = 0;
};

Result<Sizes> sizes_of(const Work& work) {
  const auto gradient = gradient_of(work);
  if (!gradient) return tl::make_unexpected(gradient.error());
  Sizes sizes{root_mean_square(flat(work.initial_weights)), root_mean_square(*gradient), length(*gradient)};
  // All dead or all frozen: any number does where nothing moves.
  if (!(sizes.weight > 0)) sizes.weight = 0.01;
  if (!(sizes.gradient > 0)) sizes.gradient = sizes.gradient_length = 0.01;
  return sizes;
}

double epsilon_of(double size) { return power_of_two_near(size, 1); }

/// Keras' form adds epsilon to √v, which after a few steps is √(1 − β₂⁴) of the gradient's size.
void set_adam(OptimizerSpec& optimizer, const Sizes& sizes) {
  optimizer.epsilon = epsilon_of(std::sqrt(1 - std::pow(optimizer.beta_2, 4)) * sizes.gradient);
  optimizer.learning_rate = power_of_two_near(2 * step_share * sizes.weight, most_rate);
  if (optimizer.weight_decay > 0)
    optimizer.weight_decay = power_of_two_near(step_share / 4 / optimizer.learning_rate, 1000);
}

void set_rmsprop(OptimizerSpec& optimizer, const Sizes& sizes) {
  const double share = 1 - optimizer.rho;
  optimizer.epsilon = epsilon_of(share * sizes.gradient * sizes.gradient);
  optimizer.learning_rate = power_of_two_near(step_share * sizes.weight * std::sqrt(2 * share), most_rate);
}

void set_sgd(OptimizerSpec& optimizer, const Sizes& sizes) {
  const double pushes = std::min(3.0, 1 / (1 - optimizer.momentum));  // that add up in so few steps
  optimizer.learning_rate = power_of_two_near(step_share * sizes.weight / sizes.gradient / pushes, most_rate);
}

void set_optimizer(TrainingSpec& training, Sizes sizes) {
  if (training.l1 > 0) training.l1 = power_of_two_near(sizes.gradient / 4, most_rate);
  if (training.l2 > 0) training.l2 = power_of_two_near(sizes.gradient / sizes.weight / 4, most_rate);
  if (training.clip_norm) {
    training.clip_norm = power_of_two_near(sizes.gradient_length / 2, never);
    sizes.gradient /= 2;
  }
  switch (training.optimizer.name) {
    case OptimizerKind::adam:
    case OptimizerKind::adamw:
      return set_adam(training.optimizer, sizes);
    case OptimizerKind::sgd:
      return set_sgd(training.optimizer, sizes);
    case OptimizerKind::rmsprop:
      return set_rmsprop(training.optimizer, sizes);
  }
}

void set_schedule(TrainingSpec& training) {
  if (!training.schedule) return;
  if (auto* step = std::get_if<StepSchedule>(&*training.schedule)) step->every_epochs = 1;
  if (auto* cosine = std::get_if<CosineSchedule>(&*training.schedule)) {
    cosine->warmup_epochs = std::min<std::int64_t>(cosine->warmup_epochs, 1);
    if (cosine->final > 0) cosine->final = training.optimizer.learning_rate / 4;
  }
}

// No epoch improves on the first by `never`: a plateau is seen after the second epoch, the end comes after
// the third.
void act(ReduceLrOnPlateau& callback, TrainingSpec& training) {
  callback.patience = 1;
  callback.min_delta = never;
  if (callback.min_lr > 0) callback.min_lr = training.optimizer.learning_rate / 4;
}
void act(EarlyStopping& callback, TrainingSpec& training) {
  callback.patience = 2;
  callback.min_delta = never;
  callback.start_from_epoch = 0;
  callback.restore_best_weights = false;  // the weights of the last epoch tell more
  training.epochs = 4;
}
/// Reached at once, or never where it would end the training before the others act.
void act(TargetCallback& callback, TrainingSpec&) {
  const double reached = callback.stop ? -never : never;
  if (callback.at_most) callback.at_most = reached;
  if (callback.at_least) callback.at_least = -reached;
}

}  // namespace

Result<Work> optimizer_probe(const Work& truncated) {
  const auto sizes = sizes_of(truncated);
  if (!sizes) return tl::make_unexpected(sizes.error());
  Work work = truncated;
  work.experiment.comparison = {};
  work.experiment.sweep.clear();
  TrainingSpec& training = work.experiment.training;
  training.checkpoint.reset();
  training.epochs = 3;
  set_optimizer(training, *sizes);
  set_schedule(training);
  for (CallbackSpec& callback : training.callbacks)
    std::visit([&](auto& one) { act(one, training); }, callback);
  return renamed(std::move(work));
}

}  // namespace accelbench
