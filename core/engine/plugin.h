// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/engine/engine.h"

// An engine in a shared library of its own (accelbench-cuda.so), loaded where its driver and device are.
namespace accelbench {

/// Counted up whenever what stands here changes. The classes of engine.h are not counted by anything: that
/// both sides have the same ones is what the build's name is for.
inline constexpr std::uint32_t engine_plugin_version = 1;

/// What a plug-in shows. It lives as long as the plug-in does, which is never unloaded. Nothing of it throws,
/// and nothing of it allocates on a device before score() said more than 0. Its engine is asked with exactly
/// one device, its number in PCI order (`devices: ["1"]`), which devices() lists.
struct EnginePlugin {
  std::uint32_t version;  ///< engine_plugin_version of its build; the only member that every version has
  const char* build;      ///< plugin_build_name() of its build
  int (*score)(char* reason,
               std::size_t size);  ///< 0: cannot be used here, `reason` says why (ends with a zero)
  Engine* (*make)();               ///< a new engine, which the caller deletes; null: it cannot be made
  std::int32_t runtime =
      0;  ///< CUDA that it was built with, as 13000 for 13.0; drivers are held against it; 0: none
};

/// What both sides must have been built as, character by character: program and compiler. Needs the
/// definition ACCELBENCH_VERSION of the target that includes it.
#ifdef ACCELBENCH_VERSION
inline std::string_view plugin_build_name() { return "Accelbench " ACCELBENCH_VERSION ", " __VERSION__; }
#endif

/// The one symbol that a plug-in exports:
///   extern "C" const accelbench::EnginePlugin* accelbench_engine_plugin();
inline constexpr const char* engine_plugin_symbol = "accelbench_engine_plugin";
using EnginePluginEntry = const EnginePlugin*();

}  // namespace accelbench
