// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/plugin.h"

// Plug-ins that must not be used: of another interface, of another build, or none at all.
namespace {

#ifndef UNFIT_WITHOUT_SYMBOL
int score_nothing(char*, std::size_t) { return 1; }
accelbench::Engine* make_nothing() { return nullptr; }
#endif

}  // namespace

#ifdef UNFIT_VERSION
extern "C" const accelbench::EnginePlugin* accelbench_engine_plugin() {
  static const accelbench::EnginePlugin plugin = {accelbench::engine_plugin_version + 1, "Accelbench 9",
                                                  score_nothing, make_nothing};
  return &plugin;
}
#elif defined(UNFIT_BUILD)
extern "C" const accelbench::EnginePlugin* accelbench_engine_plugin() {
  static const accelbench::EnginePlugin plugin = {accelbench::engine_plugin_version, "Accelbench 0.0.9, 9.3",
                                                  score_nothing, make_nothing};
  return &plugin;
}
#endif
