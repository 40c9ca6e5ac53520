// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/executable.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>

#include "core/engine/rank_sums.h"
#include "gpu/batch_run.h"
#include "gpu/buffers.h"
#include "gpu/epoch_orders.h"
#include "gpu/layer_kernels.h"
#include "gpu/nccl/meeting.h"
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
/// After which a step that is exchanged with other devices will not end: as long as ranks wait for a sign of
/// life (ExchangePatience), or several times the longest step so far. Their first steps also connect them.
constexpr auto longest_exchange = std::chrono::seconds(7);
constexpr auto longest_first_exchange = std::chrono::seconds(60);
constexpr int longest_exchange_in_steps = 5;

class CudaExecutable final : public Executable {
 public:
  /// Reserves the memory. choose() and make_ready() are next.
  CudaExecutable(const Work& work, Plan plan, const TrainingDevice& device, Precision precision)
      : work_(work),
        device_(device),
        settings_(StepSettings::of(work)),
        library_(precision),
        buffers_(std::move(plan)),
        orders_(work, buffers_),
        pinned_(mapped_memory(sizeof(StepState))),
        learning_rate_(work.experiment.training.optimizer.learning_rate) {}

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

  /// With all other ranks at once.
  void connect(const nccl::Library& library, Exchange& host) {
    ranks_.emplace(host);
    communicator_ = std::make_unique<nccl::Communicator>(library, host);
    step_->exchange_by(*communicator_);
    connected_by_ = library.name();
  }

  /// Fills the memory and captures the graphs.
  void make_ready() {
    buffers_.set_samples(work_);
    warm_up();
    graphs_ = std::make_unique<StepGraphs>(buffers_, *step_);
    buffers_.set_weights(work_);
    is_ready_ = true;
    longest_wait_ = {};  // first steps connect devices and load code
  }

  void begin_epoch(std::int64_t epoch) override {
    epoch_ = epoch;
    position_ = 0;
    orders_.bring(epoch);
  }

