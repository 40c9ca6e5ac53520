// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>

#include "core/engine/engine.h"

namespace accelbench {

/// The engines of this build: adding one of a room below is one line in engines.cpp.
const EngineRegistry& engines();
/// Adds one of a room above this one; by main(), before anything asks for engines.
void add_engine(std::unique_ptr<Engine> engine);
/// Puts something around one of them; likewise.
void wrap_engine(EngineKind kind,
                 const std::function<std::unique_ptr<Engine>(std::unique_ptr<Engine>)>& around);

}  // namespace accelbench
