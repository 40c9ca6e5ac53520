// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/clock.h"
#include "core/h2o/frames.h"
#include "core/h2o/h2o_run.h"

namespace accelbench::h2o {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

// Each look costs the server some milliseconds of a core: often in the beginning, when epochs are first seen.
constexpr double often_s = 2;
constexpr auto often = 50ms;
constexpr auto seldom = 150ms;
constexpr double cluster_every_s = 5;
/// From a stop on: the parent ends us after a second.
constexpr std::int64_t stop_takes_ns = 600'000'000;

const Json& history_of(const Json& reply) {
  return field_of(field_of(first_of(reply, "models"), "output"), "scoring_history");
}

void pause_for(std::chrono::milliseconds span, const std::stop_token& stop) {
  for (const std::int64_t begin_ns = monotonic_ns();
       !stop.stop_requested() && monotonic_ns() - begin_ns < span.count() * 1'000'000;)
    std::this_thread::sleep_for(10ms);
}

}  // namespace

Form Run::model_form(const std::string& model) const {
  Form form = configuration_.parameters;
  form.emplace_back("model_id", model);
  form.emplace_back("training_frame", named("train"));
  if (validation()) form.emplace_back("validation_frame", named("validation"));
  form.emplace_back("response_column", response_column);
  if (configuration_.second_row) form.emplace_back("weights_column", weights_column);
  if (!configuration_.injects_weights) return form;
  form.emplace_back("initial_weights", list_text(initial_.weights));
  form.emplace_back("initial_biases", list_text(initial_.biases));
  return form;
}

Status Run::begin_model() {
  events_.phase(Phase::compile, true);
  compile_begin_ns_ = monotonic_ns();
  const auto reply = rest_->post("/3/ModelBuilders/deeplearning", model_form(named("model")));
  if (!reply) return tl::make_unexpected(reply.error());
  job_ = job_key(*reply);
  if (job_.empty()) return failed("h2o", "the server's answer to a new model tells no job");
  return {};
}

void Run::begin_training(std::int64_t begin_ns) {
  begin_ns = std::max(begin_ns, compile_begin_ns_);
  summary_.compile_s = static_cast<double>(begin_ns - compile_begin_ns_) * 1e-9;
  summary_.time_to_first_step_s = events_.t_s(begin_ns);
  events_.phase(Phase::compile, false, summary_.compile_s, begin_ns);
  events_.phase(Phase::train, true, {}, begin_ns);
  if (telemetry_) telemetry_->begin_phase();
  training_told_ = true;
}

/// Once, however the training ended.
void Run::end_training() {
  if (!std::exchange(training_told_, false)) return;
  if (telemetry_) telemetry_->end_phase();
  summary_.energy_j = energy_.joules();
  note_speed();
  events_.phase(Phase::train, false, summary_.train_s);
}

Status Run::follow() {
  const Status followed = follow_job();
  if (stop_.stop_requested() || course_->stop() || course_->diverged()) end_early();
  end_training();
  if (stop_.stop_requested() && !followed) return followed;
  return summary_.status == RunStatus::diverged ? Status() : followed;
}

/// Until the job is over, a callback ends it, or a stop.
Status Run::follow_job() {
  const std::int64_t begin_ns = monotonic_ns();
  std::int64_t cluster_ns = begin_ns;
  for (std::string message;;) {
    const auto state = job_state(*rest_, job_);
    if (!state) return tl::make_unexpected(state.error());
    const bool news = std::exchange(message, state->message) != state->message || !course_->begun();
    if (news || state->over())
      if (auto taken = take_history(); !taken) return taken;
    if (course_->stop() || course_->diverged()) return {};
    if (state->over()) return judge(*state), Status();
    if (!server_ && seconds_since(cluster_ns) > cluster_every_s) {
      if (auto healthy = check_cluster(); !healthy) return healthy;
      cluster_ns = monotonic_ns();
    }
    pause_for(seconds_since(begin_ns) < often_s ? often : seldom, stop_);
    if (stop_.stop_requested())
      return tl::make_unexpected(Error{ErrorKind::interrupted, "h2o", "stopped", {}});
  }
}

/// The model is not there at once: then nothing is new.
Status Run::take_history() {
  const std::int64_t seen_ns = monotonic_ns();
  const auto reply = rest_->send({"GET", "/3/Models/" + percent_encoded(named("model"))});
  if (!reply) return tl::make_unexpected(reply.error());
  if (reply->status == 404) return {};
  if (reply->status != 200) return failed("h2o", error_text(*reply));
  const Json model = Json::parse(reply->body, nullptr, false);
  if (model.is_discarded()) return failed("h2o", "the server's answer about the model is not JSON");
  course_->take(scoring_rows(history_of(model), training().loss), seen_ns);
  return {};
}

