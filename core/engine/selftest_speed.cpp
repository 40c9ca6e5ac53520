// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/selftest_speed.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/clock.h"
#include "core/planning/figures.h"

namespace accelbench {
namespace {

constexpr double window_s = 0.005;  // long beside a reading of the clock

/// Trains whole epochs one after another.
class EpochClock {
 public:
  explicit EpochClock(Executable& executable) : executable_(executable) {}

  double seconds_of(std::int64_t epochs) {
    const std::int64_t begin = monotonic_ns();
    for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
      executable_.begin_epoch(next_++);
      executable_.run_steps(std::numeric_limits<std::int64_t>::max(), sums_);
    }
    return std::max(seconds_since(begin), 1e-9);
  }
  bool finite() const { return std::isfinite(sums_.loss); }

 private:
  Executable& executable_;
  std::int64_t next_ = 0;
  BatchSums sums_;
};

/// Seconds of an epoch.
double median_epoch(EpochClock& clock, double seconds) {
  clock.seconds_of(1);  // memory is touched for the first time
  const double once = clock.seconds_of(1);
  const auto epochs = std::max<std::int64_t>(static_cast<std::int64_t>(std::ceil(window_s / once)), 1);
  std::vector<double> windows;
  const std::int64_t begin = monotonic_ns();
  while (windows.size() < 3 || seconds_since(begin) < seconds)
    windows.push_back(clock.seconds_of(epochs) / static_cast<double>(epochs));
  const auto middle = windows.begin() + static_cast<std::ptrdiff_t>(windows.size() / 2);
  std::ranges::nth_element(windows, middle);
  return *middle;
}

}  // namespace

Result<StepSpeed> step_speed(const Engine& engine, const AcceleratorSpec& accelerator, const Work& work,
                             double seconds) {
  const auto executable = engine.compile(work, accelerator);
  if (!executable) return tl::make_unexpected(executable.error());
  EpochClock clock(**executable);
  const double epoch = median_epoch(clock, seconds);
  if (!clock.finite()) return failed(accelerator.id, "the training diverged while it was measured");
  const TrainingSpec& training = work.experiment.training;
  const double steps =
      static_cast<double>(work.data.train.samples) / static_cast<double>(training.batch_size);
  const std::int64_t threads = (*executable)->details().threads;
  return StepSpeed{epoch / steps,
                   model_figures(work.experiment.model, training, work.features()).flop_per_step,
                   threads > 0 ? threads : engine.threads_of(accelerator)};
}

}  // namespace accelbench
