// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/replay.h"

#include <algorithm>

#include "core/certificate/certificate_numbers.h"
#include "core/certificate/probes.h"
#include "core/run/engines.h"

namespace accelbench {
namespace {

std::vector<double> weights_of(const Executable& executable, const Work& work) {
  std::vector<TrainedLayer> layers;
  for (const LayerWeights& shape : work.initial_weights) {
    TrainedLayer layer{shape.inputs, shape.units, std::vector<double>(shape.weight.size()),
                       std::vector<double>(shape.bias.size())};
    executable.read_layer(layers.size(), layer.weight, layer.bias);
    layers.push_back(std::move(layer));
  }
  return flat(layers);
}

void replay_epoch(Executable& executable, std::int64_t steps, std::vector<double>& losses) {
  for (std::int64_t step = 0; step < steps; ++step) {
    BatchSums sums;
    executable.run_steps(1, sums);
    losses.push_back(mean_loss(sums));
  }
}

}  // namespace

Result<Replay> replay(const Work& work, const ReplayPlan& plan) {
  const auto engine = engines().need(EngineKind::cpu);
  if (!engine) return tl::make_unexpected(engine.error());
  const auto executable = (*engine)->compile(work, reference_accelerator(work));
  if (!executable) return tl::make_unexpected(executable.error());
  const std::int64_t batch = work.experiment.training.batch_size;
  const bool drops = plan.drops_short_batch && work.data.train.samples % batch != 0;
  Replay result;
  for (std::size_t epoch = 0; epoch < plan.learning_rates.size(); ++epoch) {
    (*executable)->set_learning_rate(plan.learning_rates[epoch]);
    (*executable)->begin_epoch(plan.repeats_order ? 0 : static_cast<std::int64_t>(epoch));
    replay_epoch(**executable, work.steps_per_epoch() - (drops ? 1 : 0), result.step_losses);
    if (drops) (*executable)->skip_steps(1);
  }
  result.weights = weights_of(**executable, work);
  return result;
}

Result<std::vector<double>> gradient_of(const Work& work) {
  Work one = work;
  TrainingSpec& training = one.experiment.training;
  training.optimizer = {};
  training.optimizer.name = OptimizerKind::sgd;
  training.batch_size = std::max<std::int64_t>(1, one.data.train.samples);
  training.clip_norm.reset();
  training.l1 = training.l2 = 0;
  for (LayerSpec& layer : one.experiment.model.layers) layer.dropout = 0;
  const auto step = replay(one, {{1.0}});
  if (!step) return tl::make_unexpected(step.error());
  return difference(flat(one.initial_weights), step->weights);
}

}  // namespace accelbench
