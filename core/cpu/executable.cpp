// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/executable.h"

#include <algorithm>
#include <stdexcept>

#include "core/cpu/network.h"
#include "core/cpu/team.h"
#include "core/cpu/work_check.h"

namespace accelbench::cpu {
namespace {

template <class T>
class CpuExecutable final : public Executable {
 public:
  CpuExecutable(const Work& work, std::unique_ptr<Network<T>> network, std::unique_ptr<Team> team)
      : work_(work),
        network_(std::move(network)),
        team_(std::move(team)),
        learning_rate_(work.experiment.training.optimizer.learning_rate) {}

  void begin_epoch(std::int64_t epoch) override {
    network_->source().begin_epoch(epoch);
    position_ = 0;
  }

  void run_steps(std::int64_t steps, BatchSums& sums) override {
    const std::int64_t samples = work_.data.train.samples;
    const auto batch = static_cast<std::int64_t>(network_->plan().batch_rows);
    const std::int64_t done = run({true, position_, samples, batch}, steps, sums);
    position_ = std::min(samples, position_ + done * batch);
    steps_ += done;
  }

  void skip_steps(std::int64_t steps) override {
    const auto batch = static_cast<std::int64_t>(network_->plan().batch_rows);
    const std::int64_t left = (work_.data.train.samples - position_ + batch - 1) / batch;
    position_ =
        std::min(work_.data.train.samples, position_ + std::clamp<std::int64_t>(steps, 0, left) * batch);
  }

  std::int64_t evaluation_steps() const override {
    const auto batch = static_cast<std::int64_t>(network_->plan().evaluation_rows);
    return batch == 0 ? 0 : (work_.data.validation.samples + batch - 1) / batch;
  }

  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    const auto batch = static_cast<std::int64_t>(network_->plan().evaluation_rows);
    if (batch > 0) run({false, first * batch, work_.data.validation.samples, batch}, steps, sums);
  }

  void set_learning_rate(double learning_rate) override { learning_rate_ = learning_rate; }
  bool finite() const override { return network_->finite(); }

  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const override {
    network_->read_layer(layer, weight, bias);
  }
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) override {
    network_->write_layer(layer, weight, bias);
  }

