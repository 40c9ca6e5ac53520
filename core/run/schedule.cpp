// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/schedule.h"

#include <cmath>
#include <numbers>

namespace accelbench {
namespace {

struct Moment {
  double base;
  std::int64_t epochs, epoch;
};

double rate(const StepSchedule& step, const Moment& now) {
  return now.base * std::pow(step.factor, static_cast<double>(now.epoch / step.every_epochs));
}

double rate(const ExponentialSchedule& exponential, const Moment& now) {
  return now.base * std::pow(exponential.factor, static_cast<double>(now.epoch));
}

double rate(const CosineSchedule& cosine, const Moment& now) {
  const std::int64_t warm_up = cosine.warmup_epochs;
  if (now.epoch < warm_up)
    return now.base * static_cast<double>(now.epoch + 1) / static_cast<double>(warm_up);
  const std::int64_t span = now.epochs - 1 - warm_up;
  if (span <= 0) return warm_up == 0 ? now.base : cosine.final;
  const double part = static_cast<double>(now.epoch - warm_up) / static_cast<double>(span);
  return cosine.final + (now.base - cosine.final) * (1 + std::cos(std::numbers::pi * part)) / 2;
}

}  // namespace

double scheduled_rate(const ScheduleSpec& schedule, double base, std::int64_t epochs, std::int64_t epoch) {
  return std::visit([&](const auto& one) { return rate(one, {base, epochs, epoch}); }, schedule);
}

}  // namespace accelbench
