// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/h2o/h2o_engine.h"
#include "core/work/work.h"

// What the tests of H2O share.
namespace accelbench::test {

/// 10-16-8-1 on 100 samples of which 10 validate: sgd, one sample a step, in the file's order.
inline Experiment exact_experiment() {
  Experiment experiment = seed_experiment();
  experiment.model.layers = {{16, Activation::relu}, {8, Activation::relu}, {1, Activation::linear}};
  experiment.training.optimizer.name = OptimizerKind::sgd;
  experiment.training.optimizer.learning_rate = 0.01;
  experiment.training.batch_size = 1;
  experiment.training.shuffle = false;
  experiment.training.callbacks.clear();
  experiment.training.metrics = {Metric::mae};
  experiment.training.epochs = 4;
  return experiment;
}

inline AcceleratorSpec h2o_row() {
  AcceleratorSpec accelerator;
  accelerator.id = "h2o";
  accelerator.engine = EngineKind::h2o;
  accelerator.threads = 1;
  return accelerator;
}

inline AcceleratorSpec exact_row() {
  AcceleratorSpec accelerator = h2o_row();
  accelerator.exact_work = true;
  return accelerator;
}

inline Work work_of(const Experiment& experiment) {
  return make_work(experiment, {std::filesystem::temp_directory_path(), {}}).value();
}

/// Where the real server is: ACCELBENCH_H2O_JAR, else in the environments of packaging/test.sh
/// --with-engines, else as everywhere.
inline h2o::Places real_places() {
  h2o::Places places = h2o::places_of_this_machine();
  if (const char* engines = std::getenv("ACCELBENCH_ENGINES"))
    places.private_environment = std::filesystem::path(engines) / "h2o";
  if (const char* jar = std::getenv("ACCELBENCH_H2O_JAR")) places.jar = jar;
  return places;
}

}  // namespace accelbench::test
