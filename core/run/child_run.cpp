// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/child_run.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <optional>

#include "core/base/clock.h"
#include "core/engine/event_json.h"
#include "core/run/child_process.h"
#include "core/run/single_run.h"

namespace accelbench {
namespace {

constexpr std::size_t longest_line = std::size_t{4} << 20;
constexpr std::size_t kept_of_stderr = 4096;
constexpr int look_every_ms = 20;  ///< how late a stop may be seen

/// What can be shown of bytes that a stranger wrote: one line, no control characters, at most `most` bytes.
std::string shown(std::string_view text, std::size_t most) {
  std::string line(text.substr(0, most));
  for (char& letter : line)
    if (static_cast<unsigned char>(letter) < ' ' || letter == '\x7f') letter = ' ';
  if (text.size() > most) line += "…";
  return line;
}

void forget_energy(RunSummary& summary) {
  summary.energy_j.reset();
  summary.energy_to_target_j.reset();
  summary.energy_boundary.clear();
  summary.energy_reason = energy_is_shared;
}

class ChildRun {
 public:
  ChildRun(const ChildCommand& command, const ChildJob& job, RunSummary summary, EventSink& sink,
           std::stop_token stop)
      : command_(command),
        job_(job),
        summary_(std::move(summary)),
        sink_(sink),
        stop_(std::move(stop)),
        own_follower_(command.control),
        follower_(command.follower != nullptr ? *command.follower : own_follower_),
        to_send_(job.request + "\n"),
        heard_ns_(monotonic_ns()),
        looked_ns_(heard_ns_) {}

  RunSummary run();

 private:
  void follow(ChildProcess& child);
  void wait_for_something(ChildProcess& child);
  void send(ChildProcess& child);
  bool read_output(ChildProcess& child);
  void read_error(ChildProcess& child);
  void take_lines();
  void take(std::string_view line);
  void add_note(std::string& reason) const;
  void note(const Event& event);
  void note_last(const EpochsEvent& epochs);
  void take_commands();
  void look_at_stop(ChildProcess& child);
  void look_at_silence();
  void look_at_finish(ChildProcess& child);
  void end(ChildProcess& child);
  void fail(std::string reason);
  void finish(RunStatus status, std::string reason);
  std::string last_message() const;

  const ChildCommand& command_;
  const ChildJob& job_;
  RunSummary summary_;
  EventSink& sink_;
  std::stop_token stop_;

