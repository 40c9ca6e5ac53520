// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/external/engines.h"
#include "core/run/training.h"
#include "core/settings/settings.h"

// The settings of this machine, read once when the program starts.
namespace accelbench {

/// Reads settings.yaml and adds the outside engines; all problems of the file where it has any. Once, by
/// main().
tl::expected<void, std::vector<Error>> take_user_settings();

/// Without settings where take_user_settings() was not called.
const Settings& user_settings();
/// What is there of the outside engines.
EngineStates& outside_states();
/// Adds the folders that the settings trust.
void trust(DataRoots& roots);

}  // namespace accelbench
