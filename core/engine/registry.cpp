// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "core/base/not_built.h"
#include "core/engine/engine.h"

namespace accelbench {

Result<std::unique_ptr<Executable>> Engine::compile_rank(const Work&, const AcceleratorSpec& accelerator,
                                                         Exchange&) const {
  return unavailable("accelerators." + accelerator.id,
                     fmt::format("the {} engine trains on one rank only", name_of(accelerator.engine)),
                     "leave ranks and cluster out");
}

void EngineRegistry::add(std::unique_ptr<Engine> engine) { engines_.push_back(std::move(engine)); }

void EngineRegistry::wrap(EngineKind kind,
                          const std::function<std::unique_ptr<Engine>(std::unique_ptr<Engine>)>& around) {
  for (auto& engine : engines_)
    if (engine->kind() == kind) engine = around(std::move(engine));
}

const Engine* EngineRegistry::find(EngineKind kind) const {
  const auto found = std::find_if(engines_.begin(), engines_.end(),
                                  [kind](const auto& engine) { return engine->kind() == kind; });
  return found == engines_.end() ? nullptr : found->get();
}

std::vector<Device> EngineRegistry::devices() const {
  std::vector<Device> devices;
  for (const auto& row : Names<EngineKind>::table) {
    const auto engine = need(row.value);
    if (engine) {
      for (Device& device : (*engine)->devices()) devices.push_back(std::move(device));
      continue;
    }
    Device missing;
    missing.id = missing.engine = row.name;
    missing.name = row.meaning;
    missing.reason = engine.error().message;
    devices.push_back(std::move(missing));
  }
  return devices;
}

Result<const Engine*> EngineRegistry::need(EngineKind kind) const {
  if (const Engine* engine = find(kind)) return engine;
  return unavailable({}, not_built_reason(fmt::format("{} engine", name_of(kind))));
}

}  // namespace accelbench
