// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "core/experiment/fields.h"

namespace accelbench {

/// Every key of the settings, in the order in which they are written; NAME stands for one that the user
/// chooses.
const std::vector<Field>& settings_fields();

}  // namespace accelbench
