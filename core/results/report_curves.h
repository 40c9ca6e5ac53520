// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "core/results/report_view.h"
#include "core/results/svg/plots.h"

namespace accelbench {

/// What a curve follows, and what it is drawn over.
enum class CurveValue { loss, val_loss };
enum class CurveOver { epoch, seconds };

/// Median over the counted runs of a row at up to `most_points` of its epochs, the band from the least to the
/// largest, and the single runs. Over seconds each point lies at the median training time of its epoch.
svg::Curve curve_of(const ReportView& view, const ReportRow& row, CurveValue value, CurveOver over);

/// Whether losses are better read on a logarithmic axis: all above 0 and over more than a factor of 5.
bool wants_logarithm(const std::vector<svg::Curve>& curves);

}  // namespace accelbench
