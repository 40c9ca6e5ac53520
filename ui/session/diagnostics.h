// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <utility>
#include <vector>

#include "core/results/versions.h"
#include "core/settings/settings.h"
#include "core/telemetry/device.h"

namespace accelbench {

/// The libraries, with Qt, as they run now.
std::vector<LibraryVersion> program_libraries();

/// What a report about the program needs.
struct Diagnostics {
  Machine machine;
  std::vector<Device> devices;
  QString device_problem;  ///< why there is no list of devices; empty: there is
  Settings settings;
  std::vector<SettingsProblem> settings_problems;
  QString log;
};

/// As text. No secrets: logins, passwords in addresses and where they lie are left out, and the home folder
/// reads "~". Of the log the last lines.
QString diagnostics_text(const Diagnostics& facts);

}  // namespace accelbench
