// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/span.h"

#include <algorithm>
#include <cmath>

namespace accelbench {
namespace {

/// Below these shares of the limits and of the values, points of neighbouring pixels become the same double.
constexpr double least_share_of_limits = 1e-7;
constexpr double least_share_of_value = 1e-9;

}  // namespace

Span zoomed(Span span, double fixed, double factor) {
  return {fixed - (fixed - span.minimum) * factor, fixed + (span.maximum - fixed) * factor};
}

Span kept_within(Span span, Span limits) {
  const double magnitude = std::max(std::abs(limits.minimum), std::abs(limits.maximum));
  const double least = std::max(limits.size() * least_share_of_limits, magnitude * least_share_of_value);
  const double size = std::clamp(span.size(), std::min(least, limits.size()), limits.size());
  const double middle = span.minimum + span.size() / 2;
  const double minimum = std::clamp(middle - size / 2, limits.minimum, limits.maximum - size);
  return {minimum, minimum + size};
}

Span opened(Span span) {
  const double magnitude = std::max(std::abs(span.minimum), std::abs(span.maximum));
  if (span.size() > magnitude * 1e-9 && span.size() > 0) return span;
  const double room = magnitude > 0 ? magnitude * 0.1 : 0.5;
  return {span.minimum - room, span.maximum + room};
}

}  // namespace accelbench
