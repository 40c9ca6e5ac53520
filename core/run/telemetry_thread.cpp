// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/telemetry_thread.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>

#include "core/run/step_clock.h"

namespace accelbench {
namespace {

/// A little more than ten times a second, so that it is ten times even where waking up is late.
constexpr auto sample_every = std::chrono::milliseconds(80);

}  // namespace

TelemetryThread::TelemetryThread(std::int64_t threads, std::string kind, EventStream& events)
    : kind_(std::move(kind)), events_(events), sampler_(threads), phase_(threads) {
  const auto missing = sampler_.not_measured();
  if (!missing.empty())
    events_.message("info", fmt::format("not measured on this machine: {}", fmt::join(missing, "; ")));
  thread_ = std::thread([this] { work(); });
}

TelemetryThread::~TelemetryThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void TelemetryThread::work() {
  sampler_.read();  // the first reading only begins the span of the second
  auto next = std::chrono::steady_clock::now();
  for (std::unique_lock lock(mutex_); !ending_;) {
    next += sample_every;
    if (wake_.wait_until(lock, next, [this] { return ending_; })) return;
    lock.unlock();
    auto readings = sampler_.read();
    readings.front().utilization_kind = kind_;
    note_memory(readings.front());
    events_.readings(std::move(readings));
    lock.lock();
  }
}

void TelemetryThread::note_memory(const DeviceReading& reading) {
  const std::int64_t bytes = reading.memory_bytes.value_or(0);
  std::int64_t peak = peak_bytes_.load(std::memory_order_relaxed);
  while (bytes > peak && !peak_bytes_.compare_exchange_weak(peak, bytes, std::memory_order_relaxed)) {
  }
}

void TelemetryThread::begin_phase() {
  peak_bytes_.store(0, std::memory_order_relaxed);
  note_memory(phase_.read_process());
  phase_begin_ns_ = monotonic_ns();
}

void TelemetryThread::end_phase() {
  const double seconds = seconds_since(phase_begin_ns_);
  const DeviceReading reading = phase_.read_process();
  note_memory(reading);
  mean_ = seconds >= StepClock::shortest_window_s ? reading.utilization : std::nullopt;
}

DeviceSummary TelemetryThread::summary(const std::string& device) const {
  const std::int64_t peak = peak_bytes_.load(std::memory_order_relaxed);
  return {device, mean_, kind_, peak > 0 ? std::optional(peak) : std::nullopt};
}

}  // namespace accelbench