  void run_steps(std::int64_t steps, BatchSums& sums) override {
    const Plan& plan = buffers_.plan();
    const BatchRun run = BatchRun::of(plan.train.samples, plan.batch, position_, steps);
    if (run.steps() == 0) return;
    give_state(true, position_, sums);
    run_batches(run, true, sums);
    position_ += run.full * plan.batch + run.last * plan.short_batch;
    steps_ += run.steps();
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
    const BatchRun run = BatchRun::of(plan.validation.samples, plan.evaluation_batch, position, steps);
    if (run.steps() == 0) return;
    give_state(false, position, sums);
    step_->give_penalty();
    run_batches(run, false, sums);
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

  ExecutionDetails details() const override {
    std::string how = step_->variants();
    if (ranks_)
      how += fmt::format("; gradients exchanged in {} parts by {}", step_->buckets(), connected_by_);
    return {"graphs", how, 0};
  }

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

  /// Trains or sees so many batches, from where the state stands, and adds their sums.
  void run_batches(BatchRun left, bool trains, BatchSums& sums) {
    if (ranks_) return attempt_over_ranks(left, trains, sums);
    const std::int64_t steps = left.steps();
    launch_some(left, trains, steps);
    if (trains) orders_.bring(epoch_ + 1);  // while the device works
    sums = wait_for(steps).sums;
  }

  /// After any failure the devices of the others wait for ours in vain: what connects them is not finished,
  /// but aborted.
  void attempt_over_ranks(BatchRun run, bool trains, BatchSums& sums) {
    try {
      run_over_ranks(run, trains, sums);
    } catch (const DeviceError&) {
      communicator_->abandon();
      throw;
    }
  }

  /// In pieces whose records the ring holds. While the sums of one go over the hosts the devices do the next.
  void run_over_ranks(BatchRun left, bool trains, BatchSums& sums) {
    std::int64_t begun = launch_some(left, trains, RankSums::most_steps);
    if (trains) orders_.bring(epoch_ + 1);
    while (begun > 0) {
      for (BatchSums& own : ranks_->begin(begun)) own = wait_for(1).sums;
      begun = launch_some(left, trains, RankSums::most_steps);
      ranks_->add_to(sums);
    }
  }

  /// At most `most` of what is left, and takes them off it; how many.
  std::int64_t launch_some(BatchRun& left, bool trains, std::int64_t most) {
    const Plan& plan = buffers_.plan();
    const std::int64_t full = std::min(left.full, most), last = full < most ? left.last : 0;
    graphs_->launch(plan.kind(trains ? plan.batch : plan.evaluation_batch, trains), full);
    graphs_->launch(plan.kind(trains ? plan.short_batch : plan.short_evaluation, trains), last);
    left.full -= full, left.last -= last;
    return full + last;
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
    longest_wait_ = std::max(longest_wait_, Clock::now() - begin);
    return const_cast<const StepRecord&>(buffers_.record(wanted));
  }

  void ask_for_errors(Clock::duration waited) const {
    if (communicator_) ask_ranks(waited);
    try {
      ask_device(waited);
    } catch (const DeviceError& error) {
      if (communicator_) communicator_->give_up(error.what());
      throw;
    }
  }

  void ask_device(Clock::duration waited) const {
    const cudaError_t state = cudaStreamQuery(buffers_.stream());
    if (state != cudaErrorNotReady) check(state, "training on " + device_.name);
    if (state == cudaSuccess && waited > longest_silence)
      throw DeviceError(device_.name + " has ended its work and not told the results");
    if (waited > longest_step)
      throw DeviceError(
          fmt::format("{} has not ended its steps for {} seconds", device_.name, seconds_of(waited)));
  }

  /// What waits for another device waits for ever where that one, or the way to it, is gone.
  void ask_ranks(Clock::duration waited) const {
    communicator_->check();
    const Clock::duration longest =
        is_ready_ ? std::max<Clock::duration>(longest_exchange, longest_exchange_in_steps * longest_wait_)
                  : Clock::duration(longest_first_exchange);
    if (waited > longest)
      communicator_->give_up(fmt::format(
          "{} has waited for {} seconds for the devices of the other ranks: one of them, or the way to "
          "it, does not answer",
          device_.name, seconds_of(waited)));
  }

  static std::int64_t seconds_of(Clock::duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  }

  const Work& work_;
  TrainingDevice device_;
  StepSettings settings_;
  ProductLibrary library_;
  mutable Buffers buffers_;
  EpochOrders orders_;
  HostMemory pinned_;
  std::optional<RankSums> ranks_;                     ///< where there are ranks, as the next
  std::unique_ptr<nccl::Communicator> communicator_;  ///< goes after the graphs that use it
  std::string connected_by_;
  std::unique_ptr<Step> step_;
  std::unique_ptr<StepGraphs> graphs_;
  double learning_rate_;
  std::int64_t epoch_ = 0;
  std::int64_t position_ = 0;           ///< in the epoch, in samples
  std::int64_t steps_ = 0;              ///< of the run
  mutable std::uint64_t sequence_ = 0;  ///< of the last record
  bool is_ready_ = false;
  mutable Clock::duration longest_wait_ = {};  ///< for a step
};

using MadeExecutable = Result<std::unique_ptr<CudaExecutable>>;

MadeExecutable reserve(const Work& work, const TrainingDevice& device, Precision precision,
                       const std::optional<RowShare>& share) {
  auto plan = make_plan(work, precision, share);
  if (!plan) return tl::make_unexpected(plan.error());
  try {
    check(cudaSetDevice(device.number), "choosing " + device.name);
    return std::make_unique<CudaExecutable>(work, std::move(*plan), device, precision);
  } catch (const DeviceError& error) {
    return failed(device.name, error.what());
  }
}

/// What a failure of the device makes of doing something.
Status attempt(const TrainingDevice& device, const auto& action) {
  try {
    action();
    return {};
  } catch (const ExchangeError& error) {  // names the rank
    return failed({}, error.what());
  } catch (const DeviceError& error) {
    return failed(device.name, error.what());
  }
}

/// The ranks of a host one after the other: where one keeps its choices the next finds them, so that the same
/// device and shape takes the same algorithm on all, now and in every rerun.
Status choose_in_turn(CudaExecutable& executable, const TrainingDevice& device,
                      const ExecutionRequest& request, Exchange& host) {
  Status chosen;
  const nccl::Turn turn = nccl::turn_of(host);
  for (int now = 0; now < turn.all; ++now) {
    if (now == turn.own) chosen = attempt(device, [&] { executable.choose(request); });
    host.barrier();
  }
  return chosen;
}

}  // namespace

Result<std::unique_ptr<Executable>> make_executable(const Work& work, const TrainingDevice& device,
                                                    const ExecutionRequest& request) {
  auto made = reserve(work, device, request.precision, {});
  if (!made) return tl::make_unexpected(made.error());
  const Status ready = attempt(device, [&] {
    (*made)->choose(request);
    (*made)->make_ready();
  });
  if (!ready) return tl::make_unexpected(ready.error());
  return std::move(*made);
}

/// Between two meetings a rank does nothing that needs another one, so that none is left waiting for one that
/// failed.
Result<std::unique_ptr<Executable>> make_rank_executable(const Work& work, const TrainingDevice& device,
                                                         const ExecutionRequest& request,
                                                         const RankRequest& rank) {
  Exchange& host = rank.host;
  nccl::prefer_equal_reruns(request.searches_anew);
  const auto library = nccl::load();
  auto made = library ? reserve(work, device, request.precision, RowShare{host.rank(), host.size()})
                      : MadeExecutable(tl::make_unexpected(library.error()));
  const Status reserved = made ? Status() : tl::make_unexpected(made.error());
  const int version = library ? (*library)->version : 0;
  if (Status all = nccl::meet(host, {reserved, version, rank.device}); !all)
    return tl::make_unexpected(all.error());
  const Status chosen = choose_in_turn(**made, device, request, host);
  if (Status all = nccl::meet(host, {chosen, 0, {}}); !all) return tl::make_unexpected(all.error());
  const Status ready = attempt(device, [&] {
    (*made)->connect(**library, host);
    (*made)->make_ready();
  });
  if (!ready) return tl::make_unexpected(ready.error());
  return std::move(*made);
}

}  // namespace accelbench::cuda
