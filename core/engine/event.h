// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/names.h"
#include "core/experiment/variant.h"
#include "core/math/loss.h"
#include "core/telemetry/device.h"

// What a run tells while it runs: plain values, the same in the program, in the results file and as JSON
// lines.
namespace accelbench {

enum class RunStatus { completed, stopped, diverged, failed, unavailable };
template <>
struct Names<RunStatus> {
  static constexpr std::array table = {
      Named<RunStatus>{RunStatus::completed, "completed", "all epochs, or ended by a callback"},
      Named<RunStatus>{RunStatus::stopped, "stopped", "ended by the user"},
      Named<RunStatus>{RunStatus::diverged, "diverged",
                       "the loss, the weights or the gradients are not finite"},
      Named<RunStatus>{RunStatus::failed, "failed", "ended by an error"},
      Named<RunStatus>{RunStatus::unavailable, "unavailable", "not started: this machine or build cannot"},
  };
};

enum class Phase { load, compile, warm_up, train, measure, evaluate, exchange };
template <>
struct Names<Phase> {
  static constexpr std::array table = {
      Named<Phase>{Phase::load, "load", "reading or making the data"},
      Named<Phase>{Phase::compile, "compile", "planning, allocating, choosing algorithms"},
      Named<Phase>{Phase::warm_up, "warm_up", "steps that are not counted"},
      Named<Phase>{Phase::train, "train", "training, evaluation excluded"},
      Named<Phase>{Phase::measure, "measure", "more steps on scratch copies, to read steady figures"},
      Named<Phase>{Phase::evaluate, "evaluate", "the validation set"},
      Named<Phase>{Phase::exchange, "exchange", "between devices"},
  };
};

inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::size_t metric_kinds = 5;  ///< one slot for each value of Metric

/// One finished epoch; fixed size, so that telling it costs the training nothing. NaN: not measured, null in
/// JSON.
struct EpochRecord {
  std::int64_t epoch = 0;  ///< from 1
  std::int64_t step = 0;   ///< steps done since the start of the run
  double t_s = 0;          ///< since the run was asked for
  double loss = not_measured;
  double val_loss = not_measured;
  std::array<double, metric_kinds> metrics;  ///< slot: Metric
  std::array<double, metric_kinds> val_metrics;
  double learning_rate = not_measured;  ///< the one used in this epoch
  double samples_per_second = not_measured;
  double elapsed_s = 0;  ///< training time only
  EpochRecord() { metrics.fill(not_measured), val_metrics.fill(not_measured); }
};

struct TargetReached {
  std::string monitor;
  double bound = 0;  ///< at_most or at_least
  bool reached = false;
  std::optional<double> seconds;  ///< from the request to the end of the first epoch that reached it
  bool operator==(const TargetReached&) const = default;
};

struct DeviceSummary {
  std::string id;
  std::optional<double> utilization_mean;
  std::string utilization_kind;
  std::optional<std::int64_t> memory_peak_bytes;
  bool operator==(const DeviceSummary&) const = default;
};

/// Microseconds a step; p5 and p95 are empty where steps are not stamped one by one.
struct StepTimes {
  std::optional<double> median;
  std::optional<double> p5;
  std::optional<double> p95;
  bool operator==(const StepTimes&) const = default;
};

/// Shares of a step's time, sampled on the thread that leads it; together 1.
struct StepSplit {
  double gather = 0;     ///< samples into the batch
  double forward = 0;    ///< with the loss
  double backward = 0;   ///< gradients
  double optimizer = 0;  ///< updates of the weights, with penalties and clipping
  double other = 0;      ///< waiting for other threads, bookkeeping
  double exchange = 0;   ///< with other ranks: what was waited for
  bool operator==(const StepSplit&) const = default;
};

/// What one run comes to (contract: `summary`).
struct RunSummary {
  std::string accelerator;
  std::string engine;
  std::string device;
  std::string precision;
  RunStatus status = RunStatus::completed;
  std::string reason;
  std::string fingerprint;
  std::int64_t parameters = 0;
  std::int64_t steps = 0;
  std::int64_t epochs = 0;
  std::int64_t flop_per_step = 0;
  std::optional<double> time_to_first_step_s;
  std::optional<double> launch_s;  ///< from the request until data are read: a process of its own begins
  std::optional<double> import_s;  ///< of launch_s: reading the framework itself; empty where there is none
  std::optional<double> load_s;
  std::optional<double> compile_s;
  std::optional<double> train_s;     ///< evaluation and callbacks excluded
  std::optional<double> evaluate_s;  ///< the validation set, all epochs together; empty without one
  std::optional<double> measure_s;   ///< the measuring window; empty without one
  std::optional<double> total_s;     ///< all of these, and what lies between
  StepTimes step_us;
  std::optional<double> samples_per_second;
  std::optional<double> achieved_flop_per_s;
  std::optional<double>
      gemm_ceiling_flop_per_s;  ///< of this machine, precision and number of threads, where measured
  std::string path;             ///< how the engine trained: "fused", "blocked"; empty: one way only
  std::string path_reason;      ///< why that path
  std::int64_t threads = 0;     ///< that trained; 0: not told
  std::optional<StepSplit> step_split;
  std::optional<double> final_loss;
  std::optional<double> final_val_loss;
  std::vector<std::pair<std::string, std::optional<double>>> final_metrics;  ///< name and "val_" name
  std::optional<TargetReached> target;
  /// Gross, of `energy_boundary`, from the launch to the end of the training: the measuring window is not of
  /// it. Empty: see the reason.
  std::optional<double> energy_j;
  std::optional<double> energy_to_target_j;  ///< the same, up to the target
  std::string energy_boundary;  ///< what the counters cover: "cpu package", "cuda:0"; empty: not measured
  std::string energy_reason;    ///< why not measured
  std::vector<DeviceSummary> devices;
  std::int64_t resumed_steps = 0;  ///< of `steps`, those that an earlier process did before a checkpoint
  std::string algorithm = "same";  ///< or what differs
  Variant variant;                 ///< of a sweep; empty without one
  bool operator==(const RunSummary&) const = default;
};

struct RunStarted {
  std::string accelerator;
  std::string engine;
  std::vector<std::string> capabilities;  ///< commands the run takes: "stop", …
  std::string device;
  std::string precision;
  std::string fingerprint;
  std::int64_t parameters = 0;
  std::int64_t steps_per_epoch = 0;
  std::int64_t epochs = 0;
  Variant variant = {};  ///< of a sweep; empty without one
};
struct PhaseEvent {
  Phase phase = Phase::load;
  bool begin = true;
  std::optional<double> seconds;  ///< at the end
};
struct StepEvent {
  std::int64_t step = 0;
  double loss = not_measured;
};
/// One epoch (`epoch` in JSON), or several that came faster than 100 a second (`epochs`).
struct EpochsEvent {
  std::vector<Metric> metrics;  ///< those asked for: the slots that mean something
  bool validation = false;
  std::vector<EpochRecord> records;
};
struct DeviceEvent {
  DeviceReading reading;
};
struct MessageEvent {
  std::string level;  ///< "info", "warning", "error"
  std::string text;
};
struct Heartbeat {
  std::int64_t step = 0;
};
struct RunFinished {
  RunStatus status = RunStatus::completed;
  std::string reason;
  std::int64_t dropped = 0;
  RunSummary summary;
};

struct Event {
  std::string run;
  std::int64_t seq = 0;
  double t_s = 0;
  std::variant<RunStarted, PhaseEvent, StepEvent, EpochsEvent, DeviceEvent, MessageEvent, Heartbeat,
               RunFinished>
      what;
};

/// Takes the events of runs in their order. Called from one thread at a time, never from the one that trains.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

}  // namespace accelbench
