// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>

namespace accelbench {

/// The looks of a page: type, tables, dark where the reader's system is, paper when printed.
std::string page_style();

/// Bytes given as hexadecimal digits, in base64 (RFC 4648).
std::string base64_of_hex(std::string_view hex);

}  // namespace accelbench
