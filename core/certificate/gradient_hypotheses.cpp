// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "core/certificate/hypotheses.h"
#include "core/certificate/probe_rows.h"
#include "core/certificate/probes.h"

namespace accelbench {
namespace {

constexpr std::array<std::int64_t, 3> numbers_of_devices = {2, 4, 8};

void add_times(std::vector<double>& sum, const std::vector<double>& values, double factor) {
  for (std::size_t i = 0; i < std::min(sum.size(), values.size()); ++i) sum[i] += factor * values[i];
}

/// A number with so many bits behind the leading one, to nearest.
float rounded_to(float value, int bits) {
  int exponent = 0;
  const double fraction = std::frexp(static_cast<double>(value), &exponent);
  return static_cast<float>(std::ldexp(std::nearbyint(std::ldexp(fraction, bits + 1)), exponent - bits - 1));
}

/// What a product in a lower precision does to its operands, in the first layer for x and everywhere for w.
Work rounded_operands(const Work& work, int bits) {
  Work other = work;
  for (LayerWeights& layer : other.initial_weights)
    for (float& value : layer.weight) value = rounded_to(value, bits);
  auto x = std::make_shared<std::vector<float>>();
  for (const float value : work.data.train.x) x->push_back(rounded_to(value, bits));
  other.data.train.x = *x;
  other.data.train.storage =
      std::make_shared<std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>>(
          work.data.train.storage, x);
  return other;
}

struct Format {
  int bits;
  const char* name;
};
constexpr std::array<Format, 2> lower_formats = {
    {{7, "bfloat16"}, {10, "tf32 or float16"}}};  // bits behind the leading one

/// Which rounding the error goes with: their cosine, where both are of one size.
std::string explain_by_rounding(const Work& work, const std::vector<double>& error,
                                const std::vector<double>& gradient) {
  double best = 0.3;
  std::string words;
  for (const auto& [bits, name] : lower_formats) {
    const auto rounded = gradient_of(rounded_operands(work, bits));
    if (!rounded) continue;
    const auto expected = difference(*rounded, gradient);
    const double ratio = length(error) / length(expected);
    const double cosine = share_of(error, expected) / ratio;
    if (!(cosine > best) || ratio > 5 || ratio < 0.2) continue;
    best = cosine;
    words = fmt::format("the error is that of products in {} (it goes with theirs by {:.2f})", name, cosine);
  }
  return words;
}

std::string explain_by_devices(const Work& work, const std::vector<double>& found, double limit) {
  for (const std::int64_t devices : numbers_of_devices) {
    for (const bool over_all : {true, false}) {
      const auto gradient = mean_of_means(work, devices, over_all);
      if (gradient && relative_distance(found, *gradient) <= limit)
        return fmt::format("it is a mean of the means of {} devices, asked for the mean over the batch",
                           devices);
    }
  }
  return {};
}

std::string explain_by_scale(const std::vector<double>& found, const std::vector<double>& gradient,
                             double limit) {
  const double factor = share_of(found, gradient);
  std::vector<double> scaled = gradient;
  for (double& value : scaled) value *= factor;
  if (!(relative_distance(found, scaled) <= limit)) return {};
  return fmt::format(
      "it is {:.4g} times the reference's: another learning rate, or another scale of the loss", factor);
}

/// What the weights tell of the gradient; empty where there are none.
std::vector<double> gradient_found(const ProbeTrial& trial) {
  auto found = change_of_weights(trial.work, trial.found);
  for (double& value : found) value /= -trial.work.experiment.training.optimizer.learning_rate;
  return found;
}

}  // namespace

Result<std::vector<double>> mean_of_means(const Work& probe, std::int64_t devices, bool over_all) {
  const std::int64_t batch = probe.data.train.samples;
  std::vector<double> sum(flat(probe.initial_weights).size(), 0.0);
  std::int64_t taking_part = 0;
  for (std::int64_t rank = 0; rank < devices; ++rank) {
    const std::int64_t first = rank * batch / devices, last = (rank + 1) * batch / devices;
    if (first == last) continue;
    std::vector<std::int64_t> rows(static_cast<std::size_t>(last - first));
    std::iota(rows.begin(), rows.end(), first);
    Work part = probe;
    part.data.train = chosen_rows(probe.data.train, rows);
    const auto gradient = gradient_of(part);
    if (!gradient) return gradient;
    add_times(sum, *gradient, 1);
    ++taking_part;
  }
  const double count = static_cast<double>(over_all ? devices : taking_part);
  for (double& value : sum) value /= count;
  return sum;
}

std::string explain_gradient(const ProbeTrial& trial, double limit) {
  const auto found = gradient_found(trial);
  const auto gradient = gradient_of(trial.work);
  if (found.empty() || !gradient) return {};
  if (auto words = explain_by_scale(found, *gradient, limit); !words.empty()) return words;
  if (auto words = explain_by_devices(trial.work, found, limit); !words.empty()) return words;
  return explain_by_rounding(trial.work, difference(found, *gradient), *gradient);
}

CertificateCheck check_batch_mean(const ProbeTrial& trial) {
  CertificateCheck check{"batch_mean", true, 0, 0.5, "the gradient is the mean over the batch"};
  const auto found = gradient_found(trial);
  const auto gradient = gradient_of(trial.work);
  if (found.empty() || !gradient) return check;
  const auto error = difference(found, *gradient);
  for (const std::int64_t devices : numbers_of_devices) {
    const auto other = mean_of_means(trial.work, devices, false);
    const auto expected = other ? difference(*other, *gradient) : std::vector<double>();
    // Errors of a few percent are those of rounding; of a small model they may point anywhere.
    const double least = std::max(0.7 * length(error), 0.03 * length(*gradient));
    if (expected.empty() || length(expected) < least) continue;
    const double share = share_of(error, expected);
    if (!(share > *check.found)) continue;
    check.found = share;
    check.passed = share <= *check.limit;
    if (!check.passed)
      check.text = fmt::format(
          "{} of the error that a mean of the means of {} devices makes is in the gradient "
          "(limit 50 %): asked for the mean over the batch",
          share_text(share), devices);
  }
  return check;
}

}  // namespace accelbench
