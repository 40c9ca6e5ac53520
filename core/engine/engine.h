// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/math/metric_sums.h"
#include "core/telemetry/device.h"
#include "core/telemetry/device_sampler.h"
#include "core/telemetry/energy.h"
#include "core/work/work.h"

// What does the training: an engine turns a work into an executable once, which then only runs steps.
namespace accelbench {

/// What a run needs, asked before anything is allocated.
struct Estimate {
  std::int64_t memory_bytes = 0;
};

/// How an executable does its work.
struct ExecutionDetails {
  std::string path;          ///< "fused", "blocked"; empty where an engine has one way only
  std::string path_reason;   ///< "asked for", or the figures that decided
  std::int64_t threads = 0;  ///< that train; 0: not told
};

/// A compiled work on one accelerator. The caller (core/run) owns epochs, validation, callbacks and stopping.
/// Nothing here allocates, locks or logs after construction, but for snapshot(). What a checkpoint needs,
/// weights, moments and step counter, goes in and out without loss and in one form for all engines.
class Executable {
 public:
  /// Weights, optimizer state and step counter, to go back to.
  class Snapshot {
   public:
    virtual ~Snapshot() = default;
  };

  virtual ~Executable() = default;

  /// Prepares the sample order of an epoch (from 0) and clears the sums.
  virtual void begin_epoch(std::int64_t epoch) = 0;
  /// Trains the next `steps` batches of this epoch (the last of an epoch is short) and adds their sums to
  /// `sums`, batch after batch: in how many calls an epoch is handed out changes no bit of its sums.
  virtual void run_steps(std::int64_t steps, BatchSums& sums) = 0;
  /// Leaves out the next `steps` batches of this epoch: they were trained before a checkpoint. Counts no
  /// step.
  virtual void skip_steps(std::int64_t steps) = 0;
  /// In how many batches the validation set is seen; 0 without one.
  virtual std::int64_t evaluation_steps() const = 0;
  /// Sees the batches first … first + steps − 1 of the validation set with dropout off; sums as in run_steps.
  virtual void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) = 0;
  virtual void set_learning_rate(double learning_rate) = 0;
  /// Whether all weights and the gradients of the last step are finite (a ReLU can hide a NaN from the loss).
  virtual bool finite() const = 0;

  /// Weight [units, inputs] and bias [units] of a layer; the spans have exactly these sizes.
  virtual void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const = 0;
  virtual void write_layer(std::size_t layer, std::span<const double> weight,
                           std::span<const double> bias) = 0;
  /// How many moments the optimizer keeps of each weight: adam and adamw 2 (first, second), momentum and
  /// rmsprop 1.
  virtual int moments() const = 0;
  /// A moment (from 0) of a layer, in the shapes of read_layer; a layer that is not trained has zeros and
  /// takes none.
  virtual void read_moment(int moment, std::size_t layer, std::span<double> weight,
                           std::span<double> bias) const = 0;
  virtual void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                            std::span<const double> bias) = 0;
  /// Steps trained so far: the t of adam, and what dropout draws by.
  virtual std::int64_t steps() const = 0;
  virtual void set_steps(std::int64_t steps) = 0;

  virtual ExecutionDetails details() const { return {}; }
  /// Where the time of the steps so far went; empty where none was sampled.
  virtual std::optional<StepSplit> step_split() const { return std::nullopt; }

  virtual std::unique_ptr<Snapshot> snapshot() const = 0;
  /// Takes the snapshot, one of this executable's, once more; allocates nothing.
  virtual void retake(Snapshot& snapshot) const = 0;
  virtual void restore(const Snapshot& snapshot) = 0;
};

/// A device failed under an executable, which is of no use from then on, and often its whole process, too.
/// The text is shown as it is: the device, the error's name and number, what it means, where it was met.
struct DeviceError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class OutsideTraining;  // core/run/outside_engine.h
class Exchange;         // core/engine/exchange.h

class Engine {
 public:
  virtual ~Engine() = default;
  virtual EngineKind kind() const = 0;
  /// Every device of this engine's, usable or with its reason; at least one.
  virtual std::vector<Device> devices() const = 0;
  /// Refuses what this engine or machine cannot do (precision, threads, path, part not built) with reason and
  /// fix.
  virtual Status can_run(const Work& work, const AcceleratorSpec& accelerator) const = 0;
  virtual Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const = 0;
  /// The returned executable keeps what it needs of the work alive by itself, but for the work, which must
  /// outlive it.
  virtual Result<std::unique_ptr<Executable>> compile(const Work& work,
                                                      const AcceleratorSpec& accelerator) const = 0;
  /// The same for one of several ranks that train the work together: it does its share of each batch and
  /// meets the others in the exchange, which must outlive it. `accelerator` is what one rank is to use.
  virtual Result<std::unique_ptr<Executable>> compile_rank(const Work& work,
                                                           const AcceleratorSpec& accelerator,
                                                           Exchange& exchange) const;
  /// Name of the device a run of this accelerator uses: "cpu".
  virtual std::string device_of(const AcceleratorSpec& accelerator) const = 0;
  /// Logical processors that a run of this accelerator keeps busy (the denominator of its utilization).
  virtual std::int64_t threads_of(const AcceleratorSpec& accelerator) const = 0;
  /// Counters of the devices that a run of this accelerator uses.
  virtual EnergySource energy_source(const AcceleratorSpec&) const {
    return {{}, {}, "energy: this engine reads no counter of it"};
  }
  /// Reads what runs of this accelerator do to its devices, beside the processor; null: nothing to read.
  virtual std::unique_ptr<DeviceSampler> device_sampler(const AcceleratorSpec&) const { return nullptr; }
  /// Whether this accelerator trains in a process of its own only: a device that fails may take the process
  /// with it.
  virtual bool own_process(const AcceleratorSpec&) const { return false; }
  /// What trains whole works of this accelerator elsewhere; null where executables are compiled.
  virtual const OutsideTraining* outside(const AcceleratorSpec&) const { return nullptr; }
};

/// The engines of this build, by kind. An engine that the format knows and this build has not is a null
/// pointer.
class EngineRegistry {
 public:
  void add(std::unique_ptr<Engine> engine);
  /// Puts `around(engine)` in the place of the engine of this kind, which must be there.
  void wrap(EngineKind kind, const std::function<std::unique_ptr<Engine>(std::unique_ptr<Engine>)>& around);
  const Engine* find(EngineKind kind) const;
  /// The devices of all engines, and for each engine that is not built one row with the reason.
  std::vector<Device> devices() const;
  /// The engine, or `unavailable: this build has no … engine yet`.
  Result<const Engine*> need(EngineKind kind) const;

 private:
  std::vector<std::unique_ptr<Engine>> engines_;
};

}  // namespace accelbench
