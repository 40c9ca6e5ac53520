// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/engines.h"

#include "core/cpu/cpu_engine.h"
#include "core/run/plugin_engine.h"

namespace accelbench {
namespace {

EngineRegistry& registry() {
  static EngineRegistry all = [] {
    EngineRegistry built;
    built.add(make_cpu_engine());
    built.add(make_cuda_engine());
    return built;
  }();
  return all;
}

}  // namespace

const EngineRegistry& engines() { return registry(); }

void add_engine(std::unique_ptr<Engine> engine) { registry().add(std::move(engine)); }
void wrap_engine(EngineKind kind,
                 const std::function<std::unique_ptr<Engine>(std::unique_ptr<Engine>)>& around) {
  registry().wrap(kind, around);
}

}  // namespace accelbench