  RunFollower own_follower_;
  RunFollower& follower_;
  bool pausing_ = false;  ///< the last that was asked for
  std::string to_send_;
  std::string output_;
  std::string error_;
  std::string last_error_message_;
  std::string failure_;  ///< why we end it; empty: we do not
  std::int64_t heard_ns_;
  bool heard_any_ = false;
  std::int64_t looked_ns_;  ///< when we last came by
  std::int64_t next_seq_ = 0;
  std::optional<std::int64_t> stop_ns_;
  std::optional<std::int64_t> finished_ns_;
  int signals_sent_ = 0;
};

RunSummary ChildRun::run() {
  auto child = ChildProcess::start(command_.program, command_.arguments, command_.surroundings);
  if (!child) {
    finish(RunStatus::failed, to_string(child.error()));
    return summary_;
  }
  if (command_.started) command_.started(child->id());
  follow(*child);
  end(*child);
  if (command_.log) *command_.log = error_;
  return summary_;
}

void ChildRun::follow(ChildProcess& child) {
  while (failure_.empty()) {
    // Looked at before reading: what it wrote before it ended is then still read.
    const bool ended = child.ended().has_value();
    take_commands();
    if (!ended) wait_for_something(child);
    send(child);
    read_error(child);
    while (read_output(child) && ended) {
    }
    if (ended) return;
    look_at_stop(child);
    look_at_silence();
    look_at_finish(child);
  }
}

void ChildRun::wait_for_something(ChildProcess& child) {
  const short input_events = to_send_.empty() ? short{0} : short{POLLOUT};
  std::array<pollfd, 3> ends = {pollfd{child.output(), POLLIN, 0}, pollfd{child.error(), POLLIN, 0},
                                pollfd{input_events == 0 ? -1 : child.input(), input_events, 0}};
  poll(ends.data(), ends.size(), look_every_ms);
}

void ChildRun::send(ChildProcess& child) {
  if (to_send_.empty() || child.input() < 0) return;
  const ssize_t count = child.send(to_send_);
  // A child that does not read any more will tell why, or end.
  if (count < 0)
    child.close_input(), to_send_.clear();
  else
    to_send_.erase(0, static_cast<std::size_t>(count));
}

/// One part of what the child wrote; false where there is no more for now.
bool ChildRun::read_output(ChildProcess& child) {
  std::array<char, 65536> part{};
  const ssize_t count = child.output() < 0 ? 0 : read(child.output(), part.data(), part.size());
  if (count <= 0) {
    if (count == 0) child.close_output();
    return count < 0 && errno == EINTR;
  }
  output_.append(part.data(), static_cast<std::size_t>(count));
  take_lines();
  heard_any_ = true;
  heard_ns_ = monotonic_ns();  // behind the sink: one that is slow is no silence of the child's
  return failure_.empty();
}

void ChildRun::read_error(ChildProcess& child) {
  std::array<char, 16384> part{};
  ssize_t count = 0;
  // As much as a pipe holds, so that the last message of a child that has ended is there; no more, for a
  // flood.
  for (int parts = 0; parts < 5 && child.error() >= 0; ++parts) {
    count = read(child.error(), part.data(), part.size());
    if (count == 0) child.close_error();
    if (count <= 0) return;
    error_.append(part.data(), static_cast<std::size_t>(count));
    if (error_.size() > kept_of_stderr) error_.erase(0, error_.size() - kept_of_stderr);
  }
}

void ChildRun::take_lines() {
  std::size_t begin = 0;
  for (std::size_t end = 0; failure_.empty() && (end = output_.find('\n', begin)) != std::string::npos;
       begin = end + 1)
    take(std::string_view(output_).substr(begin, end - begin));
  output_.erase(0, begin);
  if (output_.size() > longest_line) fail(fmt::format("sent a line of more than {} bytes", longest_line));
}

void ChildRun::take(std::string_view line) {
  if (finished_ns_ || line.empty()) return;
  auto event = event_from_json(line);
  if (!event)
    return fail(fmt::format("sent what is no event ({}): {}", to_string(event.error()), shown(line, 80)));
  if (event->run != job_.run)
    return fail(fmt::format("sent an event of the run '{}', expected '{}'", shown(event->run, 40), job_.run));
  if (const Status good = command_.check ? command_.check(*event) : Status(); !good)
    return fail(fmt::format("sent what cannot be ({}): {}", to_string(good.error()), shown(line, 80)));
  if (auto* finished = std::get_if<RunFinished>(&event->what)) {
    add_note(finished->reason);
    add_note(finished->summary.reason);
    if (command_.shares_device) forget_energy(finished->summary);
  }
  note(*event);
  sink_.on_event(*event);
}

void ChildRun::add_note(std::string& reason) const {
  if (!command_.note.empty()) reason += (reason.empty() ? "" : "; ") + command_.note;
}

void ChildRun::note_last(const EpochsEvent& epochs) {
  const EpochRecord& last = epochs.records.back();
  const auto measured = [](double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  };
  summary_.epochs = last.epoch;
  summary_.steps = last.step;
  summary_.train_s = last.elapsed_s;
  summary_.final_loss = measured(last.loss);
  summary_.final_val_loss = measured(last.val_loss);
  summary_.final_metrics.clear();
  for (const Metric metric : epochs.metrics) {
    const std::string name(name_of(metric));
    const auto slot = static_cast<std::size_t>(metric);
    summary_.final_metrics.emplace_back(name, measured(last.metrics[slot]));
    if (epochs.validation)
      summary_.final_metrics.emplace_back("val_" + name, measured(last.val_metrics[slot]));
  }
}

/// What is kept for the summary of a child that does not live to write its own.
void ChildRun::note(const Event& event) {
  next_seq_ = event.seq + 1;
  if (const auto* started = std::get_if<RunStarted>(&event.what)) {
    summary_.device = started->device;
    summary_.fingerprint = started->fingerprint;
    summary_.parameters = started->parameters;
  } else if (const auto* epochs = std::get_if<EpochsEvent>(&event.what); epochs && !epochs->records.empty()) {
    note_last(*epochs);
  } else if (const auto* heartbeat = std::get_if<Heartbeat>(&event.what)) {
    summary_.steps = std::max(summary_.steps, heartbeat->step);
  } else if (const auto* message = std::get_if<MessageEvent>(&event.what);
             message && message->level == "error") {
    last_error_message_ = message->text;
  } else if (const auto* finished = std::get_if<RunFinished>(&event.what)) {
    summary_ = finished->summary;
    finished_ns_ = monotonic_ns();
  }
}

void ChildRun::take_commands() {
  while (const auto command = follower_.next()) {
    to_send_ += to_json_line(*command) + "\n";
    pausing_ = command->kind == RunCommandKind::pause;
  }
  follower_.set_resting(pausing_ && to_send_.empty());
}

void ChildRun::look_at_stop(ChildProcess& child) {
  if (!stop_.stop_requested() || finished_ns_) return;
  if (!stop_ns_) {
    stop_ns_ = monotonic_ns();
    to_send_ += "{\"command\":\"stop\"}\n";
  }
  const double waited_s = seconds_since(*stop_ns_);
  if (waited_s >= command_.terminate_after_s && signals_sent_ == 0) child.signal(SIGTERM), ++signals_sent_;
  if (waited_s >= command_.kill_after_s && signals_sent_ == 1) child.signal(SIGKILL), ++signals_sent_;
}

void ChildRun::look_at_silence() {
  // Where we did not come by ourselves, stopped by Ctrl-Z or a machine that slept, the child is not to blame.
  const std::int64_t now_ns = monotonic_ns();
  if (static_cast<double>(now_ns - looked_ns_) * 1e-9 > 1) heard_ns_ = now_ns;
  looked_ns_ = now_ns;
  const bool begins = !heard_any_ && command_.begin_s > 0;
  const double limit_s = begins ? command_.begin_s : command_.silence_s;
  if (finished_ns_ || stop_ns_ || seconds_since(heard_ns_) < limit_s) return;
  fail(fmt::format("{} {} seconds", begins ? "did not begin within" : "said nothing for", limit_s));
}

void ChildRun::look_at_finish(ChildProcess& child) {
  if (!finished_ns_) return;
  child.close_input();
  if (seconds_since(*finished_ns_) >= command_.kill_after_s) child.signal(SIGKILL);
}

void ChildRun::end(ChildProcess& child) {
  if (finished_ns_ && failure_.empty()) return;
  if (!failure_.empty()) return finish(RunStatus::failed, failure_ + last_message());
  const std::string how = describe_end(child.ended().value_or(0));
  if (stop_ns_) return finish(RunStatus::stopped, fmt::format("stopped; {} {}", command_.called, how));
  finish(RunStatus::failed,
         fmt::format("{} {} before the run was finished{}", command_.called, how, last_message()));
}

void ChildRun::fail(std::string reason) { failure_ = command_.called + " " + std::move(reason); }

void ChildRun::finish(RunStatus status, std::string reason) {
  summary_.status = status;
  summary_.reason = std::move(reason);
  add_note(summary_.reason);
  summary_.total_s = seconds_since(job_.origin_ns);
  sink_.on_event({job_.run, next_seq_, *summary_.total_s, RunFinished{status, summary_.reason, 0, summary_}});
}

/// "; its last message: …": what it wrote to stderr, or its last error event.
std::string ChildRun::last_message() const {
  std::string_view text = error_;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  if (text.empty()) text = last_error_message_;
  if (text.empty()) return {};
  const std::size_t most = 400;
  if (text.size() > most) text.remove_prefix(text.size() - most);
  return "; its last message: " + shown(text, most);
}

}  // namespace

Status check_program(const std::filesystem::path& program) {
  if (!program.empty() && access(program.c_str(), X_OK) == 0) return {};
  return unavailable(program.empty() ? "accelbench-cli" : program.string(),
                     "the program that runs engines as processes of their own was not found",
                     "install accelbench-cli beside the program that you started");
}

ChildCommand for_engine(ChildCommand command, EngineKind engine) {
  if (engine == EngineKind::cpu || engine == EngineKind::cuda) return command;
  command.terminate_after_s = 3;
  command.kill_after_s = 4;
  return command;
}

RunSummary run_in_child(const ChildCommand& command, const ChildJob& job, const RunSummary& unstarted,
                        EventSink& sink, std::stop_token stop) {
  return ChildRun(command, job, unstarted, sink, std::move(stop)).run();
}

RunSummary run_in_child(const ChildCommand& command, const ChildRequest& request, const RunSummary& unstarted,
                        EventSink& sink, std::stop_token stop) {
  return run_in_child(command, ChildJob{to_json_line(request), request.run, request.origin_ns}, unstarted,
                      sink, std::move(stop));
}

}  // namespace accelbench
