// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/clock.h"
#include "core/certificate/hypotheses.h"
#include "core/certificate/probes.h"

namespace accelbench {
namespace {

constexpr double longest_search_s = 5;

/// One number of the settings at other values.
class Suspicions {
 public:
  explicit Suspicions(const Work& probe) : probe_(probe) {}

  template <class Get>
  void number(const char* name, std::initializer_list<double> values, const Get& get) {
    TrainingSpec training = probe_.experiment.training;
    const double asked = get(training);
    for (const double value : values) {
      if (value == asked) continue;
      add(fmt::format("of {} {:.6g}, asked for {:.6g}", name, value, asked),
          [get, value](Work& work, ReplayPlan&) { get(work.experiment.training) = value; });
    }
  }
  void add(std::string words, std::function<void(Work&, ReplayPlan&)> change) {
    all_.push_back({std::move(words), std::move(change)});
  }
  std::vector<Hypothesis> take() { return std::move(all_); }

 private:
  const Work& probe_;
  std::vector<Hypothesis> all_;
};

void suspect_adam(Suspicions& suspicions, const OptimizerSpec& asked) {
  const double epsilon = asked.epsilon;
  suspicions.number("epsilon", {1e-8, 1e-7, 1e-6, 1e-10, 1e-16, 10 * epsilon, epsilon / 10},
                    [](auto& training) -> double& { return training.optimizer.epsilon; });
  suspicions.number("beta_1", {0.9, 0.99, 0.95, 0.8, 0.5, 0},
                    [](auto& training) -> double& { return training.optimizer.beta_1; });
  suspicions.number("beta_2", {0.999, 0.9999, 0.99, 0.98, 0.95, 0.9},
                    [](auto& training) -> double& { return training.optimizer.beta_2; });
}

void suspect_decay(Suspicions& suspicions, const OptimizerSpec& asked) {
  suspicions.number("weight_decay", {0, 0.004, 0.01, asked.weight_decay / 2, 2 * asked.weight_decay},
                    [](auto& training) -> double& { return training.optimizer.weight_decay; });
  suspicions.add("of weight_decay as a penalty in the gradient, asked for apart from it",
                 [](Work& work, ReplayPlan&) {
                   TrainingSpec& training = work.experiment.training;
                   training.l2 += training.optimizer.weight_decay / 2;
                   training.optimizer.weight_decay = 0;
                 });
}

void suspect_sgd(Suspicions& suspicions) {
  suspicions.number("momentum", {0, 0.5, 0.9, 0.95, 0.99},
                    [](auto& training) -> double& { return training.optimizer.momentum; });
  suspicions.add("of the other kind of momentum (nesterov)", [](Work& work, ReplayPlan&) {
    OptimizerSpec& optimizer = work.experiment.training.optimizer;
    optimizer.nesterov = !optimizer.nesterov;
  });
}

void suspect_rmsprop(Suspicions& suspicions, const OptimizerSpec& asked) {
  suspicions.number("epsilon", {1e-8, 1e-7, 1e-6, 1e-10, 1e-16, 10 * asked.epsilon, asked.epsilon / 10},
                    [](auto& training) -> double& { return training.optimizer.epsilon; });
  suspicions.number("rho", {0.9, 0.99, 0.95, 0.5, 0},
                    [](auto& training) -> double& { return training.optimizer.rho; });
}

void suspect_optimizer(Suspicions& suspicions, const OptimizerSpec& asked) {
  if (asked.name == OptimizerKind::sgd) return suspect_sgd(suspicions);
  if (asked.name == OptimizerKind::rmsprop) return suspect_rmsprop(suspicions, asked);
  suspect_adam(suspicions, asked);
  if (asked.name == OptimizerKind::adamw) suspect_decay(suspicions, asked);
}

void suspect_restraints(Suspicions& suspicions, const TrainingSpec& asked) {
  if (asked.clip_norm)
    suspicions.add("of no clip_norm",
                   [](Work& work, ReplayPlan&) { work.experiment.training.clip_norm.reset(); });
  if (asked.l1 > 0)
    suspicions.number("l1", {0, asked.l1 / 2, 2 * asked.l1},
                      [](auto& training) -> double& { return training.l1; });
  if (asked.l2 > 0)
    suspicions.number("l2", {0, asked.l2 / 2, 2 * asked.l2},
                      [](auto& training) -> double& { return training.l2; });
}

void suspect_callbacks(Suspicions& suspicions, const Work& probe) {
  const TrainingSpec& asked = probe.experiment.training;
  if (!asked.callbacks.empty())
    suspicions.add("of a training without its callbacks",
                   [](Work& work, ReplayPlan& plan) { plan.learning_rates = scheduled_rates(work); });
  if (asked.schedule)
    suspicions.add("of a training without its schedule", [](Work& work, ReplayPlan& plan) {
      std::ranges::fill(plan.learning_rates, work.experiment.training.optimizer.learning_rate);
    });
  if (std::ranges::find(probe.frozen, true) != probe.frozen.end())
    suspicions.add("of a training that freezes no layer",
                   [](Work& work, ReplayPlan&) { work.frozen.assign(work.frozen.size(), false); });
  if (has_dropout(probe))
    suspicions.add("of a training without dropout",
                   [](Work& work, ReplayPlan&) { work = without_dropout(std::move(work)); });
}

void suspect_order(Suspicions& suspicions, const Work& probe) {
  const TrainingSpec& asked = probe.experiment.training;
  const std::int64_t rest = probe.data.train.samples % asked.batch_size;
  if (rest != 0 && probe.steps_per_epoch() > 1)
    suspicions.add(fmt::format("of a training that drops the short batch of each epoch ({} samples)", rest),
                   [](Work&, ReplayPlan& plan) { plan.drops_short_batch = true; });
  if (!asked.shuffle)
    return suspicions.add("of a training that shuffles",
                          [](Work& work, ReplayPlan&) { work.experiment.training.shuffle = true; });
  suspicions.add("of a training that does not shuffle",
                 [](Work& work, ReplayPlan&) { work.experiment.training.shuffle = false; });
  suspicions.add("of a training that visits the samples in the same order in each epoch",
                 [](Work&, ReplayPlan& plan) { plan.repeats_order = true; });
  for (const std::uint64_t seed : suspected_seeds(asked.seed))
    suspicions.add(fmt::format("of the order of seed {}, asked for {}", seed, asked.seed),
                   [seed](Work& work, ReplayPlan&) { work.experiment.training.seed = seed; });
}

/// How far the change of the weights under a hypothesis is from what was found.
double distance_to(const std::vector<double>& found, const Hypothesis& hypothesis, const ProbeTrial& trial) {
  Work work = trial.work;
  ReplayPlan plan;
  for (const EpochRecord& epoch : trial.reference.epochs) plan.learning_rates.push_back(epoch.learning_rate);
  hypothesis.change(work, plan);
  const auto replayed = replay(work, plan);
  if (!replayed) return 1;
  return relative_distance(found, difference(replayed->weights, flat(work.initial_weights)));
}

/// Larger or smaller steps throughout: the factor follows from the lengths.
std::optional<Hypothesis> other_rate(const std::vector<double>& found, const std::vector<double>& expected) {
  const double factor = share_of(found, expected);
  if (!(factor > 1e-6)) return std::nullopt;
  return Hypothesis{fmt::format("of {:.4g} times the learning rate", factor),
                    [factor](Work&, ReplayPlan& plan) {
                      for (double& rate : plan.learning_rates) rate *= factor;
                    }};
}

}  // namespace

std::vector<std::uint64_t> suspected_seeds(std::uint64_t right) {
  std::vector<std::uint64_t> seeds = {right + 1, right - 1, 0, 1, 42, 123, 1234, 1337, 2024};
  std::erase(seeds, right);
  return seeds;
}

std::vector<Hypothesis> update_hypotheses(const Work& probe) {
  Suspicions suspicions(probe);
  suspect_callbacks(suspicions, probe);
  suspect_order(suspicions, probe);
  suspect_optimizer(suspicions, probe.experiment.training.optimizer);
  suspect_restraints(suspicions, probe.experiment.training);
  return suspicions.take();
}

std::string explain_update(const ProbeTrial& trial, double limit) {
  const auto found = change_of_weights(trial.work, trial.found);
  const auto expected = change_of_weights(trial.work, trial.reference);
  if (found.empty() || expected.empty()) return {};
  auto hypotheses = update_hypotheses(trial.work);
  if (const auto rate = other_rate(found, expected)) hypotheses.push_back(*rate);
  double nearest = std::min(limit, relative_distance(found, expected) / 2);
  std::string words;
  const std::int64_t begin_ns = monotonic_ns();
  for (const Hypothesis& hypothesis : hypotheses) {
    if (seconds_since(begin_ns) > longest_search_s) break;
    const double distance = distance_to(found, hypothesis, trial);
    if (!(distance < nearest)) continue;
    nearest = distance;
    words = "it is that " + hypothesis.words;
  }
  return words;
}

}  // namespace accelbench
