// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/child_request.h"
#include "core/run/single_run.h"

namespace accelbench {

/// What a child engine makes of its request before it loads anything.
struct ChildWork {
  Experiment experiment;
  AcceleratorSpec accelerator;
  const Engine* engine = nullptr;
  DataRoots roots;
  WorkMaker make;           ///< from the experiment, or from the bundle that the request names
  bool from_bundle = false;
};

/// Refuses an experiment that cannot be read, a sweep, an accelerator that is not in it, an engine of no
/// build.
Result<ChildWork> prepare_child(const ChildRequest& request, const EngineRegistry& registry);

}  // namespace accelbench
