// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/result.h"
#include "core/engine/exchange_plugin.h"

namespace accelbench::ranks {

inline constexpr const char* mpi_plugin_name = "accelbench-mpi.so";

/// Where plug-ins are looked for (core/run/plugin_library.h); whether the file is there, without loading it.
Status find_exchange();
/// Loads accelbench-mpi.so, which stays until the process ends. Refuses one of another build.
Result<const ExchangePlugin*> load_exchange();

}  // namespace accelbench::ranks
