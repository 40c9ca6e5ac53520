// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/h2o_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/h2o/frames.h"
#include "core/run/summary_notes.h"
#include "core/telemetry/machine.h"

namespace accelbench::h2o {
namespace {

std::int64_t processors() { return std::max<std::int64_t>(this_machine().cores, 1); }

}  // namespace

Run::Run(const SingleRun& run, TrainingPlace place, EventStream& events, std::stop_token stop)
    : run_(run),
      place_(std::move(place)),
      events_(events),
      stop_(std::move(stop)),
      energy_(run.energy != nullptr ? *run.energy
                                    : own_energy_.emplace(run.engine.energy_source(run.accelerator))),
      configuration_(configure(run.work, run.accelerator)),
      summary_(unstarted(run.accelerator, &run.engine, &run.work, RunStatus::completed, {})),
      prefix_(fmt::format("accelbench_{}_{}_", ::getpid(), monotonic_ns())) {
  summary_.algorithm = configuration_.algorithm;
  summary_.threads = run.accelerator.threads.value_or(processors());
}

RunSummary Run::execute() {
  if (const Status ready = prepare_course(); !ready) {
    end_with(ready.error());
    return std::move(summary_);
  }
  tell_started();
  if (const Status all = run_all(); !all) end_with(all.error());
  end_training();
  clean_up();
  note_course();
  note_energy(summary_, energy_, why_no_energy());
  summary_.load_s = events_.seconds_of(Phase::load);
  summary_.measure_s = events_.seconds_of(Phase::measure);
  summary_.total_s = seconds_since(events_.origin_ns());
  if (telemetry_) summary_.devices.push_back(telemetry_->summary(summary_.device));
  telemetry_.reset();
  return std::move(summary_);
}

Status Run::run_all() {
  if (auto status = connect(); !status) return status;
  if (auto status = load(); !status) return status;
  if (auto status = begin_model(); !status) return status;
  if (auto status = follow(); !status) return status;
  if (auto status = keep_weights(); !status) return status;
  measure();
  return {};
}

Status Run::prepare_course() {
  auto callbacks = callbacks_for(training(), validation());
  if (!callbacks) return tl::make_unexpected(callbacks.error());
  const OptimizerSpec& optimizer = training().optimizer;
  const bool plain = optimizer.name == OptimizerKind::sgd;
  course_.emplace(training(), std::move(*callbacks), events_, plain ? optimizer.learning_rate : not_measured);
  course_->on_begin = [this](std::int64_t begin_ns) { begin_training(begin_ns); };
  course_->on_target = [this] { summary_.energy_to_target_j = energy_.joules(); };
  return {};
}

void Run::tell_started() {
  events_.describe(training().metrics, validation());
  // One sample a step, whatever the batch of the experiment.
  events_.post(RunStarted{summary_.accelerator,
                          summary_.engine,
                          {"stop"},
                          summary_.device,
                          summary_.precision,
                          summary_.fingerprint,
                          summary_.parameters,
                          run_.work.data.train.samples,
                          training().epochs});
  events_.message("info", configuration_.algorithm != "same"
                              ? "another algorithm: " + configuration_.algorithm
                              : "exact_work: the loss of an epoch is that of the weights at its end");
  if (configuration_.epochs_per_event > 1)
    events_.message(
        "info",
        fmt::format("exact_work: H2O keeps the order of {} samples only where it tells each "
                    "{} epochs; from {} samples on it tells each",
                    run_.work.data.train.samples, configuration_.epochs_per_event, rows_of_single_epochs));
  if (training().checkpoint || !run_.resume_from.empty())
    events_.message("warning", "training.checkpoint: H2O's trainings are neither kept nor resumed");
}

bool Run::gives_up() {
  if (deadline_ns_) return monotonic_ns() > *deadline_ns_;
  return stop_.stop_requested() || (server_ && server_->ended());
}

Status Run::connect() {
  const std::int64_t begin_ns = monotonic_ns();
  if (!place_.own) return connect_cluster();
  auto server = Server::start(*place_.own, stop_);
  if (!server) return tl::make_unexpected(server.error());
  server_ = std::move(*server);
  const double seconds = seconds_since(begin_ns);
  summary_.launch_s = events_.first_phase_s().value_or(0) + seconds;
  events_.message(
      "info", fmt::format("H2O {} ready after {:.1f} s, {}{} threads, Java {}", server_->version(), seconds,
                          place_.own->nodes > 1 ? fmt::format("{} nodes, ", place_.own->nodes) : "",
                          place_.own->threads, place_.own->installation.java.version));
  rest_.emplace(HttpConnection(server_->address(), server_->login()), [this] { return gives_up(); });
  // Several nodes have nothing in common but us, who do little meanwhile.
  const std::int64_t nodes = place_.own->nodes;
  telemetry_ =
      std::make_unique<TelemetryThread>(nodes * summary_.threads, std::string(process_utilization_kind),
                                        events_, energy_, nodes > 1 ? ::getpid() : server_->process());
  return {};
}

Status Run::connect_cluster() {
  rest_.emplace(HttpConnection(place_.cluster.address, place_.cluster.login), [this] { return gives_up(); });
  summary_.launch_s = events_.first_phase_s();
  return check_cluster();
}

Status Run::load() {
  events_.phase(Phase::load, true);
  const std::int64_t begin_ns = monotonic_ns();
  const Status sent = send_data();
  events_.phase(Phase::load, false, seconds_since(begin_ns));
  return sent;
}

Status Run::send_data() {
  const Dataset& data = run_.work.data;
  const auto seen = send_samples(*rest_, named("train"), data.train, data.classes, configuration_.second_row);
  if (!seen) return tl::make_unexpected(seen.error());
  if (auto status = check_classes(*seen); !status) return status;
  if (validation())
    if (auto sent = send_samples(*rest_, named("validation"), data.validation, data.classes,
                                 configuration_.second_row);
        !sent)
      return tl::make_unexpected(sent.error());
  if (!configuration_.injects_weights) return {};
  auto frames = send_weights(*rest_, run_.work, configuration_, prefix_);
  if (!frames) return tl::make_unexpected(frames.error());
  initial_ = std::move(*frames);
  return {};
}

/// The server makes one output for each class that it saw, and no other.
Status Run::check_classes(std::int64_t seen) {
  const std::int64_t classes = run_.work.data.classes;
  if (classes == seen) return {};
  if (seen < 2 || run_.accelerator.exact_work)
    return unavailable("data",
                       fmt::format("the training part has samples of {} of {} classes; H2O makes an output "
                                   "for each class that it sees",
                                   seen, classes),
                       "use data in which every class is seen");
  events_.message("warning",
                  fmt::format("H2O makes {} outputs: the training part has samples of so many of {} "
                              "classes; initial weights are its own",
                              seen, classes));
  configuration_.injects_weights = false;
  summary_.algorithm += fmt::format("; {} outputs in place of {}, initial weights of its own", seen, classes);
  return {};
}

/// A stop and the end of the server explain whatever error they led to.
void Run::end_with(Error error) {
  if (stop_.stop_requested() && error.kind == ErrorKind::interrupted) {
    summary_.status = RunStatus::stopped;
    summary_.reason = fmt::format("stopped after {} of {} epochs", course_->epochs(), training().epochs);
    return;
  }
  if (server_)
    if (const auto end = server_->ended_by_now()) error = {ErrorKind::failed, "h2o", *end, {}};
  summary_.status = status_of(error);
  summary_.reason = reason_of(error);
}

void Run::note_speed() {
  summary_.train_s = course_->train_s();
  summary_.evaluate_s = course_->scoring_s();
  const auto steady = course_->steady();
  if (!steady) return;
  summary_.samples_per_second = steady->samples_per_second;
  summary_.step_us = steady->step_us;
}

void Run::note_course() {
  summary_.epochs = course_->epochs();
  summary_.steps = course_->steps();
  summary_.target = course_->target();
  note_last(summary_, course_->last(), training(), validation());
  note_rate(summary_, training());
}

std::string Run::why_no_energy() const {
  if (!server_) return "energy: that of a cluster is not measured";
  return run_.shares_device ? energy_is_shared : "";
}

}  // namespace accelbench::h2o
