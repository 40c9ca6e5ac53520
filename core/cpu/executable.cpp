// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/executable.h"

#include <algorithm>
#include <stdexcept>

#include "core/cpu/network.h"
#include "core/cpu/team.h"
#include "core/cpu/work_check.h"

namespace accelbench::cpu {
namespace {

template <class T, class O = T>
class CpuExecutable final : public Executable {
 public:
  CpuExecutable(const Work& work, std::unique_ptr<Network<T, O>> network, std::unique_ptr<Team> team)
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
      const OneLibraryThread one;
      run_all(rows, count, thread);
    };
    if (count > 0) team_->run(member);
    sums = totals_;
    return count;
  }

  void run_all(const Rows& rows, std::int64_t count, std::int64_t thread) {
    Network<T, O>& network = *network_;
    if (!rows.training && network.plan().penalises) see_penalty();
    Step<T> now = step(rows, 0);
    share(network.gather_tasks(now), [&](std::size_t task) { network.gather(now, task); });
    for (std::int64_t i = 0; i < count; ++i) {
      Step<T> next = step(rows, i + 1);
      if (i + 1 == count) next.rows = 0;
      run_step(now, next, thread);
      now = next;
    }
  }

  Step<T> step(const Rows& rows, std::int64_t i) const {
    const std::int64_t first = std::min(rows.position + i * rows.batch, rows.samples);
    const auto here = static_cast<std::size_t>(std::min(rows.batch, rows.samples - first));
    return {rows.training,
            steps_ + i,
            first,
            here,
            static_cast<std::size_t>(i % 2),
            rows.training ? constants(steps_ + i + 1) : OptimizerConstants<T>{}};
  }

  /// A step ends by gathering the rows of the next, where there is one: its rows are 0 otherwise.
  void run_step(const Step<T>& step, const Step<T>& next, std::int64_t thread) {
    Network<T, O>& network = *network_;
    for (std::size_t layer = 0; layer < network.plan().layers.size(); ++layer)
      share(network.forward_tasks(step, layer),
            [&](std::size_t task) { network.forward(step, layer, task, thread); });
    share(network.output_tasks(step), [&](std::size_t task) { network.output(step, task); });
    if (!step.training) return finish(step, next, 0, thread);
    finish(step, next, backward(step, thread), thread);
    if (network.plan().clips || network.plan().penalises) conclude(step);
  }

  /// Deltas from the last layer downwards, each together with the parameters of the layer above it. Returns
  /// how many of the lowest layers still wait for their parameters to be trained.
  std::size_t backward(const Step<T>& step, std::int64_t thread) {
    Network<T, O>& network = *network_;
    const std::size_t layers = network.plan().layers.size();
    std::size_t layer = layers - 1;
    for (; network.plan().layers[layer].passes_gradient; --layer) {
      const std::size_t deltas = network.input_gradient_tasks(step, layer);
      const std::size_t above = layer + 1 < layers ? network.parameter_tasks(layer + 1) : 0;
      share(deltas + above, [&](std::size_t task) {
        task < deltas ? network.input_gradient(step, layer, task, thread)
                      : network.parameters(step, layer + 1, task - deltas, thread);
      });
    }
    return std::min(layer + 2, layers);
  }

  /// The last phase: parameters of the lowest layers, the next batch, and the sums, whose parts nobody writes
  /// before the next step.
  void finish(const Step<T>& step, const Step<T>& next, std::size_t layers, std::int64_t thread) {
    Network<T, O>& network = *network_;
    const std::size_t gathers = network.gather_tasks(next);
    std::size_t parameters = 0;
    for (std::size_t layer = 0; layer < layers; ++layer) parameters += network.parameter_tasks(layer);
    share(parameters + gathers + 1, [&](std::size_t task) {
      if (task < parameters)
        on_parameters(layers, task, [&](std::size_t layer, std::size_t part) {
          network.parameters(step, layer, part, thread);
        });
      else if (task < parameters + gathers)
        network.gather(next, task - parameters);
      else
        add_sums(step);
    });
  }

  void add_sums(const Step<T>& step) {
    totals_ += network_->sums(step);
    if (!step.training) totals_.penalty += penalty_ * static_cast<double>(step.rows);
  }

  /// What needs all gradients, or all weights as they were.
  void conclude(const Step<T>& step) {
    Network<T, O>& network = *network_;
    const Plan& plan = network.plan();
    share(1, [&](std::size_t) {
      if (plan.penalises) totals_.penalty += network.penalty() * static_cast<double>(step.rows);
      if (plan.clips) gradient_scale_ = network.gradient_scale();
    });
    if (plan.clips)
      share(plan.parameter_parts, [&](std::size_t task) {
        on_parameters(plan.layers.size(), task, [&](std::size_t layer, std::size_t part) {
          network.update(step, layer, part, gradient_scale_);
        });
      });
  }

  /// The penalty of the weights as they are: they stay so while the validation set is seen.
  void see_penalty() {
    Network<T, O>& network = *network_;
    share(network.plan().parameter_parts, [&](std::size_t task) {
      on_parameters(network.plan().layers.size(), task,
                    [&](std::size_t layer, std::size_t part) { network.see_weights(layer, part); });
    });
    share(1, [&](std::size_t) { penalty_ = network.penalty(); });
  }

  /// function(layer, its part) for a part counted over the lowest `layers` layers, from the highest of them
  /// down.
  template <class Function>
  void on_parameters(std::size_t layers, std::size_t part, const Function& function) const {
    std::size_t layer = layers - 1;
    for (; part >= network_->parameter_tasks(layer); --layer) part -= network_->parameter_tasks(layer);
    function(layer, part);
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
  std::unique_ptr<Network<T, O>> network_;
  std::unique_ptr<Team> team_;
  double learning_rate_;
  std::int64_t position_ = 0;  ///< in the epoch, in samples
  std::int64_t steps_ = 0;     ///< of the run
  BatchSums totals_;
  T gradient_scale_ = 1;
  double penalty_ = 0;  ///< of the weights while a validation set is seen
};

template <class T, class O = T>
Result<std::unique_ptr<Executable>> make(const Work& work, Plan plan, TeamSpec members) {
  members.size = plan.threads;
  auto team = Team::start(members);
  if (!team) return tl::make_unexpected(team.error());
  auto network = Network<T, O>::create(work, std::move(plan));
  if (!network) return tl::make_unexpected(network.error());
  return std::make_unique<CpuExecutable<T, O>>(work, std::move(*network), std::move(*team));
}

}  // namespace

Result<std::unique_ptr<Executable>> make_executable(const Work& work, Precision precision,
                                                    const TeamSpec& team) {
  if (auto fits = check_work(work); !fits) return tl::make_unexpected(fits.error());
  auto plan = make_plan(work, precision, team.size);
  if (!plan) return tl::make_unexpected(plan.error());
  if (precision == Precision::float64) return make<double>(work, std::move(*plan), team);
  if (precision == Precision::bfloat16) return make<float, Bfloat16>(work, std::move(*plan), team);
  return make<float>(work, std::move(*plan), team);
}

}  // namespace accelbench::cpu
