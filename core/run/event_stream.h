// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "core/base/clock.h"
#include "core/engine/event.h"
#include "core/run/record_ring.h"

// The way of a run's events from the thread that trains to a sink, on a thread of its own.
namespace accelbench {

using EventKind = decltype(Event::what);

/// Gives events their run, number and time, in the order in which they happened. Epochs that come faster than
/// 100 a second are sent together, at least every 100 ms; a heartbeat is sent twice a second.
class EventStream {
 public:
  /// `origin_ns`: reading of monotonic_ns() when the run was asked for. `sink` outlives the stream.
  EventStream(std::string run, std::int64_t origin_ns, EventSink& sink);
  /// Sends what waits; a run that was not finished stays without run_finished.
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  // By the thread that trains: nothing is formatted, allocated or locked here. Where thousands of epochs wait
  // for a slow sink, epoch() and phase() wait too (outside of what is timed); step() drops and counts.
  void epoch(const EpochRecord& record);
  void step(std::int64_t step, double loss, std::int64_t at_ns = monotonic_ns());
  void phase(Phase phase, bool begin, std::optional<double> seconds = {},
             std::int64_t at_ns = monotonic_ns());
  void reached(std::int64_t step) { reached_.store(step, std::memory_order_relaxed); }
  std::int64_t reached() const { return reached_.load(std::memory_order_relaxed); }

  // By any thread.
  /// What epochs of this run carry; told before the first epoch.
  void describe(std::vector<Metric> metrics, bool validation);
  void post(EventKind what);
  void message(const std::string& level, const std::string& text) { post(MessageEvent{level, text}); }
  /// Dropped and counted while thousands of events wait.
  void readings(std::vector<DeviceReading> readings);

  /// Sends all that waits, then run_finished with the number dropped. Once; nothing is sent after it.
  void finish(RunSummary summary);

  // By the thread that trains.
  /// From the request to the begin of the first phase.
  std::optional<double> first_phase_s() const { return first_phase_s_; }
  /// What this phase lasted, all its parts that were told together; empty where none was.
  std::optional<double> seconds_of(Phase phase) const {
    return phase_seconds_[static_cast<std::size_t>(phase)];
  }

  double t_s(std::int64_t at_ns) const { return static_cast<double>(at_ns - origin_ns_) * 1e-9; }
  std::int64_t origin_ns() const { return origin_ns_; }

 private:
  struct StepRecord {
    std::int64_t step;
    double loss;
  };
  struct PhaseRecord {
    Phase phase;
    bool begin;
    bool timed;
    double seconds;
  };
  struct Record {
    std::int64_t at_ns = 0;
    std::variant<StepRecord, PhaseRecord, EpochRecord> what;
  };
  struct Waiting {
    std::int64_t at_ns;
    EventKind what;
  };
  static constexpr std::size_t ring_size = 8192;

  void push(const Record& record);
  void work();
  void collect();
  void send_until(std::int64_t cut_ns, bool all);
  void take(Waiting& waiting);
  void send_epochs();
  void send(double t_s, EventKind what);
  void send_heartbeat(std::int64_t now_ns);
  bool epochs_are_due(std::int64_t now_ns) const;
  void stop_thread();

  const std::string run_;
  const std::int64_t origin_ns_;
  EventSink& sink_;

  std::optional<double> first_phase_s_;  // of the thread that trains, as the next
  std::array<std::optional<double>, std::size(Names<Phase>::table)> phase_seconds_;
  RecordRing<Record, ring_size> ring_;
  std::atomic<std::int64_t> reached_{0};
  std::atomic<std::int64_t> dropped_{0};

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> posted_;  // guarded by mutex_, as the next three
  std::vector<Metric> metrics_;
  bool validation_ = false;
  bool ending_ = false;

  // Of the thread alone, or of finish() once it has ended.
  std::vector<Waiting> waiting_;
  EpochsEvent epochs_;
  std::int64_t first_epoch_ns_ = 0;
  std::int64_t last_epochs_ns_ = 0;
  std::int64_t last_heartbeat_ns_ = 0;
  std::int64_t seq_ = 0;
  double last_t_s_ = 0;
  std::thread thread_;
};

}  // namespace accelbench
