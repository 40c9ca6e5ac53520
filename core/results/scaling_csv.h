// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/scaling/scaling_study.h"

namespace accelbench {

/// A line for each number of ranks that was measured (kind "measured"), and one for each that the model
/// speaks of ("prediction"; "model" where it was measured, too). Numbers as in comparison_csv.h.
std::string scaling_csv(const std::vector<ScalingStudy>& studies);

}  // namespace accelbench
