// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/child_engine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <stop_token>
#include <system_error>
#include <thread>

#include "core/base/reading_stop.h"
#include "core/engine/event_json.h"
#include "core/engine/json_fields.h"
#include "core/run/child_request.h"
#include "core/run/outside_engine.h"
#include "core/run/child_work.h"
#include "core/run/engines.h"
#include "core/run/file_descriptor.h"
#include "core/run/single_run.h"

namespace accelbench {
namespace {

/// An experiment's text is at most a few MiB; JSON may write a byte of it as six.
constexpr std::size_t longest_request = std::size_t{64} << 20;
constexpr std::size_t longest_command = std::size_t{64} << 10;

/// Events as lines on a descriptor. A parent that reads no more is gone: that stops the run.
class LineSink : public EventSink {
 public:
  LineSink(int descriptor, std::stop_source& stop) : descriptor_(descriptor), stop_(stop) {}
  void on_event(const Event& event) override {
    const std::string line = to_json_line(event) + "\n";
    for (std::size_t sent = 0; !broken_ && sent < line.size();) {
      const ssize_t count = write(descriptor_, line.data() + sent, line.size() - sent);
      if (count > 0)
        sent += static_cast<std::size_t>(count);
      else if (errno != EINTR)
        give_up(errno);
    }
    if (broken_) stop_.request_stop();
  }
  bool broken() const { return broken_; }

 private:
  void give_up(int error) {
    broken_ = true;
    fmt::print(stderr, "engine: error: cannot write events: {}\n", std::generic_category().message(error));
  }

  int descriptor_;
  std::stop_source& stop_;
  bool broken_ = false;
};

/// Lines from stdin, waited for with a second descriptor that ends the waiting.
class LineReader {
 public:
  explicit LineReader(int wake) : wake_(wake) {}

  /// Empty at the end of stdin, when woken, and for a line that is too long.
  std::optional<std::string> next(std::size_t longest) {
    for (;;) {
      if (const auto end = buffer_.find('\n', searched_); end != std::string::npos) return take(end);
      searched_ = buffer_.size();
      if (buffer_.size() > longest || !read_more()) return std::nullopt;
    }
  }

 private:
  std::string take(std::size_t end) {
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    searched_ = 0;
    return line;
  }
  bool read_more() {
    std::array<pollfd, 2> ends = {pollfd{0, POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
    while (poll(ends.data(), ends.size(), -1) < 0 && errno == EINTR) {
    }
    if (ends[1].revents != 0) return false;
    std::array<char, 65536> part{};
    const ssize_t count = read(0, part.data(), part.size());
    if (count > 0) buffer_.append(part.data(), static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
  }

  int wake_;
  std::string buffer_;
  std::size_t searched_ = 0;
};

/// The thread that takes commands; the end of stdin means that the parent is gone: stop.
class CommandThread {
 public:
  CommandThread(LineReader& lines, int wake, std::stop_source& stop, RunControl& control, EventStream& events)
      : wake_(wake), thread_([&lines, &stop, &control, &events] { listen(lines, stop, control, events); }) {}
  CommandThread(const CommandThread&) = delete;
  CommandThread& operator=(const CommandThread&) = delete;
  ~CommandThread() {
    eventfd_write(wake_, 1);
    thread_.join();
  }

 private:
  static void listen(LineReader& lines, std::stop_source& stop, RunControl& control, EventStream& events) {
    while (const auto line = lines.next(longest_command)) {
      const auto command = run_command_from_json(*line);
      if (!command)
        events.message("warning", reason_of(command.error()));
      else if (*command)
        control.send(**command);
      else
        stop.request_stop();
    }
    stop.request_stop();
  }

  int wake_;
  std::thread thread_;
};

RunSummary not_started(const ChildRequest& request, const Error& error) {
  RunSummary summary;
  summary.accelerator = request.accelerator;
  summary.status = status_of(error);
  summary.reason = reason_of(error);
  return summary;
}

/// What only passes the work on to others reads no rows.
WorkMaker maker_of(const ChildWork& prepared, const MakeChildWork& make) {
  if (make) return [&prepared, &make](const Experiment&, const DataRoots&) { return make(prepared); };
  const OutsideTraining* outside = prepared.engine->outside(prepared.accelerator);
  const bool rows = prepared.from_bundle || outside == nullptr || outside->needs_rows();
  return rows ? prepared.make : WorkMaker(outline_of_work);
}

RunSummary execute(const ChildRequest& request, const EngineRegistry& registry, const MakeChildWork& make,
                   EventStream& events, RunFollower& follower, const std::stop_token& stop) {
  const auto prepared = prepare_child(request, registry);
  if (!prepared) return not_started(request, prepared.error());
  const AcceleratorSpec& accelerator = prepared->accelerator;
  const Engine* engine = prepared->engine;
  EnergyMeter energy(engine->energy_source(accelerator));  // from here on: as early as the engine is known
  const auto work = [&] {
    const ReadingStop stoppable(stop);
    return load_work(maker_of(*prepared, make), prepared->experiment, prepared->roots, events);
  }();
  if (!work) return unstarted(accelerator, engine, nullptr, status_of(work.error()), reason_of(work.error()));
  SingleRun run{*work, *engine, accelerator, request.measure_s, request.events_every, request.weights_out};
  run.run = request.run;
  run.request = &request;
  run.checkpoints = request.checkpoints;
  run.resume_from = request.resume_from;
  run.follower = &follower;
  run.energy = &energy;
  run.hung = [&events](RunSummary summary) {
    events.finish(std::move(summary));
    std::_Exit(1);  // the thread that trains would never come back, and destructors would wait for it
  };
  return run_once(run, events, stop);
}

/// Descriptor 1 under a private number, and 1 pointed at 2: what a library prints goes to stderr.
FileDescriptor take_standard_output() {
  FileDescriptor output(fcntl(1, F_DUPFD_CLOEXEC, 3));
  if (output.open()) dup2(2, 1);
  return output;
}

int refuse(const Error& error) {
  fmt::print(stderr, "{}\n", to_string(error));
  return 2;
}

}  // namespace

int run_child_engine(const EngineRegistry& registry, const TakeRequest& asked, const MakeChildWork& make) {
  std::signal(SIGPIPE, SIG_IGN);
  const FileDescriptor output = take_standard_output();
  const FileDescriptor wake(eventfd(0, EFD_CLOEXEC));
  if (!output.open() || !wake.open()) return refuse({ErrorKind::failed, "engine", "stdout is closed", {}});
  LineReader lines(wake.get());
  const auto line = lines.next(longest_request);
  if (!line)
    return refuse(
        {ErrorKind::bad_input, "engine", "no request on stdin", "send one JSON object on one line"});
  if (asked) asked(*line);
  const auto request = child_request_from_json(*line);
  if (!request) return refuse(request.error());
  std::stop_source stop;
  LineSink sink(output.get(), stop);
  EventStream events(request->run, request->origin_ns, sink);
  RunSummary summary;
  RunControl control;
  RunFollower follower(&control);  // before the first command is read
  {
    const CommandThread commands(lines, wake.get(), stop, control, events);
    summary = execute(*request, registry, make, events, follower, stop.get_token());
  }
  events.finish(std::move(summary));
  return sink.broken() ? 1 : 0;
}

}  // namespace accelbench
