// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/executable.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "core/work/order.h"
#include "gpu/buffers.h"
#include "gpu/layer_kernels.h"
#include "gpu/step.h"
#include "gpu/step_graphs.h"

namespace accelbench::cuda {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto watched_closely = std::chrono::microseconds(100);
constexpr auto looked_at_every = std::chrono::microseconds(20);
constexpr auto asked_for_errors_every = std::chrono::milliseconds(20);
constexpr auto longest_silence = std::chrono::seconds(2);  // of a device that has nothing left to do
constexpr auto longest_step = std::chrono::seconds(120);

/// The orders of two epochs in memory that the device copies from while it trains.
class EpochOrders {
 public:
  EpochOrders(const Work& work, Buffers& buffers) : training_(work.experiment.training), buffers_(buffers) {
    const auto samples = static_cast<std::size_t>(work.data.train.samples);
    if (!buffers.plan().has_table) return;
    memory_ = mapped_memory(2 * samples * sizeof(std::int32_t));
    rows_ = {static_cast<std::int32_t*>(memory_.get()), 2 * samples};
  }

  /// Has the order of an epoch on its way, if it is not there already.
  void bring(std::int64_t epoch) {
    if (rows_.empty() || known_[static_cast<std::size_t>(epoch % 2)] == epoch) return;
    known_[static_cast<std::size_t>(epoch % 2)] = epoch;
    const auto table =
        rows_.subspan(static_cast<std::size_t>(epoch % 2) * rows_.size() / 2, rows_.size() / 2);
    sample_order(training_.seed, epoch, training_.shuffle, table);
    buffers_.give_order(table, static_cast<int>(epoch % 2));
  }
  std::int64_t first_row(std::int64_t epoch) const {
    return epoch % 2 * static_cast<std::int64_t>(rows_.size() / 2);
  }

 private:
  const TrainingSpec& training_;
  Buffers& buffers_;
  HostMemory memory_;
  std::span<std::int32_t> rows_;
  std::array<std::int64_t, 2> known_ = {-1, -1};
};

/// Steps so many batches of one kind, then one short one.
struct BatchRun {
  std::int64_t full = 0, last = 0;
};

class CudaExecutable final : public Executable {
 public:
  CudaExecutable(const Work& work, Plan plan, const TrainingDevice& device, const ExecutionRequest& request)
      : work_(work),
        device_(device),
        settings_(StepSettings::of(work)),
        library_(request.precision),
        buffers_(std::move(plan)),
        orders_(work, buffers_),
        pinned_(mapped_memory(sizeof(StepState))),
        learning_rate_(work.experiment.training.optimizer.learning_rate) {
    choose(request);
    buffers_.set_samples(work);
    warm_up();
    graphs_ = std::make_unique<StepGraphs>(buffers_, *step_);
    buffers_.set_weights(work);
  }

  void begin_epoch(std::int64_t epoch) override {
    epoch_ = epoch;
    position_ = 0;
    orders_.bring(epoch);
  }

  void run_steps(std::int64_t steps, BatchSums& sums) override {
    const Plan& plan = buffers_.plan();
    const BatchRun run = batches_of(plan.train.samples, plan.batch, position_, steps);
    if (run.full + run.last == 0) return;
    give_state(true, position_, sums);
    graphs_->launch({plan.batch, true}, run.full);
    graphs_->launch({plan.short_batch, true}, run.last);
    orders_.bring(epoch_ + 1);  // while the device works
    sums = wait_for(run.full + run.last).sums;
    position_ += run.full * plan.batch + run.last * plan.short_batch;
    steps_ += run.full + run.last;
  }

  void skip_steps(std::int64_t steps) override {
    position_ = std::min(buffers_.plan().train.samples, position_ + steps * buffers_.plan().batch);
  }

  std::int64_t evaluation_steps() const override {
    const Plan& plan = buffers_.plan();
    if (plan.evaluation_batch == 0) return 0;
    return (plan.validation.samples + plan.evaluation_batch - 1) / plan.evaluation_batch;
  }

  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    const Plan& plan = buffers_.plan();
    if (plan.evaluation_batch == 0) return;
    const std::int64_t position = first * plan.evaluation_batch;
    const BatchRun run = batches_of(plan.validation.samples, plan.evaluation_batch, position, steps);
    if (run.full + run.last == 0) return;
    give_state(false, position, sums);
    step_->give_penalty();
    graphs_->launch({plan.evaluation_batch, false}, run.full);
    graphs_->launch({plan.short_evaluation, false}, run.last);
    sums = wait_for(run.full + run.last).sums;
  }

  void set_learning_rate(double learning_rate) override { learning_rate_ = learning_rate; }

