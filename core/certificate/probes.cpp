// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/probes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "core/base/philox.h"
#include "core/certificate/certificate_numbers.h"
#include "core/certificate/probe_rows.h"
#include "core/certificate/replay.h"
#include "core/engine/monitor.h"
#include "core/experiment/schema.h"
#include "core/planning/figures.h"
#include "core/run/schedule.h"
#include "core/work/fingerprint.h"

namespace accelbench {
namespace {

constexpr double never = 1e12;  ///< a bound that no loss and no metric reaches, and the largest min_delta
constexpr std::int64_t probe_epochs = 3;

/// What a certificate has no use for.
void strip(Work& work) {
  work.experiment.comparison = {};
  work.experiment.sweep.clear();
  work.experiment.training.checkpoint.reset();
}

/// One step of nothing but the gradient.
Work plain_step(const Work& whole, const std::vector<std::int64_t>& rows) {
  Work work = without_dropout(whole);
  strip(work);
  work.data.train = chosen_rows(whole.data.train, rows);
  work.data.validation = chosen_rows(whole.data.validation, {});
  TrainingSpec& training = work.experiment.training;
  training.optimizer = {};
  training.optimizer.name = OptimizerKind::sgd;
  training.epochs = 1;
  training.metrics.clear();
  training.callbacks.clear();
  training.schedule.reset();
  training.clip_norm.reset();
  training.l1 = training.l2 = 0;
  return work;
}

/// How much more of the limits rounding takes than a quarter of them: up to 1 is good.
double answer_to_rounding(const Work& step, const std::vector<double>& gradient) {
  double worst = 0;
  for (const Precision precision : {Precision::float32, Precision::bfloat16}) {
    const CertificateLimits limits = limits_of(precision);
    const auto moved = gradient_of(perturbed(step, std::max(limits.roundoff, 0x1p-22), 1));
    if (!moved) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, 4 * relative_distance(*moved, gradient) / limits.gradient);
  }
  return worst;
}

struct Candidate {
  Work work;
  std::vector<double> gradient;
  std::size_t silent = 0;  ///< layers that it says nothing about
  double answer = std::numeric_limits<double>::infinity();

  bool good() const { return silent == 0 && answer <= 1; }
  bool better_than(const Candidate& other) const {
    return std::pair(silent, answer) < std::pair(other.silent, other.answer);
  }
};

/// Of one sample all units of a layer may be at rest: then another is looked for.
std::int64_t candidates_of(std::int64_t count, std::int64_t samples) {
  constexpr std::int64_t few = 5, batches = 4, short_batches = 32;
  return std::min(count < few ? short_batches : batches, samples / count);
}

Result<Candidate> candidate(const Work& whole, std::int64_t count, std::int64_t part, std::int64_t parts) {
  Candidate one;
  one.work = plain_step(whole, spread_rows(whole.data.train.samples, count, part, parts));
  auto gradient = gradient_of(one.work);
  if (!gradient) return tl::make_unexpected(gradient.error());
  one.gradient = std::move(*gradient);
  one.silent = silent_layers(one.work, one.gradient);
  one.answer = answer_to_rounding(one.work, one.gradient);
  return one;
}

bool acts_by_then(std::int64_t patience) { return patience < probe_epochs; }

/// Whether an epoch improves on the best must not hang on rounding.
void decide(ReduceLrOnPlateau& callback) {
  if (acts_by_then(callback.patience)) callback.min_delta = never;
}
void decide(EarlyStopping& callback) {
  if (acts_by_then(callback.patience)) callback.min_delta = never;
}
void decide(TargetCallback&) {}

void put_out_of_reach(TargetCallback& target) {
  if (target.at_most) target.at_most = -never;
  if (target.at_least) target.at_least = never;
}

bool comes_near(const TargetCallback& target, const std::vector<EpochRecord>& reference) {
  const auto monitor = monitor_named(target.monitor);
  const double bound = target.at_most.value_or(target.at_least.value_or(0));
  return !monitor || std::ranges::any_of(reference, [&](const EpochRecord& epoch) {
    const double value = monitor->value(epoch);
    return !(std::abs(value - bound) > 0.05 * std::max(std::abs(value), std::abs(bound)));
  });
}

float nudged(float value, double amplitude, std::uint64_t seed, std::uint64_t stream, std::size_t index) {
  const bool up = Philox::words(seed, stream, index)[0] % 2 == 0;
  return static_cast<float>(static_cast<double>(value) * (up ? 1 + amplitude : 1 - amplitude));
}

}  // namespace

