// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/base/result.h"
#include "core/engine/json_fields.h"
#include "core/results/comparison_records.h"

// Records of a comparison as JSON, for results files and other programs. What is written reads back equal;
// null stands for what is empty.
namespace accelbench {

Json to_json(const CertificateRecord& certificate);
Json to_json(const Disturbance& disturbance);
Json to_json(const NoiseFloor& floor);
Json to_json(const Forecast& forecast);
Json to_json(const QuantityFigure& figure);
Json to_json(const PairJudgement& pair);
Json to_json(const Look& look);
Json judgement_without_looks(const Judgement& judgement);

Result<NoiseFloor> floor_from_json(const Json& value);
Result<Forecast> forecast_from_json(const Json& value);
Result<Look> look_from_json(const Json& value);
Result<Judgement> judgement_from_json(const Json& value);

/// On one line; bytes that are no UTF-8 are replaced.
std::string json_text(const Json& value);

}  // namespace accelbench
