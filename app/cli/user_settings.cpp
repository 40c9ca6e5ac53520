// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/user_settings.h"

#include <memory>

#include "core/ranks/ranked_engine.h"

namespace accelbench {
namespace {

std::shared_ptr<EngineStates>& states() {
  static std::shared_ptr<EngineStates> all;
  return all;
}

}  // namespace

tl::expected<void, std::vector<Error>> take_user_settings() {
  const auto settings = read_settings_file();
  if (!settings) return tl::make_unexpected(settings.error());
  states() = add_outside_engines(*settings);
  add_ranked_engines(*settings);
  return {};
}

EngineStates& outside_states() {
  if (!states()) states() = std::make_shared<EngineStates>(Settings{});
  return *states();
}

const Settings& user_settings() { return outside_states().settings(); }

void trust(DataRoots& roots) {
  for (const std::string& root : user_settings().trusted_roots) roots.allowed.emplace_back(root);
}

}  // namespace accelbench
