// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/derived_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace accelbench {

namespace {

constexpr double no_ratio = std::numeric_limits<double>::quiet_NaN();

/// All of a line but its samples.
void take_looks(SampleSeries& to, const SampleSeries& from) {
  to.style = from.style;
  to.samples_per_epoch = from.samples_per_epoch;
  to.price_per_hour = from.price_per_hour;
  to.currency = from.currency;
}

void append_with(SampleSeries& to, const SampleSeries& from, std::size_t sample, double value) {
  const bool metered = sample < from.joules.size();
  to.append(from.step[sample], from.epoch[sample], from.time_s[sample], value,
            metered ? from.joules[sample] : no_ratio);
}

}  // namespace

RatioSeries::RatioSeries(std::shared_ptr<const SampleSeries> recorded,
                         std::shared_ptr<const SampleSeries> baseline, ChartX axis)
    : recorded_(std::move(recorded)),
      baseline_(std::move(baseline)),
      axis_(axis),
      ratio_(std::make_shared<SampleSeries>()),
      recorded_generation_(recorded_->generation),
      baseline_generation_(baseline_->generation) {}

void RatioSeries::begin_anew() {
  ratio_->clear();
  done_ = 0;
  recorded_generation_ = recorded_->generation;
  baseline_generation_ = baseline_->generation;
}

double RatioSeries::baseline_at(double x) const {
  const auto& column = baseline_->column(axis_);
  const double at = x / baseline_->factor(axis_);
  const auto after = std::lower_bound(column.begin(), column.end(), at);
  if (after == column.end()) return no_ratio;
  const auto place = static_cast<std::size_t>(after - column.begin());
  if (*after == at) return baseline_->y[place];
  if (place == 0) return no_ratio;
  const double share = (at - column[place - 1]) / (column[place] - column[place - 1]);
  return baseline_->y[place - 1] + share * (baseline_->y[place] - baseline_->y[place - 1]);
}

void RatioSeries::update() {
  if (recorded_->generation != recorded_generation_ || baseline_->generation != baseline_generation_)
    begin_anew();
  take_looks(*ratio_, *recorded_);
  if (!recorded_->stands_on(axis_) || !baseline_->stands_on(axis_) || baseline_->size() == 0) return;
  const double last = baseline_->x(axis_, baseline_->size() - 1);
  for (; done_ < recorded_->size(); ++done_) {
    const double x = recorded_->x(axis_, done_);
    if (x > last) return;  // the baseline may come so far yet
    append_with(*ratio_, *recorded_, done_, recorded_->y[done_] / baseline_at(x));
  }
}

SmoothSeries::SmoothSeries(double weight) : weight_(std::clamp(weight, 0.0, 0.9999)) {}

void SmoothSeries::update(const SampleSeries& raw) {
  if (raw.generation != raw_generation_ || raw.size() < smooth_.size()) {
    smooth_.clear();
    sum_ = total_ = 0;
    raw_generation_ = raw.generation;
  }
  take_looks(smooth_, raw);
  for (std::size_t sample = smooth_.size(); sample < raw.size(); ++sample) {
    const double value = raw.y[sample];
    if (std::isfinite(value)) {
      sum_ = weight_ * sum_ + (1 - weight_) * value;
      total_ = weight_ * total_ + (1 - weight_);
    }
    append_with(smooth_, raw, sample, std::isfinite(value) ? sum_ / total_ : no_ratio);
  }
  index_.update(smooth_);
}

}  // namespace accelbench
