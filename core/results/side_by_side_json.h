// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "core/results/comparison_report.h"

namespace accelbench {

/// {a, b: the documents of each file; same_work: null where there are several works; differences: [{key, a,
/// b}], figures: [{row, quantity, a, b: {median, low, high} or null, ratio}], verdicts: [{a, b, quantity,
/// decides, verdict_a, verdict_b, agreement}]}.
nlohmann::ordered_json side_by_side_json(const ReportSource& a, const ReportSource& b);

}  // namespace accelbench