Status Run::check_cluster() {
  if (server_) return {};
  const auto cloud = rest_->get("/3/Cloud?skip_ticks=true");
  if (!cloud) return tl::make_unexpected(cloud.error());
  const std::string place = place_.cluster.address;
  if (field_of(*cloud, "cloud_healthy") != true)
    return failed(place, "the cluster says that it is not healthy");
  if (job_.empty())
    events_.message("info", fmt::format("H2O {} on the cluster {}", text_of(*cloud, "version"), place));
  return {};
}

void Run::judge(const JobState& state) {
  if (state.status == "DONE") return;
  summary_.status = state.unstable() ? RunStatus::diverged : RunStatus::failed;
  summary_.reason = state.status == "CANCELLED" ? "somebody else cancelled the job on the server"
                                                : fmt::format("H2O: {}", state.exception);
}

/// A training that goes on in the server and is not wanted any more. A server of our own goes with it.
void Run::end_early() {
  if (course_->diverged()) {
    summary_.status = RunStatus::diverged;
    summary_.reason = fmt::format("the loss is not finite after epoch {}", course_->epochs());
  } else if (course_->stop()) {
    summary_.reason = course_->stop_reason();
  }
  if (!stop_.stop_requested()) return;
  deadline_ns_ = monotonic_ns() + stop_takes_ns;
  if (!rest_ || job_.empty() || (server_ && server_->ended())) return;
  (void)take_history();
  if (const Status kept = keep_weights(); !kept)
    events_.message("warning", "no weights are written: " + reason_of(kept.error()));
}

Status Run::keep_weights() {
  const bool good = summary_.status == RunStatus::completed || summary_.status == RunStatus::stopped;
  if (!good || run_.weights_out.empty()) return {};
  if (configuration_.dropout)
    return failed("training",
                  "no weights are written: H2O scales hidden units by 1 - dropout when a model is used",
                  "leave --weights out, or use dropout: 0");
  const auto layers = fetch_weights(*rest_, run_.work, configuration_, named("model"));
  if (!layers) return tl::make_unexpected(layers.error());
  return keep_trained_weights(run_, *layers);
}

/// A training shorter than the window says little: another one, in the warm server, until it is over.
void Run::measure() {
  const bool wanted = run_.measure_s > 0 && summary_.status == RunStatus::completed && !course_->stop();
  if (!wanted || course_->train_s().value_or(0) >= run_.measure_s) return;
  events_.phase(Phase::measure, true);
  const std::int64_t begin_ns = monotonic_ns();
  const Status trained = train_to_measure();
  events_.phase(Phase::measure, false, seconds_since(begin_ns));
  if (!trained && !stop_.stop_requested())
    events_.message("warning", "the measuring window failed: " + reason_of(trained.error()));
}

Status Run::train_to_measure() {
  Form form = model_form(named("measure"));
  const auto replace = [&](const char* key, const std::string& value) {
    std::erase_if(form, [&](const auto& one) { return one.first == key; });
    form.emplace_back(key, value);
  };
  replace("epochs", "1000000");
  replace("export_weights_and_biases", "false");
  replace("max_runtime_secs", fmt::format("{}", run_.measure_s));
  const auto reply = rest_->post("/3/ModelBuilders/deeplearning", form);
  if (!reply) return tl::make_unexpected(reply.error());
  if (auto done = wait_for_job(*rest_, job_key(*reply), "the measuring window"); !done) return done;
  const auto model = rest_->get("/3/Models/" + percent_encoded(named("measure")));
  if (!model) return tl::make_unexpected(model.error());
  const auto rows = scoring_rows(history_of(*model), training().loss);
  const auto first = std::ranges::find_if(rows, [](const ScoringRow& row) { return row.samples > 0; });
  if (first == rows.end()) return {};
  const double seconds = rows.back().training_s - first->training_s;
  if (!(seconds >= StepClock::shortest_window_s)) return {};
  summary_.samples_per_second = (rows.back().samples - first->samples) / seconds;
  summary_.step_us.median = 1e6 / *summary_.samples_per_second;
  return {};
}

/// A server of our own ends with all that it holds; a cluster is left as it was found.
void Run::clean_up() {
  if (server_) {
    if (stop_.stop_requested()) server_->kill();
    return;
  }
  if (!rest_) return;
  deadline_ns_ = monotonic_ns() + stop_takes_ns;
  if (!job_.empty()) {
    (void)rest_->post("/3/Jobs/" + percent_encoded(job_) + "/cancel", {});
    const auto state = job_state(*rest_, job_);
    if (!state || !state->over()) {
      events_.message("warning", "the cluster still works on the cancelled job; its data stay there");
      return;
    }
  }
  for (const char* model : {"model", "measure"})
    (void)rest_->remove("/3/Models/" + percent_encoded(named(model)));
  std::vector<std::string> frames = {named("train"), named("validation")};
  frames.insert(frames.end(), initial_.weights.begin(), initial_.weights.end());
  frames.insert(frames.end(), initial_.biases.begin(), initial_.biases.end());
  for (const std::string& frame : frames) (void)rest_->remove("/3/Frames/" + percent_encoded(frame));
}

}  // namespace accelbench::h2o
