// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

#include "core/run/in_process.h"
#include "scripted.h"

namespace accelbench::test {

inline TrainingRequest seed_request() {
  TrainingRequest request;
  request.experiment = seed_experiment();
  request.roots.base_dir = std::filesystem::temp_directory_path();
  return request;
}

/// Runs the scripted engine in place of the built-in one.
struct Rehearsal {
  explicit Rehearsal(const Script& script) : engine(script), request(seed_request()) {}
  Result<TrainingOutcome> run(std::stop_token stop = {}) {
    auto training = plan_training(request);
    if (!training) return tl::make_unexpected(training.error());
    training->engines.assign(training->engines.size(), &engine);
    const DataLoader load = [this](const DataSpec& data, const DataRoots& roots, std::optional<Task> wanted) {
      ++made;
      return load_dataset(data, roots, wanted);
    };
    return train_in_process(*training, load, sink, stop);
  }
  ScriptedEngine engine;
  TrainingRequest request;
  KeepingSink sink;
  int made = 0;
};

}  // namespace accelbench::test
