// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "core/results/results_file.h"

namespace accelbench {

/// The table of results with what they were measured with and on.
std::string report_text(const Results& results);
/// A document for other programs: indented, ended by a line end, always UTF-8.
std::string json_document(const nlohmann::ordered_json& value);

}  // namespace accelbench
