// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/event_stream.h"

#include <algorithm>
#include <chrono>
#include <type_traits>

namespace accelbench {
namespace {

using namespace std::chrono_literals;

constexpr auto wake_every = 10ms;
constexpr std::int64_t fastest_line_ns = 10'000'000;   ///< single epochs: at most 100 a second
constexpr std::int64_t longest_batch_ns = 80'000'000;  ///< sent within 100 ms of its first epoch
constexpr std::int64_t heartbeat_every_ns = 500'000'000;
constexpr std::size_t most_epochs_of_an_event = 4096;  ///< about 1 MiB of JSON
constexpr std::size_t most_waiting_readings = 8192;

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace

EventStream::EventStream(std::string run, std::int64_t origin_ns, EventSink& sink)
    : run_(std::move(run)), origin_ns_(origin_ns), sink_(sink), last_heartbeat_ns_(monotonic_ns()) {
  thread_ = std::thread([this] { work(); });
}

EventStream::~EventStream() { stop_thread(); }

void EventStream::stop_thread() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void EventStream::push(const Record& record) {
  while (!ring_.push(record)) std::this_thread::sleep_for(200us);
}

void EventStream::epoch(const EpochRecord& record) {
  push({origin_ns_ + static_cast<std::int64_t>(record.t_s * 1e9), record});
}

void EventStream::step(std::int64_t step, double loss, std::int64_t at_ns) {
  // Half of the ring is kept for what must not be dropped.
  if (ring_.size() > ring_size / 2 || !ring_.push({at_ns, StepRecord{step, loss}}))
    dropped_.fetch_add(1, std::memory_order_relaxed);
}

void EventStream::phase(Phase phase, bool begin, std::optional<double> seconds, std::int64_t at_ns) {
  if (!first_phase_s_) first_phase_s_ = t_s(at_ns);
  auto& sum = phase_seconds_[static_cast<std::size_t>(phase)];
  if (seconds) sum = sum.value_or(0) + *seconds;
  push({at_ns, PhaseRecord{phase, begin, seconds.has_value(), seconds.value_or(0)}});
}

void EventStream::describe(std::vector<Metric> metrics, bool validation) {
  const std::lock_guard lock(mutex_);
  metrics_ = std::move(metrics);
  validation_ = validation;
}

void EventStream::post(EventKind what) {
  const std::lock_guard lock(mutex_);
  posted_.push_back({monotonic_ns(), std::move(what)});
}

void EventStream::readings(std::vector<DeviceReading> readings) {
  const std::lock_guard lock(mutex_);
  const std::int64_t now_ns = monotonic_ns();
  for (DeviceReading& reading : readings) {
    if (posted_.size() >= most_waiting_readings)
      dropped_.fetch_add(1, std::memory_order_relaxed);
    else
      posted_.push_back({now_ns, DeviceEvent{std::move(reading)}});
  }
}

void EventStream::work() {
  for (bool ending = false; !ending;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, wake_every, [this] { return ending_; });
      ending = ending_;
    }
    // What happened before the cut is known after collecting, whichever thread told it: so it can be put in
    // order.
    const std::int64_t cut_ns = monotonic_ns();
    collect();
    send_until(cut_ns, ending);
    if (ending || epochs_are_due(cut_ns)) send_epochs();
    send_heartbeat(cut_ns);
  }
}

void EventStream::collect() {
  {
    const std::lock_guard lock(mutex_);
    std::move(posted_.begin(), posted_.end(), std::back_inserter(waiting_));
    posted_.clear();
    epochs_.metrics = metrics_;
    epochs_.validation = validation_;
  }
  const auto to_event = Overloaded{
      [](const StepRecord& record) -> EventKind {
        return StepEvent{record.step, record.loss};
      },
      [](const PhaseRecord& record) -> EventKind {
        return PhaseEvent{record.phase, record.begin,
                          record.timed ? std::optional(record.seconds) : std::nullopt};
      },
      [](const EpochRecord& record) -> EventKind {
        return EpochsEvent{{}, false, {record}};
      },
  };
  Record record;
  for (std::size_t taken = 0; taken < ring_size && ring_.pop(record); ++taken)
    waiting_.push_back({record.at_ns, std::visit(to_event, record.what)});
}

void EventStream::send_until(std::int64_t cut_ns, bool all) {
  std::stable_sort(waiting_.begin(), waiting_.end(),
                   [](const Waiting& a, const Waiting& b) { return a.at_ns < b.at_ns; });
  std::size_t sent = 0;
  for (; sent < waiting_.size() && (all || waiting_[sent].at_ns <= cut_ns); ++sent) take(waiting_[sent]);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(sent));
}

void EventStream::take(Waiting& waiting) {
  if (auto* epochs = std::get_if<EpochsEvent>(&waiting.what)) {
    if (epochs_.records.empty()) first_epoch_ns_ = waiting.at_ns;
    epochs_.records.push_back(epochs->records.front());
    if (epochs_.records.size() >= most_epochs_of_an_event) send_epochs();
    return;
  }
  send_epochs();
  send(t_s(waiting.at_ns), std::move(waiting.what));
}

bool EventStream::epochs_are_due(std::int64_t now_ns) const {
  if (epochs_.records.empty()) return false;
  if (now_ns - first_epoch_ns_ >= longest_batch_ns) return true;
  return epochs_.records.size() == 1 && now_ns - last_epochs_ns_ >= fastest_line_ns;
}

void EventStream::send_epochs() {
  if (epochs_.records.empty()) return;
  last_epochs_ns_ = monotonic_ns();
  const double at = epochs_.records.back().t_s;
  send(at, epochs_);
  epochs_.records.clear();
}

void EventStream::send_heartbeat(std::int64_t now_ns) {
  if (now_ns - last_heartbeat_ns_ < heartbeat_every_ns) return;
  last_heartbeat_ns_ = now_ns;
  send(t_s(now_ns), Heartbeat{reached_.load(std::memory_order_relaxed)});
}

void EventStream::send(double at, EventKind what) {
  last_t_s_ = std::max(last_t_s_, at);
  sink_.on_event({run_, seq_++, last_t_s_, std::move(what)});
}

void EventStream::finish(RunSummary summary) {
  stop_thread();
  RunFinished finished{summary.status, summary.reason, dropped_.load(), std::move(summary)};
  send(t_s(monotonic_ns()), std::move(finished));
}

}  // namespace accelbench
