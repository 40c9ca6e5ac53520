// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

namespace accelbench {

/// Whether SQLite would find anything in this write-ahead log: its header (32 bytes, ending with a checksum;
/// SQLite documentation, "Database File Format", 4.1 and 4.2) is whole, and something follows it. A log
/// without frames, which a killed program leaves when it had just begun it, makes a reader that may not write
/// wait in vain for ten seconds.
bool log_holds_frames(const std::filesystem::path& log);

}  // namespace accelbench
