// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

// What interpreters answered, kept in $XDG_DATA_HOME/accelbench/engines/answers.json.
namespace accelbench {

/// The answer to a question, while none of the files and folders that it rests on was changed since.
std::optional<nlohmann::ordered_json> kept_answer(const std::string& question);
/// Keeps it; a folder that cannot be written is no reason to fail.
void keep_answer(const std::string& question, const nlohmann::ordered_json& answer,
                 const std::vector<std::filesystem::path>& rests_on);

}  // namespace accelbench
