// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A stretch of an axis, and the ways to move it.
namespace accelbench {

struct Span {
  double minimum = 0;
  double maximum = 1;

  double size() const { return maximum - minimum; }
  bool operator==(const Span&) const = default;
};

/// `span` made `factor` times as long about `fixed`, which keeps its place.
Span zoomed(Span span, double fixed, double factor);

/// `span` moved or shortened into `limits`; never shorter than what doubles and the chart's geometry can tell
/// apart.
Span kept_within(Span span, Span limits);

/// A span that is certainly not empty: a single value gets room on both sides.
Span opened(Span span);

}  // namespace accelbench
