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

TelemetryThread::TelemetryThread(std::int64_t threads, std::string kind, EventStream& events,
                                 EnergyMeter& energy, int process)
    : kind_(std::move(kind)),
      events_(events),
      energy_(energy),
      threads_(threads),
      process_(process),
      phase_(threads, process, "/") {
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
  CpuSampler sampler(threads_, process_);
  sampler.read();  // the first reading only begins the span of the second
  tell_not_measured(sampler);
  auto next = std::chrono::steady_clock::now();
  std::int64_t energy_read_ns = monotonic_ns();
  for (std::unique_lock lock(mutex_); !ending_;) {
    next += sample_every;
    if (wake_.wait_until(lock, next, [this] { return ending_; })) return;
    lock.unlock();
    auto readings = sampler.read();
    readings.front().utilization_kind = kind_;
    note_memory(readings.front().memory_bytes);
    events_.readings(std::move(readings));
    if (seconds_since(energy_read_ns) >= EnergyMeter::read_every_s) {
      energy_.joules();
      energy_read_ns = monotonic_ns();
    }
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
  elapsed_ns_ = 0;
  busy_ns_ = 0;
  measured_ = true;
  note_memory(phase_.read().resident_bytes);
}

void TelemetryThread::interrupt_phase() {
  const ProcessMeter::Reading reading = phase_.read();
  note_memory(reading.resident_bytes);
  elapsed_ns_ += reading.elapsed_ns;
  busy_ns_ += reading.utilization.value_or(0) * static_cast<double>(reading.elapsed_ns);
  measured_ = measured_ && reading.utilization;
}

void TelemetryThread::go_on_with_phase() { phase_.read(); }

void TelemetryThread::end_phase() {
  interrupt_phase();
  const bool long_enough = static_cast<double>(elapsed_ns_) * 1e-9 >= StepClock::shortest_window_s;
  mean_ =
      long_enough && measured_ ? std::optional(busy_ns_ / static_cast<double>(elapsed_ns_)) : std::nullopt;
}

DeviceSummary TelemetryThread::summary(const std::string& device) const {
  const std::int64_t peak = peak_bytes_.load(std::memory_order_relaxed);
  return {device, mean_, kind_, peak > 0 ? std::optional(peak) : std::nullopt};
}

}  // namespace accelbench
