// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/engine/engine.h"

namespace accelbench {

/// The engines of this build: adding one is one line in engines.cpp.
const EngineRegistry& engines();

}  // namespace accelbench
