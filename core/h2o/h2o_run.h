// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/h2o/configuration.h"
#include "core/h2o/course.h"
#include "core/h2o/job.h"
#include "core/h2o/server.h"
#include "core/h2o/weights.h"
#include "core/run/single_run.h"
#include "core/run/telemetry_thread.h"

namespace accelbench::h2o {

/// An H2O that somebody else runs.
struct Cluster {
  std::string address;  ///< "host:54321", or with http:// or https:// before it
  Login login;          ///< no user: none is asked for
};

/// Where a run trains: on a server of its own, or on somebody's cluster.
struct TrainingPlace {
  std::optional<ServerPlan> own;
  Cluster cluster = {};
};

/// One run: server, data, model, history, weights.
class Run {
 public:
  Run(const SingleRun& run, TrainingPlace place, EventStream& events, std::stop_token stop);
  RunSummary execute();

 private:
  const TrainingSpec& training() const { return run_.work.experiment.training; }
  bool validation() const { return run_.work.data.validation.samples > 0; }
  std::string named(const char* what) const { return prefix_ + what; }

  // h2o_run.cpp: from the request to the data
  Status run_all();
  Status prepare_course();
  void tell_started();
  Status connect();
  Status connect_cluster();
  Status load();
  Status send_data();
  Status check_classes(std::int64_t seen);
  void end_with(Error error);
  bool gives_up();
  void note_speed();
  void note_course();
  std::string why_no_energy() const;

  // h2o_training.cpp: the model
  Form model_form(const std::string& model) const;
  Status begin_model();
  Status follow();
  Status follow_job();
  Status take_history();
  Status check_cluster();
  void begin_training(std::int64_t begin_ns);
  void end_training();
  void judge(const JobState& state);
  void end_early();
  Status keep_weights();
  void measure();
  Status train_to_measure();
  void clean_up();

  const SingleRun& run_;
  TrainingPlace place_;
  EventStream& events_;
  std::stop_token stop_;
  std::optional<EnergyMeter> own_energy_;
  EnergyMeter& energy_;
  Configuration configuration_;
  RunSummary summary_;
  const std::string prefix_;                 ///< of all names that this run gives in the server
  std::unique_ptr<Server> server_;           ///< null: a cluster
  std::optional<std::int64_t> deadline_ns_;  ///< of requests once the run is to end; stops are not asked then
  std::optional<Rest> rest_;
  WeightFrames initial_;
  std::optional<Course> course_;
  std::unique_ptr<TelemetryThread> telemetry_;
  std::string job_;
  std::int64_t compile_begin_ns_ = 0;
  bool training_told_ = false;
};

}  // namespace accelbench::h2o
