// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "ui/charts/decimation.h"
#include "ui/charts/series.h"

// Lines that are made from recorded ones, and go on as those grow.
namespace accelbench {

/// Each value over that of the baseline at the same x, between two of its samples in proportion. There is
/// none before the baseline's first sample and after its last.
class RatioSeries {
 public:
  /// Both lines stand on the axis, or nothing comes of it.
  RatioSeries(std::shared_ptr<const SampleSeries> recorded, std::shared_ptr<const SampleSeries> baseline,
              ChartX axis);
  void update();
  std::shared_ptr<const SampleSeries> series() const { return ratio_; }

 private:
  double baseline_at(double x) const;
  void begin_anew();

  std::shared_ptr<const SampleSeries> recorded_, baseline_;
  ChartX axis_;
  std::shared_ptr<SampleSeries> ratio_;
  std::size_t done_ = 0;  ///< samples of the recorded line
  std::uint64_t recorded_generation_ = 0, baseline_generation_ = 0;
};

/// A running mean in which a value counts `weight` times as much as the next one, begun without a bias: the
/// mean of what was seen so far. Source: Kingma and Ba, "Adam", 2015, section 3 (bias correction).
class SmoothSeries {
 public:
  /// 0 < weight < 1.
  explicit SmoothSeries(double weight);
  /// A value that is not finite is a gap, and counts for nothing.
  void update(const SampleSeries& raw);
  const SampleSeries& series() const { return smooth_; }
  const SampleIndex& index() const { return index_; }

 private:
  double weight_;
  double sum_ = 0, total_ = 0;  ///< weighted values, and the weights
  SampleSeries smooth_;
  SampleIndex index_;
  std::uint64_t raw_generation_ = 0;
};

}  // namespace accelbench
