// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "core/experiment/experiment.h"
#include "core/results/results_file.h"

namespace accelbench::sample {

/// A folder of its own for each test, removed at its end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "accelbench-results-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

inline TrainingRequest request() {
  TrainingRequest request;
  request.experiment = seed_experiment();
  return request;
}

inline Machine machine() {
  return {"A processor", 2, std::int64_t{8} << 30, "A system", "Accelbench 0.1.0", "performance"};
}

inline EpochRecord epoch(std::int64_t number) {
  EpochRecord record;
  record.epoch = number;
  record.step = 3 * number;
  record.t_s = 0.5 + 0.001 * static_cast<double>(number);
  record.loss = 1.0 / static_cast<double>(number);
  record.val_loss = 2.0 / static_cast<double>(number);
  record.metrics[0] = 0.25;
  record.val_metrics[0] = 0.125;
  record.learning_rate = 0.001;
  record.elapsed_s = 0.001 * static_cast<double>(number);
  return record;
}

inline Event event(const std::string& run, double t_s, decltype(Event::what) what) {
  return {run, 0, t_s, std::move(what)};
}

inline Event started(const std::string& run) {
  RunStarted told;
  told.accelerator = run;
  told.engine = "cpu";
  told.device = "cpu";
  told.precision = "float32";
  told.fingerprint = "f00d";
  told.parameters = 2817;
  told.steps_per_epoch = 3;
  told.epochs = 100;
  return event(run, 0.01, told);
}

inline Event epochs(const std::string& run, std::int64_t first, std::int64_t last) {
  EpochsEvent told{{Metric::accuracy}, true, {}};
  for (std::int64_t number = first; number <= last; ++number) told.records.push_back(epoch(number));
  return event(run, 0.6, told);
}

inline RunSummary summary(const std::string& run) {
  RunSummary told;
  told.accelerator = run;
  told.engine = "cpu";
  told.device = "cpu";
  told.precision = "float32";
  told.fingerprint = "f00d";
  told.parameters = 2817;
  told.steps = 9;
  told.epochs = 3;
  told.flop_per_step = 480'000;
  told.train_s = 0.003;
  told.total_s = 0.01;
  told.samples_per_second = 90'000;
  told.final_loss = 1.0 / 3;
  told.final_metrics = {{"accuracy", 0.25}, {"val_accuracy", std::nullopt}};
  told.devices = {{"cpu", 0.75, "process CPU time of the threads asked for", 1 << 20}};
  return told;
}

inline Event finished(const std::string& run) {
  RunFinished told;
  told.dropped = 7;
  told.summary = summary(run);
  return event(run, 0.7, told);
}

inline TrainingOutcome outcome() {
  TrainingOutcome told;
  told.fingerprint = "f00d";
  told.machine = machine();
  told.runs = {summary("cpu")};
  return told;
}

/// Records one whole run of three epochs.
inline void record(const std::filesystem::path& file) {
  auto recorder = Recorder::create(file, request(), machine(), false);
  ASSERT_TRUE(recorder) << to_string(recorder.error());
  (*recorder)->on_event(started("cpu"));
  (*recorder)->on_event(epochs("cpu", 1, 3));
  (*recorder)->on_event(finished("cpu"));
  const TrainingOutcome told = outcome();
  ASSERT_TRUE((*recorder)->close(&told));
}

}  // namespace accelbench::sample
