// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>

#include <vector>

#include "core/results/results_file.h"
#include "core/scaling/scaling_study.h"

namespace accelbench {

/// The document of `compare --json` and of `report --json` of a comparison (contract: `compare --json`): its
/// keys in its order, more behind them, `scaling` last. Rows are named as in pairs: "cpu", with a sweep
/// "cpu@2". `judgement` is computed from the facts. Null where there are no facts.
nlohmann::ordered_json comparison_json(const Results& results, const Judgement& judgement,
                                       const std::vector<ScalingStudy>& scaling = {});

}  // namespace accelbench
