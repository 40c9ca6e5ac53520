// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/prediction.h"

#include <algorithm>

#include "core/cpu/network.h"
#include "core/cpu/plan.h"
#include "core/cpu/team.h"
#include "core/engine/work_check.h"
#include "core/telemetry/machine.h"

namespace accelbench::cpu {
namespace {

class Pass {
 public:
  Pass(const Work& work, Network<double>& network, Team& team)
      : work_(work), network_(network), team_(team) {}

  BatchSums run(const TakeOutputs& take) {
    if (network_.plan().penalises) see_penalty();
    const auto rows = static_cast<std::int64_t>(network_.plan().evaluation_rows);
    BatchSums sums;
    for (std::int64_t first = 0; first < work_.data.validation.samples; first += rows) {
      const Step<double> step = step_at(first, rows);
      see(step);
      sums += network_.sums(step);
      sums.penalty += penalty_ * static_cast<double>(step.rows);
      copy_outputs(step);
      if (!take(first, outputs_)) break;
    }
    return sums;
  }

 private:
  Step<double> step_at(std::int64_t first, std::int64_t rows) const {
    Step<double> step;
    step.training = false;
    step.position = first;
    step.rows = static_cast<std::size_t>(std::min(rows, work_.data.validation.samples - first));
    return step;
  }

  template <class Task>
  void share(std::size_t count, const Task& task) {
    if (count > 0)
      team_.share(static_cast<std::int64_t>(count),
                  [&task](std::int64_t i) { task(static_cast<std::size_t>(i)); });
  }

  void see(const Step<double>& step) {
    auto member = [&](std::int64_t thread) {
      share(network_.gather_tasks(step), [&](std::size_t task) { network_.gather(step, task); });
      for (std::size_t layer = 0; layer < network_.plan().layers.size(); ++layer)
        share(network_.forward_tasks(step, layer),
              [&](std::size_t task) { network_.forward(step, layer, task, thread); });
      share(network_.output_tasks(step), [&](std::size_t task) { network_.output(step, task); });
    };
    team_.run(member);
  }

  void see_penalty() {
    for (std::size_t layer = 0; layer < network_.plan().layers.size(); ++layer)
      for (std::size_t task = 0; task < network_.parameter_tasks(layer); ++task)
        network_.see_weights(layer, task);
    penalty_ = network_.penalty();
  }

  /// Without the padding of rows.
  void copy_outputs(const Step<double>& step) {
    const std::size_t units = network_.plan().outputs;
    outputs_.resize(step.rows * units);
    for (std::size_t row = 0; row < step.rows; ++row)
      std::copy_n(network_.outputs_of(row), units,
                  outputs_.begin() + static_cast<std::ptrdiff_t>(row * units));
  }

  const Work& work_;
  Network<double>& network_;
  Team& team_;
  double penalty_ = 0;
  std::vector<double> outputs_;
};

}  // namespace

Result<BatchSums> predict(const Work& work, const std::vector<TrainedLayer>& weights, std::int64_t threads,
                          const TakeOutputs& take) {
  if (auto good = check_whole_work(work); !good) return tl::make_unexpected(good.error());
  auto plan = make_plan(work, Precision::float64, threads);
  if (!plan) return tl::make_unexpected(plan.error());
  auto team = Team::start({plan->threads, std::max<std::int64_t>(this_machine().cores, 1), false});
  if (!team) return tl::make_unexpected(team.error());
  auto network = Network<double>::create(work, std::move(*plan));
  if (!network) return tl::make_unexpected(network.error());
  for (std::size_t k = 0; k < weights.size(); ++k)
    (*network)->write_layer(k, weights[k].weight, weights[k].bias);
  return Pass(work, **network, **team).run(take);
}

}  // namespace accelbench::cpu
