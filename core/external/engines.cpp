// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/engines.h"

#include "core/external/python_engine.h"
#include "core/h2o/h2o_engine.h"
#include "core/run/engines.h"

namespace accelbench {

std::shared_ptr<EngineStates> add_outside_engines(const Settings& settings) {
  auto states = std::make_shared<EngineStates>(settings);
  for (const EngineKind kind : python_engines) add_engine(make_python_engine(kind, states));
  add_engine(make_h2o_engine(settings));
  return states;
}

}  // namespace accelbench
