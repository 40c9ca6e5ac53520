// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/limits.h"
#include "core/experiment/node.h"
#include "core/experiment/problem.h"

// One scalar of a tree to one value. False, and a problem told, where it is none; ranges are judged later by
// check().
namespace accelbench {

bool read_scalar(const Node& node, const std::string& path, bool& value, const Limits& limits,
                 Problems& problems);
bool read_scalar(const Node& node, const std::string& path, std::int64_t& value, const Limits& limits,
                 Problems& problems);
bool read_scalar(const Node& node, const std::string& path, std::uint64_t& value, const Limits& limits,
                 Problems& problems);
bool read_scalar(const Node& node, const std::string& path, double& value, const Limits& limits,
                 Problems& problems);
bool read_scalar(const Node& node, const std::string& path, std::string& value, const Limits& limits,
                 Problems& problems);

/// The index of the word that the node holds, or -1 with a problem told.
std::ptrdiff_t read_word(const Node& node, const std::string& path,
                         const std::vector<std::string_view>& words, Problems& problems);

/// What a person sees there: "no value", "a list", "'64' in quotes", "64".
std::string describe_found(const Node& node);

}  // namespace accelbench
