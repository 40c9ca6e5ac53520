// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/engine/event.h"
#include "core/run/event_stream.h"
#include "core/run/single_run.h"
#include "core/run/telemetry_thread.h"

namespace accelbench {

/// Energy so far at moments of a training, to be asked for a moment in between.
class EnergyTrace {
 public:
  void note(double t_s, std::optional<double> joules);
  /// Between the two moments around it, in proportion; empty where none was measured there.
  std::optional<double> at(double t_s) const;

 private:
  std::vector<std::pair<double, double>> moments_;
};

/// Passes what a runner tells on to the stream of its run, and reads the devices meanwhile. A stranger's
/// numbers: times are put between the begin and now, messages are counted and cut.
class RunnerSink : public EventSink {
 public:
  /// All outlive this.
  RunnerSink(const SingleRun& run, EventStream& events, EnergyMeter& energy);

  /// The process that trains; before its first event.
  void begin(int process);
  /// Whether an event can follow those that were told before it.
  Status check(const Event& event);
  void on_event(const Event& event) override;

  /// From the begin of the runner to its first phase: its own start and the import of the framework.
  std::optional<double> launch_s() const;
  double paused_s() const { return paused_s_; }
  std::optional<double> energy_j() const { return energy_j_; }
  std::optional<double> energy_at(double t_s) const { return trace_.at(t_s); }
  /// Of the phase `train`.
  std::optional<DeviceSummary> device(const std::string& name) const;

 private:
  void take(const RunStarted& started);
  void take(const PhaseEvent& phase, std::int64_t at_ns);
  void take(const EpochsEvent& epochs);
  void take(const MessageEvent& message);
  void take(const RunFinished& finished, double t_s);
  Status check_epochs(const EpochsEvent& epochs);
  Status check_finished(const RunFinished& finished) const;
  std::int64_t at_ns(double t_s) const;

  const SingleRun& run_;
  EventStream& events_;
  EnergyMeter& energy_;
  std::optional<TelemetryThread> telemetry_;
  std::int64_t begin_ns_;
  std::optional<std::int64_t> first_phase_ns_;
  std::int64_t epochs_told_ = 0;
  std::int64_t steps_told_ = 0;
  std::int64_t messages_ = 0;
  std::int64_t told_beside_ = 0;  ///< events other than epochs, steps and heartbeats
  bool training_ = false;
  bool trained_ = false;
  double paused_s_ = 0;
  EnergyTrace trace_;
  std::int64_t traced_ns_ = 0;
  std::optional<double> energy_j_;
};

}  // namespace accelbench
