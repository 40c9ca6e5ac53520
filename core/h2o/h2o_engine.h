// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>

#include "core/h2o/installation.h"
#include "core/run/outside_engine.h"
#include "core/settings/settings.h"

// H2O's Deep Learning as an engine: a server of our own for each run, or an existing cluster of the settings.
namespace accelbench {

/// Looks for Java and the jar when first asked; of the settings it takes `java`, `interpreters.h2o` and
/// `clusters`.
std::unique_ptr<Engine> make_h2o_engine(const Settings& settings);
/// The same with the other places given (tests).
std::unique_ptr<Engine> make_h2o_engine(const Settings& settings, h2o::Places places);

}  // namespace accelbench
