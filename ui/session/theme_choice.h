// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/settings/settings.h"
#include "ui/theme/theme.h"

// The theme that the user chose: settings.yaml decides; where it says nothing, what was last chosen in the
// View menu.
namespace accelbench {

ThemeChoice chosen_theme(const Settings& settings);
/// Where settings.yaml says nothing.
void remember_theme(ThemeChoice choice);

/// "system", "light" or "dark", as in settings.yaml.
std::string word_of(ThemeChoice choice);

}  // namespace accelbench