AcceleratorSpec reference_accelerator(const Work& work) {
  constexpr std::int64_t large = 20'000'000;  // floating-point operations a step: about 2 ms
  AcceleratorSpec reference;
  reference.id = "reference";
  reference.precision = Precision::float64;
  const auto figures = model_figures(work.experiment.model, work.experiment.training, work.features());
  if (figures.flop_per_step < large) reference.threads = 1;
  return reference;
}

Result<Work> gradient_probe(const Work& whole) {
  const std::int64_t samples = whole.data.train.samples;
  const std::int64_t count = short_batch(whole.experiment.training.batch_size, samples);
  const std::int64_t parts = candidates_of(count, samples);
  Candidate best;
  for (std::int64_t part = 0; part < parts && !best.good(); ++part) {
    auto one = candidate(whole, count, part, parts);
    if (!one) return tl::make_unexpected(one.error());
    if (part == 0 || one->better_than(best)) best = std::move(*one);
  }
  const double weights = length(flat(best.work.initial_weights)), gradient = length(best.gradient);
  best.work.experiment.training.optimizer.learning_rate =
      power_of_two_near(0.25 * weights / gradient, most_rate);
  return renamed(std::move(best.work));
}

Work trace_probe(const Work& truncated) {
  Work work = truncated;
  strip(work);
  TrainingSpec& training = work.experiment.training;
  training.epochs = std::min(training.epochs, probe_epochs);
  if (auto* cosine = training.schedule ? std::get_if<CosineSchedule>(&*training.schedule) : nullptr)
    cosine->warmup_epochs = std::min(cosine->warmup_epochs, training.epochs - 1);
  for (CallbackSpec& callback : training.callbacks) std::visit([](auto& one) { decide(one); }, callback);
  return renamed(std::move(work));
}

Work without_targets(const Work& probe) {
  Work work = probe;
  for (CallbackSpec& callback : work.experiment.training.callbacks)
    if (auto* target = std::get_if<TargetCallback>(&callback)) put_out_of_reach(*target);
  return renamed(std::move(work));
}

Work with_clear_targets(const Work& probe, const std::vector<EpochRecord>& reference) {
  Work work = probe;
  for (CallbackSpec& callback : work.experiment.training.callbacks)
    if (auto* target = std::get_if<TargetCallback>(&callback); target && comes_near(*target, reference))
      put_out_of_reach(*target);
  return renamed(std::move(work));
}

Work frozen_probe(const Work& truncated) {
  constexpr std::int64_t most = 512;
  const std::int64_t samples = truncated.data.train.samples;
  Work work = plain_step(truncated, spread_rows(samples, std::min(samples, most), 0, 1));
  work.experiment.training.batch_size = 1;
  work.experiment.training.optimizer.learning_rate = 1e-30;
  return renamed(std::move(work));
}

Work perturbed(const Work& work, double amplitude, std::uint64_t seed) {
  Work other = work;
  std::uint64_t stream = random_stream(RandomUse::trial, 0);
  const auto nudge = [&](std::vector<float>& values) {
    ++stream;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = nudged(values[i], amplitude, seed, stream, i);
  };
  for (LayerWeights& layer : other.initial_weights) nudge(layer.weight), nudge(layer.bias);
  auto x = std::make_shared<std::vector<float>>(work.data.train.x.begin(), work.data.train.x.end());
  nudge(*x);
  other.data.train.x = *x;
  // Targets and classes stay where they are.
  other.data.train.storage =
      std::make_shared<std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>>(
          work.data.train.storage, x);
  return other;
}

std::vector<double> scheduled_rates(const Work& work) {
  const TrainingSpec& training = work.experiment.training;
  const double base = training.optimizer.learning_rate;
  std::vector<double> rates;
  for (std::int64_t epoch = 0; epoch < training.epochs; ++epoch)
    rates.push_back(training.schedule ? scheduled_rate(*training.schedule, base, training.epochs, epoch)
                                      : base);
  return rates;
}

Work without_dropout(Work work) {
  for (LayerSpec& layer : work.experiment.model.layers) layer.dropout = 0;
  return work;
}

bool has_dropout(const Work& work) {
  return std::ranges::any_of(work.experiment.model.layers,
                             [](const LayerSpec& layer) { return layer.dropout > 0; });
}

Work renamed(Work work) {
  work.fingerprint = fingerprint(work);
  return work;
}

}  // namespace accelbench
