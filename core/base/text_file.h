// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

// Texts: whole files of them, and pieces of them fit to be shown.
namespace accelbench {

/// The bytes of a regular file; one of more than `most_bytes` is refused before it is read.
Result<std::string> read_text_file(const std::filesystem::path& path, std::int64_t most_bytes);

/// Whether the bytes are well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view bytes);

/// "'text'" for a message: control characters and bytes that are no UTF-8 as \xHH, cut after `most_bytes`.
std::string in_quotes(std::string_view text, std::size_t most_bytes = 40);

}  // namespace accelbench