  bool finite() const override {
    give_state(true, position_, {});
    step_->give_finite_check();
    return wait_for(1).not_finite == 0;
  }

  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const override {
    buffers_.read_layer(buffers_.plan().weights, layer, weight, bias);
  }
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) override {
    buffers_.write_layer(buffers_.plan().weights, layer, weight, bias);
  }
  int moments() const override { return buffers_.plan().moments; }
  void read_moment(int moment, std::size_t layer, std::span<double> weight,
                   std::span<double> bias) const override {
    buffers_.read_layer(moment == 0 ? buffers_.plan().first : buffers_.plan().second, layer, weight, bias);
  }
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias) override {
    if (!buffers_.plan().layers[layer].trained) return;
    buffers_.write_layer(moment == 0 ? buffers_.plan().first : buffers_.plan().second, layer, weight, bias);
  }
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }

  ExecutionDetails details() const override { return {"graphs", step_->variants(), 0}; }

  std::unique_ptr<Snapshot> snapshot() const override {
    auto copy = std::make_unique<State>();
    copy->memory = device_memory(buffers_.snapshot_bytes());
    copy->of = this;
    retake(*copy);
    return copy;
  }
  void retake(Snapshot& snapshot) const override {
    State& copy = mine(dynamic_cast<State&>(snapshot));
    buffers_.copy_state_to(copy.memory.get());
    copy.steps = steps_;
  }
  void restore(const Snapshot& snapshot) override {
    const State& copy = mine(dynamic_cast<const State&>(snapshot));
    buffers_.copy_state_from(copy.memory.get());
    steps_ = copy.steps;
  }

 private:
  struct State final : Snapshot {
    DeviceMemory memory;
    std::int64_t steps = 0;
    const CudaExecutable* of = nullptr;
  };

  template <class AnyState>
  AnyState& mine(AnyState& state) const {
    if (state.of != this) throw std::invalid_argument("a snapshot of another executable");
    return state;
  }

  /// Timed on noise, before the data are there.
  void choose(const ExecutionRequest& request) {
    TuningFile kept(request.kept_choices,
                    device_.fingerprint + "; " + std::string(name_of(request.precision)));
    Tuner tuner(library_, request.searches_anew ? nullptr : &kept, buffers_.stream(),
                buffers_.address(buffers_.plan().workspaces.front()));
    buffers_.set_noise();
    step_ = std::make_unique<Step>(buffers_, settings_, tuner);
    if (!request.searches_anew) static_cast<void>(kept.save());  // without it the next start searches again
  }

  /// Code is loaded when a kernel is first started, which a capture does not allow: each kind of step runs
  /// once.
  void warm_up() {
    orders_.bring(0);
    for (const BatchKind& kind : step_->kinds()) {
      give_state(kind.trains, 0, {});
      step_->give(kind);
      wait_for(1);
    }
  }

  static BatchRun batches_of(std::int64_t samples, std::int64_t rows, std::int64_t position,
                             std::int64_t steps) {
    const std::int64_t left = std::max<std::int64_t>(samples - position, 0);
    const std::int64_t full = std::clamp<std::int64_t>(steps, 0, left / rows);
    return {full, steps > full && left % rows > 0 ? 1 : 0};
  }

  void give_state(bool trains, std::int64_t position, const BatchSums& sums) const {
    StepState& state = *static_cast<StepState*>(pinned_.get());
    state = {};
    state.number = steps_;
    state.position = position;
    state.order_row = orders_.first_row(epoch_);
    state.network = FeistelNetwork(settings_.seed, epoch_, work_.data.train.samples);
    state.learning_rate = learning_rate_;
    state.sums = sums;
    state.sequence = sequence_;
    buffers_.give_state(state, trains);
  }

  /// Looks at memory that the device writes to; nothing is asked of the runtime as long as it goes on.
  StepRecord wait_for(std::int64_t records) const {
    const std::uint64_t wanted = sequence_ + static_cast<std::uint64_t>(records);
    const Clock::time_point begin = Clock::now();
    Clock::time_point asked = begin;
    while (buffers_.record(wanted).sequence != wanted) {
      const Clock::time_point now = Clock::now();
      if (now - begin < watched_closely) continue;
      std::this_thread::sleep_for(looked_at_every);
      if (now - asked < asked_for_errors_every) continue;
      asked = now;
      ask_for_errors(now - begin);
    }
    std::atomic_thread_fence(std::memory_order_acquire);
    sequence_ = wanted;
    const auto& record = const_cast<const StepRecord&>(buffers_.record(wanted));
    return record;
  }

  void ask_for_errors(Clock::duration waited) const {
    const cudaError_t state = cudaStreamQuery(buffers_.stream());
    if (state != cudaErrorNotReady) check(state, "training on " + device_.name);
    if (state == cudaSuccess && waited > longest_silence)
      throw DeviceError(device_.name + " has ended its work and not told the results");
    if (waited > longest_step)
      throw DeviceError(fmt::format("{} has not ended its steps for {} seconds", device_.name,
                                    std::chrono::duration_cast<std::chrono::seconds>(waited).count()));
  }

  const Work& work_;
  TrainingDevice device_;
  StepSettings settings_;
  ProductLibrary library_;
  mutable Buffers buffers_;
  EpochOrders orders_;
  HostMemory pinned_;
  std::unique_ptr<Step> step_;
  std::unique_ptr<StepGraphs> graphs_;
  double learning_rate_;
  std::int64_t epoch_ = 0;
  std::int64_t position_ = 0;           ///< in the epoch, in samples
  std::int64_t steps_ = 0;              ///< of the run
  mutable std::uint64_t sequence_ = 0;  ///< of the last record
};

}  // namespace

Result<std::unique_ptr<Executable>> make_executable(const Work& work, const TrainingDevice& device,
                                                    const ExecutionRequest& request) {
  auto plan = make_plan(work, request.precision);
  if (!plan) return tl::make_unexpected(plan.error());
  try {
    check(cudaSetDevice(device.number), "choosing " + device.name);
    return std::make_unique<CudaExecutable>(work, std::move(*plan), device, request);
  } catch (const DeviceError& error) {
    return failed(device.name, error.what());
  }
}

}  // namespace accelbench::cuda
