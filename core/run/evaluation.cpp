// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/base/pages.h"
#include "core/cpu/prediction.h"
#include "core/math/scalar.h"
#include "core/telemetry/machine.h"

namespace accelbench {
namespace {

constexpr const char* purpose = "using a model";

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Samples first_sample(const Samples& all) {
  Samples one = all;
  one.samples = std::min<std::int64_t>(all.samples, 1);
  one.x = all.x.first(index(one.samples * all.features));
  one.y = all.y.first(std::min(all.y.size(), index(all.targets)));
  one.labels = all.labels.first(std::min<std::size_t>(all.labels.size(), 1));
  return one;
}

/// A work that nobody trains: the samples are its validation set, one of them what little a plan needs of a
/// training part.
Work work_of(const TrainedModel& model, const Samples& samples) {
  Work work;
  work.experiment = model.experiment;
  TrainingSpec& training = work.experiment.training;
  training.batch_size = 1;
  training.shuffle = false;
  training.optimizer = {.name = OptimizerKind::sgd};
  training.callbacks.clear();
  training.clip_norm.reset();
  work.data.train = first_sample(samples);
  work.data.validation = samples;
  work.data.classes = model.classes();
  for (const TrainedLayer& layer : model.layers)
    work.initial_weights.push_back({layer.inputs, layer.units, std::vector<float>(layer.weight.size()),
                                    std::vector<float>(layer.bias.size())});
  work.frozen.assign(model.layers.size(), false);
  return work;
}

Status check_samples(const TrainedModel& model, const Samples& samples) {
  if (samples.samples < 1) return bad_input("data", "no samples found");
  if (samples.features == model.features()) return {};
  return bad_input("data",
                   fmt::format("{} features found, the model has {}", samples.features, model.features()));
}

/// The samples with answers that mean nothing, where they have none: all of them 0.
Result<Samples> with_any_answers(const TrainedModel& model, Samples samples) {
  const bool classes = model.classes() > 0;
  const std::int64_t columns = classes ? 1 : model.columns.like.shape.targets;
  const auto bytes = bytes_of(samples.samples, columns * 4, purpose);
  if (!bytes) return tl::make_unexpected(bytes.error());
  auto pages = Pages::reserve(*bytes, purpose);
  if (!pages) return tl::make_unexpected(pages.error());
  const auto blank = std::make_shared<std::pair<Pages, std::shared_ptr<const void>>>(
      std::move(*pages), std::move(samples.storage));
  samples.storage = blank;
  samples.targets = classes ? 0 : columns;
  samples.y = classes ? std::span<const float>() : blank->first.as<const float>();
  samples.labels = classes ? blank->first.as<const std::int32_t>() : std::span<const std::int32_t>();
  return samples;
}

tl::unexpected<Error> interrupted() {
  return tl::make_unexpected(Error{ErrorKind::interrupted, purpose, "stopped", {}});
}

/// Probabilities from the logits of one sample; targets as they are.
void answer(Loss loss, std::span<const double> outputs, std::span<double> answer) {
  if (loss == Loss::binary_crossentropy) {
    answer[1] = scalar_math::logistic(outputs[0]);
    answer[0] = scalar_math::logistic(-outputs[0]);
    return;
  }
  std::ranges::copy(outputs, answer.begin());
  if (loss != Loss::categorical_crossentropy) return;
  const double most = std::ranges::max(outputs);
  double sum = 0;
  for (double& value : answer) sum += value = std::exp(value - most);
  for (double& value : answer) value /= sum;
}

double loss_of_output(Loss loss, double output, double target) {
  switch (loss) {
    case Loss::mae:
      return scalar_math::loss_of_output<Loss::mae>(output, target).value;
    case Loss::huber:
      return scalar_math::loss_of_output<Loss::huber>(output, target).value;
    case Loss::binary_crossentropy:
      return scalar_math::loss_of_output<Loss::binary_crossentropy>(output, target).value;
    default:
      return scalar_math::loss_of_output<Loss::mse>(output, target).value;
  }
}

/// ln Σ exp z − z_c.
double crossentropy(std::span<const double> logits, std::int64_t expected) {
  const double most = std::ranges::max(logits);
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit - most);
  return std::log(sum) - (logits[index(expected)] - most);
}

/// Whether a is answered worse; NaN is worst.
bool worse(const WorstSample& a, const WorstSample& b) {
  if (std::isnan(a.loss) != std::isnan(b.loss)) return std::isnan(a.loss);
  return a.loss != b.loss && !std::isnan(a.loss) ? a.loss > b.loss : a.sample < b.sample;
}

class Judge {
 public:
  Judge(const TrainedModel& model, const Samples& samples, std::size_t worst)
      : model_(model), samples_(samples), loss_(model.experiment.training.loss), wanted_(worst) {
    found_.samples = samples.samples;
    found_.classes = model.classes();
    if (found_.classes > 0 && found_.classes <= Evaluation::most_confused)
      found_.confusion.resize(index(found_.classes * found_.classes));
    stride_ = (samples.samples + Evaluation::most_scattered - 1) / Evaluation::most_scattered;
    probabilities_.resize(index(std::max<std::int64_t>(found_.classes, 1)));
  }

  void see(std::int64_t first, std::span<const double> outputs) {
    const auto width = index(model_.outputs());
    for (std::size_t row = 0; row < outputs.size() / width; ++row)
      see_one(first + static_cast<std::int64_t>(row), outputs.subspan(row * width, width));
  }

