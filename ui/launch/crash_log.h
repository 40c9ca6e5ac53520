// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDateTime>
#include <QString>
#include <filesystem>
#include <string>
#include <vector>

// What is left of a program that ended unexpectedly.
namespace accelbench {

/// $XDG_STATE_HOME/accelbench/crashes, or ~/.local/state/….
std::filesystem::path crash_folder();

/// From now on a fatal signal (a bad access, an abort, …) leaves a text in the folder: program, version,
/// time, signal, the words of an exception that nobody caught, and the addresses that were being run. The
/// signal then does what it always did. Call it once, early.
void leave_crash_logs(const std::filesystem::path& folder, const std::string& program);

struct CrashLog {
  QString file;
  QDateTime when;
  QString text;
};
/// Those that nobody has looked at, the newest first.
std::vector<CrashLog> unseen_crash_logs(const QString& folder);
/// It is not offered again. The last few stay, for a report that is written later.
void mark_crash_log_seen(const QString& file);

}  // namespace accelbench
