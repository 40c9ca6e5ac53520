// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/engine/json_fields.h"
#include "core/scaling/scaling_study.h"

namespace accelbench {

/// {accelerator, engine, scaling: "strong"|"weak", variant, batch_size, points: [{row, ranks, rounds,
/// samples_per_second {median, low, high}, speed_up {ratio, low, high}, efficiency {…}, exchange_share,
/// reason}], model: null or {parameters: {compute_s {value, low, high, measured}, …}, predictions: [{ranks,
/// measured, step_s {…}, samples_per_second {…}, speed_up {…}, efficiency {…}, exchange_share {…}}], misfit},
/// model_reason}.
Json scaling_json(const ScalingStudy& study);

}  // namespace accelbench
