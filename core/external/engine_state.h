// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/base/names.h"
#include "core/external/interpreters.h"
#include "core/settings/settings.h"

// What is there of an outside engine on this machine.
namespace accelbench {

enum class Installed { ready, not_installed, too_old, broken };
template <>
struct Names<Installed> {
  static constexpr std::array table = {
      Named<Installed>{Installed::ready, "ready", "can be used"},
      Named<Installed>{Installed::not_installed, "not installed", "no Python has it"},
      Named<Installed>{Installed::too_old, "too old", "a package or Python is older than is needed"},
      Named<Installed>{Installed::broken, "broken", "it is there and cannot be used"},
  };
};

struct EngineState {
  EngineKind engine = EngineKind::keras;
  Installed installed = Installed::not_installed;
  std::string reason;  ///< why not ready, with what to do; empty where it is
  std::string interpreter;
  std::string origin;                                         ///< who named it: "settings.yaml"
  std::string python;                                         ///< its version
  std::vector<std::pair<std::string, std::string>> packages;  ///< name and version, those that matter
  /// Of Keras: the back end that a row takes which names none; its package may not be there.
  std::string backend;
  bool probed = false;                                        ///< the package was really imported
  std::vector<std::pair<std::string, std::string>> devices;   ///< "cuda:0" and its name; of a probe
  bool ready() const { return installed == Installed::ready; }
  /// Of the package that the engine is called by; empty where there is none.
  std::string version() const;
  /// Of Keras: names of the back ends that are there.
  std::vector<std::string> backends() const;
  /// "Keras 3.15.1, tensorflow 2.21.0, Python 3.11.2"; of several back ends one is marked "(usual)".
  std::string text() const;
};

/// How an interpreter is asked.
enum class EngineQuestion {
  look,  ///< names and versions of packages, nothing imported: a tenth of a second
  probe  ///< the package is imported and its devices are listed: seconds
};
/// Asks this interpreter, in a process of its own; not cached.
EngineState ask(EngineKind engine, const Interpreter& interpreter, EngineQuestion question);

/// The states of all outside engines, each asked once. Answers are kept in the user's data folder and hold as
/// long as interpreter and packages are not touched. Any thread may ask.
class EngineStates {
 public:
  explicit EngineStates(Settings settings) : settings_(std::move(settings)) {}
  const Settings& settings() const { return settings_; }
  EngineState get(EngineKind engine, EngineQuestion question = EngineQuestion::look);
  /// Begins to ask for all of them at once.
  void prefetch(EngineQuestion question = EngineQuestion::look);

 private:
  std::shared_future<EngineState> begin(EngineKind engine, EngineQuestion question);
  const Settings settings_;
  std::mutex mutex_;
  std::map<std::pair<EngineKind, EngineQuestion>, std::shared_future<EngineState>> asked_;
};

}  // namespace accelbench
