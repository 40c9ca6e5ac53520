// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// "Did you mean …": the nearest of the names that would have been right.
namespace accelbench {

/// Insertions, deletions, replacements and swaps of neighbouring bytes that turn one text into the other
/// (optimal string alignment), without regard to the case of ASCII letters.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name of the smallest distance, the first of equals; none where more than a third of the found text (at
/// least one byte) would have to change.
std::optional<std::string> nearest(std::string_view found, std::span<const std::string> names);
std::optional<std::string> nearest(std::string_view found, std::span<const std::string_view> names);

/// "did you mean 'relu'?", or an empty text.
std::string did_you_mean(std::string_view found, std::span<const std::string> names);
std::string did_you_mean(std::string_view found, std::span<const std::string_view> names);

}  // namespace accelbench