  int moments() const override { return network_->plan().moments; }
  void read_moment(int moment, std::size_t layer, std::span<double> weight,
                   std::span<double> bias) const override {
    network_->read_moment(moment, layer, weight, bias);
  }
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias) override {
    network_->write_moment(moment, layer, weight, bias);
  }
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }

  std::unique_ptr<Snapshot> snapshot() const override {
    auto copy = std::make_unique<State>();
    copy->values.resize(std::as_const(*network_).state().size());
    retake(*copy);
    return copy;
  }

  void retake(Snapshot& snapshot) const override {
    auto& copy = dynamic_cast<State&>(snapshot);
    const auto state = std::as_const(*network_).state();
    check_size(copy);
    std::copy(state.begin(), state.end(), copy.values.begin());
    copy.steps = steps_;
  }

  void restore(const Snapshot& snapshot) override {
    const auto& copy = dynamic_cast<const State&>(snapshot);
    const std::span<T> state = network_->state();
    check_size(copy);
    std::copy(copy.values.begin(), copy.values.end(), state.begin());
    steps_ = copy.steps;
    network_->weights_changed();
  }

 private:
  struct State final : Snapshot {
    std::vector<T> values;
    std::int64_t steps = 0;
  };

  void check_size(const State& copy) const {
    if (copy.values.size() != std::as_const(*network_).state().size())
      throw std::invalid_argument("a snapshot of another executable");
  }

  /// The rows that batches are taken from: those of an epoch, or of the validation set.
  struct Rows {
    bool training;
    std::int64_t position;  ///< of the first row to take
    std::int64_t samples;
    std::int64_t batch;
  };

  /// At most `steps` batches; returns how many there were.
  std::int64_t run(const Rows& rows, std::int64_t steps, BatchSums& sums) {
    const std::int64_t left = (rows.samples - rows.position + rows.batch - 1) / rows.batch;
    const std::int64_t count = std::clamp<std::int64_t>(left, 0, std::max<std::int64_t>(steps, 0));
    totals_ = sums;
    auto member = [&](std::int64_t thread) {
      for (std::int64_t i = 0; i < count; ++i) run_step(step(rows, i), thread);
    };
    team_->run(member);
    sums = totals_;
    return count;
  }

  Step<T> step(const Rows& rows, std::int64_t i) const {
    const std::int64_t first = rows.position + i * rows.batch;
    const auto here = static_cast<std::size_t>(std::min(rows.batch, rows.samples - first));
    return {rows.training, steps_ + i, first, here,
            rows.training ? constants(steps_ + i + 1) : OptimizerConstants<T>{}};
  }

  void run_step(const Step<T>& step, std::int64_t thread) {
    Network<T>& network = *network_;
    const std::size_t layers = network.plan().layers.size();
    share(network.gather_tasks(step), [&](std::size_t task) { network.gather(step, task); });
    for (std::size_t layer = 0; layer < layers; ++layer)
      share(network.forward_tasks(step, layer),
            [&](std::size_t task) { network.forward(step, layer, task, thread); });
    share(network.output_tasks(step), [&](std::size_t task) { network.output(step, task); });
    for (std::size_t layer = step.training ? layers : 0; layer-- > 0;)
      share(network.backward_tasks(step, layer),
            [&](std::size_t task) { network.backward(step, layer, task, thread); });
    // The sums are the first task of the last phase: all parts are there, and nobody writes them before the
    // next step.
    share((step.training ? network.update_tasks() : 0) + 1, [&](std::size_t task) {
      task == 0 ? static_cast<void>(totals_ += network.sums(step)) : network.update(step, task - 1);
    });
  }

  template <class Task>
  void share(std::size_t count, const Task& task) {
    if (count > 0)
      team_->share(static_cast<std::int64_t>(count),
                   [&task](std::int64_t i) { task(static_cast<std::size_t>(i)); });
  }

  OptimizerConstants<T> constants(std::int64_t t) const {
    const OptimizerSpec& optimizer = work_.experiment.training.optimizer;
    const bool adam = optimizer.name == OptimizerKind::adam || optimizer.name == OptimizerKind::adamw;
    const double step_size =
        adam ? adam_step_size(learning_rate_, optimizer.beta_1, optimizer.beta_2, t) : learning_rate_;
    const double second_rate = 1.0 - (adam ? optimizer.beta_2 : optimizer.rho);
    return {static_cast<T>(step_size),
            static_cast<T>(1.0 - optimizer.beta_1),
            static_cast<T>(second_rate),
            static_cast<T>(optimizer.epsilon),
            static_cast<T>(learning_rate_ * optimizer.weight_decay),
            static_cast<T>(optimizer.momentum)};
  }

  const Work& work_;
  std::unique_ptr<Network<T>> network_;
  std::unique_ptr<Team> team_;
  double learning_rate_;
  std::int64_t position_ = 0;  ///< in the epoch, in samples
  std::int64_t steps_ = 0;     ///< of the run
  BatchSums totals_;
};

template <class T>
Result<std::unique_ptr<Executable>> make(const Work& work, Plan plan, std::int64_t processors) {
  auto team = Team::start(plan.threads, processors);
  if (!team) return tl::make_unexpected(team.error());
  auto network = Network<T>::create(work, std::move(plan));
  if (!network) return tl::make_unexpected(network.error());
  return std::make_unique<CpuExecutable<T>>(work, std::move(*network), std::move(*team));
}

}  // namespace

Result<std::unique_ptr<Executable>> make_executable(const Work& work, Precision precision,
                                                    std::int64_t threads, std::int64_t processors) {
  if (auto fits = check_work(work); !fits) return tl::make_unexpected(fits.error());
  auto plan = make_plan(work, precision, threads);
  if (!plan) return tl::make_unexpected(plan.error());
  if (precision == Precision::float64) return make<double>(work, std::move(*plan), processors);
  return make<float>(work, std::move(*plan), processors);
}

}  // namespace accelbench::cpu
