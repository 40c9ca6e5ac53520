// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/external/engine_state.h"
#include "core/run/outside_engine.h"

namespace accelbench {

/// Keras, PyTorch or JAX in a Python of the user's, driven by the programs in resources/runners.
std::unique_ptr<Engine> make_python_engine(EngineKind kind, std::shared_ptr<EngineStates> states);

}  // namespace accelbench