  Evaluation conclude(const BatchSums& sums) {
    found_.loss = mean_loss(sums);
    for (const Metric metric : metrics()) found_.metrics.emplace_back(metric, metric_value(metric, sums));
    std::ranges::sort(found_.worst, worse);
    found_.worst.resize(std::min(found_.worst.size(), wanted_));
    return std::move(found_);
  }

 private:
  std::vector<Metric> metrics() const {
    if (found_.classes > 0) return {Metric::accuracy};
    std::vector<Metric> all = {Metric::mae, Metric::mse, Metric::rmse, Metric::r2};
    if (std::ranges::count(model_.experiment.training.metrics, Metric::accuracy) > 0)
      all.insert(all.begin(), Metric::accuracy);
    return all;
  }

  void see_one(std::int64_t sample, std::span<const double> outputs) {
    if (found_.classes > 0)
      see_class(sample, outputs);
    else
      see_targets(sample, outputs);
  }

  void see_class(std::int64_t sample, std::span<const double> outputs) {
    const std::int64_t expected = samples_.labels[index(sample)];
    answer(loss_, outputs, probabilities_);
    const std::int64_t answered = chosen_class(probabilities_);
    if (!found_.confusion.empty()) ++found_.confusion[index(expected * found_.classes + answered)];
    const double loss = loss_ == Loss::categorical_crossentropy
                            ? crossentropy(outputs, expected)
                            : loss_of_output(loss_, outputs[0], static_cast<double>(expected));
    keep({sample, loss, expected, answered, probabilities_[index(answered)], {}, {}});
  }

  void see_targets(std::int64_t sample, std::span<const double> outputs) {
    const auto expected = samples_.y.subspan(index(sample) * outputs.size(), outputs.size());
    double loss = 0;
    for (std::size_t j = 0; j < outputs.size(); ++j)
      loss += loss_of_output(loss_, outputs[j], static_cast<double>(expected[j]));
    loss /= static_cast<double>(outputs.size());
    if (sample % stride_ == 0) found_.scatter.emplace_back(expected[0], outputs[0]);
    if (may_be_kept(loss))
      keep({sample, loss, 0, 0, 0, {expected.begin(), expected.end()}, {outputs.begin(), outputs.end()}});
  }

  bool may_be_kept(double loss) const { return !(loss <= floor_); }

  /// Collects twice as many as wanted, then lets the better half go.
  void keep(WorstSample sample) {
    if (wanted_ == 0 || !may_be_kept(sample.loss)) return;
    found_.worst.push_back(std::move(sample));
    if (found_.worst.size() < 2 * wanted_) return;
    std::ranges::sort(found_.worst, worse);
    found_.worst.resize(wanted_);
    floor_ = found_.worst.back().loss;
  }

  const TrainedModel& model_;
  const Samples& samples_;
  Loss loss_;
  std::size_t wanted_;
  Evaluation found_;
  std::int64_t stride_ = 1;
  double floor_ = -1;
  std::vector<double> probabilities_;
};

Status check_answers(const TrainedModel& model, const Samples& samples) {
  if (auto good = check_samples(model, samples); !good) return good;
  const bool has = model.classes() > 0 ? !samples.labels.empty() : !samples.y.empty();
  return has ? Status{}
             : bad_input("data", "samples without answers found, they are needed for an evaluation");
}

std::int64_t all_threads() { return std::max<std::int64_t>(this_machine().cores, 1); }

}  // namespace

std::int64_t chosen_class(std::span<const double> probabilities) {
  // Binary: exactly half is no vote for 1, and the first of equals.
  return std::ranges::max_element(probabilities) - probabilities.begin();
}

Status predict(const TrainedModel& model, const Samples& samples,
               const std::function<bool(const Answers&)>& take, std::stop_token stop) {
  if (auto good = check_samples(model, samples); !good) return good;
  const auto answered = with_any_answers(model, samples);
  if (!answered) return tl::make_unexpected(answered.error());
  const Work work = work_of(model, *answered);
  const std::int64_t width = std::max(model.classes(), model.columns.like.shape.targets);
  std::vector<double> values;
  const auto seen = cpu::predict(work, model.layers, all_threads(), [&](std::int64_t first, auto outputs) {
    const auto units = index(model.outputs());
    const std::size_t rows = outputs.size() / units;
    values.resize(rows * index(width));
    for (std::size_t row = 0; row < rows; ++row)
      answer(model.experiment.training.loss, outputs.subspan(row * units, units),
             std::span(values).subspan(row * index(width), index(width)));
    return take({first, static_cast<std::int64_t>(rows), width, values}) && !stop.stop_requested();
  });
  if (!seen) return tl::make_unexpected(seen.error());
  return stop.stop_requested() ? Status(interrupted()) : Status{};
}

Result<Evaluation> evaluate(const TrainedModel& model, const Samples& samples, std::size_t worst,
                            std::stop_token stop, const std::function<void(std::int64_t)>& told) {
  if (auto good = check_answers(model, samples); !good) return tl::make_unexpected(good.error());
  const Work work = work_of(model, samples);
  Judge judge(model, samples, worst);
  const auto sums = cpu::predict(work, model.layers, all_threads(), [&](std::int64_t first, auto outputs) {
    judge.see(first, outputs);
    if (told) told(first + static_cast<std::int64_t>(outputs.size()) / model.outputs());
    return !stop.stop_requested();
  });
  if (!sums) return tl::make_unexpected(sums.error());
  if (stop.stop_requested()) return interrupted();
  return judge.conclude(*sums);
}

}  // namespace accelbench
