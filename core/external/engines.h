// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/external/engine_state.h"
#include "core/settings/settings.h"

namespace accelbench {

/// Adds Keras, PyTorch, JAX and H2O to the engines of this program; by main(), before anything asks for engines.
/// Nothing is looked for and nothing is started until somebody asks. The returned states are the same that
/// the engines ask.
std::shared_ptr<EngineStates> add_outside_engines(const Settings& settings);

}  // namespace accelbench
