// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/telemetry_thread.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <iterator>

#include "core/run/step_clock.h"

namespace accelbench {
namespace {

/// A little more than ten times a second, so that it is ten times even where waking up is late.
constexpr auto sample_every = std::chrono::milliseconds(80);
/// A driver tells of a fault a moment after the call that met it has come back.
constexpr auto faults_come_within = std::chrono::milliseconds(500);

}  // namespace

TelemetryThread::TelemetryThread(std::int64_t threads, std::string kind, EventStream& events,
                                 EnergyMeter& energy, int process, std::unique_ptr<DeviceSampler> devices)
    : kind_(std::move(kind)),
      events_(events),
      energy_(energy),
      threads_(threads),
      process_(process),
      phase_(threads, process, "/"),
      devices_(std::move(devices)) {
  events_.readings(sample_devices());  // however short the training is, what its devices hold is known
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
  energy_read_ns_ = monotonic_ns();
  for (std::unique_lock lock(mutex_); !ending_;) {
    next += sample_every;
    if (wake_.wait_until(lock, next, [this] { return ending_; })) return;
    lock.unlock();
    sample(sampler);
    lock.lock();
  }
}

void TelemetryThread::sample(CpuSampler& sampler) {
  auto readings = sampler.read();
  readings.front().utilization_kind = kind_;
  note_memory(readings.front().memory_bytes);
  events_.readings(std::move(readings));
  if (devices_) events_.readings(sample_devices());
  if (seconds_since(energy_read_ns_) < EnergyMeter::read_every_s) return;
  energy_.joules();
  energy_read_ns_ = monotonic_ns();
}

std::vector<DeviceReading> TelemetryThread::sample_devices() {
  if (!devices_) return {};
  auto readings = devices_->read();
  auto faults = devices_->faults();
  const std::lock_guard lock(mutex_);
  figures_.note(readings, monotonic_ns());
  faults_ = std::move(faults);
  if (!faults_.empty()) faulted_.notify_all();
  return readings;
}

void TelemetryThread::tell_not_measured(const CpuSampler& sampler) {
  auto missing = sampler.not_measured();
  if (devices_) std::ranges::copy(devices_->not_measured(), std::back_inserter(missing));
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
  const std::lock_guard lock(mutex_);
  figures_.begin(monotonic_ns());
}

void TelemetryThread::interrupt_phase() {
  const ProcessMeter::Reading reading = phase_.read();
  note_memory(reading.resident_bytes);
  elapsed_ns_ += reading.elapsed_ns;
  busy_ns_ += reading.utilization.value_or(0) * static_cast<double>(reading.elapsed_ns);
  measured_ = measured_ && reading.utilization;
  const std::lock_guard lock(mutex_);
  figures_.interrupt();
}

void TelemetryThread::go_on_with_phase() {
  phase_.read();
  const std::lock_guard lock(mutex_);
  figures_.go_on(monotonic_ns());
}

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

std::vector<DeviceSummary> TelemetryThread::device_summaries() {
  const std::lock_guard lock(mutex_);
  return figures_.summaries();
}

std::vector<std::string> TelemetryThread::throttling() {
  const std::lock_guard lock(mutex_);
  return figures_.throttling();
}

std::vector<std::string> TelemetryThread::faults() {
  std::unique_lock lock(mutex_);
  if (devices_) faulted_.wait_for(lock, faults_come_within, [this] { return !faults_.empty(); });
  return faults_;
}

}  // namespace accelbench
