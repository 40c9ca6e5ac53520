// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/engine/event.h"
#include "core/run/device_figures.h"
#include "core/run/event_stream.h"
#include "core/telemetry/cpu_sampler.h"
#include "core/telemetry/device_sampler.h"
#include "core/telemetry/energy.h"
#include "core/telemetry/process_meter.h"

namespace accelbench {

/// Reads the processor, and other devices of the accelerator, more than ten times a second beside a training
/// and tells the event stream.
class TelemetryThread {
 public:
  /// `threads`: logical processors that the training asked for. `kind` replaces what the utilization is said
  /// to measure.
  /// `energy` is read often enough that no counter of it begins again unseen.
  /// `process`: the one that trains; 0: this one.
  /// `devices`: those beside the processor; null: none.
  TelemetryThread(std::int64_t threads, std::string kind, EventStream& events, EnergyMeter& energy,
                  int process = 0, std::unique_ptr<DeviceSampler> devices = nullptr);
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
  /// The same of the other devices, whose means are empty where the phase was under a second, too.
  std::vector<DeviceSummary> device_summaries();
  /// What held their clocks down in the last phase: "cuda:0: …", a line each.
  std::vector<std::string> throttling();
  /// What the devices reported of themselves so far; waits a little for a first one, which comes late.
  std::vector<std::string> faults();

 private:
  void work();
  void sample(CpuSampler& sampler);
  std::vector<DeviceReading> sample_devices();
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
  std::unique_ptr<DeviceSampler> devices_;  ///< of the thread alone
  std::int64_t energy_read_ns_ = 0;         ///< likewise
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable faulted_;
  bool ending_ = false;  // guarded by mutex_, as the next two
  DeviceFigures figures_;
  std::vector<std::string> faults_;
  std::thread thread_;
};

}  // namespace accelbench
