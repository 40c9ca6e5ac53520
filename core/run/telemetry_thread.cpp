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
    : kind_(std::move(kind)), events_(events), threads_(threads), phase_(threads, 0, "/") {
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
  // Made here and not by the thread that trains: looking for sensors takes milliseconds.
  CpuSampler sampler(threads_);
  sampler.read();  // the first reading only begins the span of the second
  tell_not_measured(sampler);
  auto next = std::chrono::steady_clock::now();
  for (std::unique_lock lock(mutex_); !ending_;) {
    next += sample_every;
    if (wake_.wait_until(lock, next, [this] { return ending_; })) return;
    lock.unlock();
    auto readings = sampler.read();
    readings.front().utilization_kind = kind_;
    note_memory(readings.front().memory_bytes);
    events_.readings(std::move(readings));
    lock.lock();
  }
}

void TelemetryThread::tell_not_measured(const CpuSampler& sampler) {
  const auto missing = sampler.not_measured();
  if (!missing.empty())
    events_.message("info", fmt::format("not measured on this machine: {}", fmt::join(missing, "; ")));
}

void TelemetryThread::note_memory(std::optional<std::int64_t> bytes) {
  std::int64_t peak = peak_bytes_.load(std::memory_order_relaxed);
  while (bytes && *bytes > peak &&
         !peak_bytes_.compare_exchange_weak(peak, *bytes, std::memory_order_relaxed)) {
  }
}

void TelemetryThread::begin_phase() {
  peak_bytes_.store(0, std::memory_order_relaxed);
  note_memory(phase_.read().resident_bytes);
}

void TelemetryThread::end_phase() {
  const ProcessMeter::Reading reading = phase_.read();
  note_memory(reading.resident_bytes);
  const bool long_enough = static_cast<double>(reading.elapsed_ns) * 1e-9 >= StepClock::shortest_window_s;
  mean_ = long_enough ? reading.utilization : std::nullopt;
}

DeviceSummary TelemetryThread::summary(const std::string& device) const {
  const std::int64_t peak = peak_bytes_.load(std::memory_order_relaxed);
  return {device, mean_, kind_, peak > 0 ? std::optional(peak) : std::nullopt};
}

}  // namespace accelbench
