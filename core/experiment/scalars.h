// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

// Numbers and texts of YAML, read strictly and written so that they read back equal, bit for bit.
namespace accelbench {

/// What a plain scalar is by its spelling (YAML 1.2 core, with the traps of YAML 1.1 kept apart).
enum class Spelling { text, whole_number, real_number, boolean, null, not_finite, other_base };
Spelling spelling_of(std::string_view text);

/// Why a text is no number of the wanted type.
enum class NumberFault { not_a_number, not_whole, out_of_range, leading_zero };

tl::expected<std::int64_t, NumberFault> parse_integer(std::string_view text);
tl::expected<std::uint64_t, NumberFault> parse_unsigned(std::string_view text);
/// Never NaN and never infinite: texts too large or too small for a double are out of range.
tl::expected<double, NumberFault> parse_real(std::string_view text);

/// The shortest decimal that reads back to the same bits, with a point: 0.001, 1.0, 1.0e-07.
std::string format_real(double value);

/// Whether the text may stand without quotes on one line and no YAML reader (1.1 or 1.2) takes it for
/// something else; in flow: between brackets or braces.
bool is_plain_text(std::string_view text, bool in_flow = true);
/// In double quotes, with escapes.
std::string quoted(std::string_view text);
/// For messages: in single quotes, cut at 40 characters, control characters as escapes.
std::string shown(std::string_view text);

/// The byte where the text stops being UTF-8, if it does.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

}  // namespace accelbench
