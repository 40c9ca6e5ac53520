// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/engines.h"

#include "core/cpu/cpu_engine.h"

namespace accelbench {

const EngineRegistry& engines() {
  static const EngineRegistry registry = [] {
    EngineRegistry built;
    built.add(make_cpu_engine());
    return built;
  }();
  return registry;
}

}  // namespace accelbench
