// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/engine/engine.h"
#include "core/settings/settings.h"

// Accelerators of several ranks: one model over several processes of this host or of a cluster's.
namespace accelbench {

/// `engine`, and the accelerators of its kind that have several ranks or a cluster: they train in processes
/// that mpirun starts, each of them this program's `engine --rank`. Refuses, before anything is started, what
/// Open MPI, the settings, the slots and the rows do not allow.
std::unique_ptr<Engine> make_ranked_engine(std::unique_ptr<Engine> engine, const Settings& settings);

/// Puts it around the engines of this build that can; by main(), before anything asks for engines.
void add_ranked_engines(const Settings& settings);

}  // namespace accelbench
