// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

// Texts for a POSIX shell.
namespace accelbench {

/// The word that a shell reads as exactly this text: in single quotes where it needs any.
std::string shell_word(std::string_view text);
/// All of them, with a space between.
std::string shell_words(const std::vector<std::string>& texts);

}  // namespace accelbench
