// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>

namespace accelbench {

/// The user's settings of the window (its shape, recent files), in the configuration folder.
QString window_settings_file();

/// Newest first, at most ten, existing or not.
QStringList recent_files();
void add_recent_file(const QString& path);
void clear_recent_files();

}  // namespace accelbench
