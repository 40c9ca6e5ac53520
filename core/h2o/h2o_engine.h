// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "core/h2o/http.h"
#include "core/h2o/installation.h"
#include "core/run/outside_engine.h"

// H2O's Deep Learning as an engine: a server of our own for each run, or an existing cluster of the settings.
namespace accelbench {

/// A cluster that somebody else runs.
struct H2oCluster {
  std::string address;  ///< "host:54321", or with http:// or https:// before it
  h2o::Login login;     ///< empty: none
};

/// What the machine's settings say; nothing of it is ever in an experiment.
struct H2oSettings {
  std::filesystem::path java = {};  ///< a program, or a folder with bin/java; empty: JAVA_HOME, PATH
  std::map<std::string, H2oCluster> clusters = {};
};

std::unique_ptr<Engine> make_h2o_engine(H2oSettings settings);
/// The same with all places given (tests).
std::unique_ptr<Engine> make_h2o_engine(H2oSettings settings, h2o::Places places);

}  // namespace accelbench
