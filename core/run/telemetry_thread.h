// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "core/engine/event.h"
#include "core/run/event_stream.h"
#include "core/telemetry/cpu_sampler.h"
#include "core/telemetry/energy.h"
#include "core/telemetry/process_meter.h"

namespace accelbench {

/// Reads the processor more than ten times a second beside a training and tells the event stream.
class TelemetryThread {
 public:
  /// `threads`: logical processors that the training asked for. `kind` replaces what the utilization is said
  /// to measure.
  /// `energy` is read often enough that no counter of it begins again unseen.
  /// `process`: the one that trains; 0: this one.
  TelemetryThread(std::int64_t threads, std::string kind, EventStream& events, EnergyMeter& energy,
                  int process = 0);
  ~TelemetryThread();
  TelemetryThread(const TelemetryThread&) = delete;
  TelemetryThread& operator=(const TelemetryThread&) = delete;

  /// Between these two calls, made by the thread that trains, lies the phase whose mean and peak are asked
  /// for.
  void begin_phase();
  void end_phase();
  /// A pause inside of a phase counts for neither figure.
  void interrupt_phase();
  void go_on_with_phase();
  /// Mean utilization and peak memory of the last phase; the mean is empty where the phase was under 50 ms.
  DeviceSummary summary(const std::string& device) const;

 private:
  void work();
  void tell_not_measured(const CpuSampler& sampler);
  void note_memory(std::optional<std::int64_t> bytes);

  const std::string kind_;
  EventStream& events_;
  EnergyMeter& energy_;
  const std::int64_t threads_;
  const int process_;
  ProcessMeter phase_;  ///< of the thread that trains
  std::optional<double> mean_;
  std::int64_t elapsed_ns_ = 0;  ///< of this phase, up to the last pause
  double busy_ns_ = 0;           ///< utilization × time of it
  bool measured_ = true;         ///< nothing of it without a utilization
  std::atomic<std::int64_t> peak_bytes_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace accelbench
