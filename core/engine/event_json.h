// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/engine/event.h"

// Events as JSON lines (contract: Events). What is written reads back; null stands for not measured and for
// NaN.
namespace accelbench {

std::string to_json_line(const Event& event);
Result<Event> event_from_json(std::string_view line);

nlohmann::ordered_json to_json(const RunSummary& summary);
Result<RunSummary> summary_from_json(const nlohmann::ordered_json& value);
nlohmann::ordered_json to_json(const Device& device);
nlohmann::ordered_json to_json(const Machine& machine);

}  // namespace accelbench
