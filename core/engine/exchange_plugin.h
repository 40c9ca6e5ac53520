// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

#include "core/engine/exchange.h"
#include "core/engine/plugin.h"

// An exchange in a shared library of its own (accelbench-mpi.so), loaded in the processes of ranks alone: nobody else
// needs the libraries it stands on.
namespace accelbench {

/// Counted up whenever what stands here or in exchange.h changes.
inline constexpr std::uint32_t exchange_plugin_version = 3;

/// How long ranks wait for each other, in seconds.
struct ExchangePatience {
  double heartbeat_s = 0.5;  ///< a rank tells the first one so often that it lives
  double silence_s = 7;      ///< after which the first rank says which one does not
};

struct ExchangePlugin {
  std::uint32_t version;  ///< exchange_plugin_version of its build; the only member that every version has
  const char* build;      ///< plugin_build_name() of its build
  /// "Open MPI v4.1.4": what it stands on.
  const char* (*library)();
  /// Meets the other ranks, which the launcher told this process of; throws ExchangeError. The caller deletes it, which
  /// waits for all ranks; after an ExchangeError only abort() is left. Once a process.
  Exchange* (*make)(const ExchangePatience& patience);
};

/// The one symbol that such a plug-in exports:
///   extern "C" const accelbench::ExchangePlugin* accelbench_exchange_plugin();
inline constexpr const char* exchange_plugin_symbol = "accelbench_exchange_plugin";
using ExchangePluginEntry = const ExchangePlugin*();

}  // namespace accelbench
