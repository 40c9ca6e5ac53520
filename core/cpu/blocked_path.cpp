// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/blocked_path.h"

#include <algorithm>

namespace accelbench::cpu {

template <class T, class O>
Result<std::unique_ptr<BlockedPath<T, O>>> BlockedPath<T, O>::create(const Work& work, Plan plan,
                                                                     TeamSpec members, Exchange* exchange) {
  members.size = plan.threads;
  auto team = Team::start(members);
  if (!team) return tl::make_unexpected(team.error());
  auto network = Network<T, O>::create(work, std::move(plan));
  if (!network) return tl::make_unexpected(network.error());
  return std::unique_ptr<BlockedPath>(new BlockedPath(work, std::move(*network), std::move(*team), exchange));
}

template <class T, class O>
BlockedPath<T, O>::BlockedPath(const Work& work, std::unique_ptr<Network<T, O>> network,
                               std::unique_ptr<Team> team, Exchange* exchange)
    : network_(std::move(network)), team_(std::move(team)) {
  if (!network_->plan().exchanges) return;
  exchange_.emplace(*exchange, network_->plan(), network_->gradients(), network_->weights());
  if (!work.data.train.is_shared()) return;
  window_.emplace(*exchange, work);
  network_->take_rows_from(&*window_);
}

template <class T, class O>
void BlockedPath<T, O>::run(const Batches& batches, BatchSums& sums) {
  if (exchange_) return run_with_others(batches, sums);
  totals_ = sums;
  run_on_team(batches);
  sums = totals_;
}

template <class T, class O>
void BlockedPath<T, O>::run_on_team(const Batches& batches) {
  auto member = [&](std::int64_t thread) {
    const OneLibraryThread one;
    run_all(batches, thread);
  };
  team_->run(member);
}

template <class T, class O>
void BlockedPath<T, O>::run_with_others(Batches batches, BatchSums& sums) {
  for (std::int64_t left = batches.count; left > 0; left -= batches.count) {
    batches.count = std::min(left, GradientExchange<T>::most_steps);
    if (window_) {
      batches.count = std::min(batches.count, window_->batches_at_once(batches.rows));
      window_->fetch(batches, network_->source());
    }
    exchange_->begin_sums(batches.number, batches.count);
    run_on_team(batches);
    exchange_->add_sums(sums);
    batches.number += batches.count;
    batches.position += batches.count * batches.rows;
  }
}

template <class T, class O>
Step<T> BlockedPath<T, O>::timed(Step<T> step, std::int64_t thread) {
  step.clock = thread == 0 && step.training && is_sampled(step.number) ? &clock_ : nullptr;
  return step;
}

template <class T, class O>
void BlockedPath<T, O>::run_all(const Batches& batches, std::int64_t thread) {
  Network<T, O>& network = *network_;
  if (!batches.training && network.plan().penalises) see_penalty();
  Step<T> now = batches.template step<T>(0);
  share(network.gather_tasks(now), [&](std::size_t task) { network.gather(now, task); });
  now = timed(now, thread);
  for (std::int64_t i = 0; i < batches.count; ++i) {
    Step<T> next = batches.template step<T>(i + 1);
    if (i + 1 == batches.count) next.rows = 0;
    if (now.clock != nullptr) now.clock->begin();
    next.clock = now.clock;  // its rows are gathered at the end of this step
    run_step(now, next, thread);
    if (now.clock != nullptr) now.clock->end();
    now = timed(next, thread);
  }
}

/// A step ends by gathering the rows of the next, where there is one: its rows are 0 otherwise.
template <class T, class O>
void BlockedPath<T, O>::run_step(const Step<T>& step, const Step<T>& next, std::int64_t thread) {
  const Plan& plan = network_->plan();
  std::size_t untrained = 0;
  if (plan.chains) {
    share(parts(step.rows, plan.chain_rows), [&](std::size_t chain) { run_chain(step, chain, thread); });
    if (step.training) untrained = plan.layers.size();
  } else {
    run_layers(step, thread);
    if (step.training) untrained = backward(step, thread);
  }
  finish(step, next, untrained, thread);
  if (step.training && exchange_) take_sums(step);
  if (step.training && (plan.clips || plan.penalises)) conclude(step);
}

/// Forward, layer by layer, and the loss.
template <class T, class O>
void BlockedPath<T, O>::run_layers(const Step<T>& step, std::int64_t thread) {
  Network<T, O>& network = *network_;
  for (std::size_t layer = 0; layer < network.plan().layers.size(); ++layer)
    share(network.forward_tasks(step, layer),
          [&](std::size_t task) { network.forward(step, layer, task, thread); });
  share(network.output_tasks(step), [&](std::size_t task) { network.output(step, task); });
}

/// The same tiles for some rows of the batch, forward, loss and deltas, without a meeting.
template <class T, class O>
void BlockedPath<T, O>::run_chain(const Step<T>& step, std::size_t chain, std::int64_t thread) {
  Network<T, O>& network = *network_;
  const Plan& plan = network.plan();
  const auto of_chain = [chain](std::size_t tasks, const auto& task) {
    for (std::size_t i = chain * tasks; i < (chain + 1) * tasks; ++i) task(i);
  };
  for (std::size_t layer = 0; layer < plan.layers.size(); ++layer)
    of_chain(plan.layers[layer].forward.column_tiles,
             [&](std::size_t task) { network.forward(step, layer, task, thread); });
  of_chain(plan.chain_rows / output_rows, [&](std::size_t task) {
    if (task < network.output_tasks(step)) network.output(step, task);
  });
  if (!step.training) return;
  for (std::size_t layer = plan.layers.size() - 1; plan.layers[layer].passes_gradient; --layer)
    of_chain(plan.layers[layer].input_gradient.column_tiles,
             [&](std::size_t task) { network.input_gradient(step, layer, task, thread); });
}

/// Deltas from the last layer downwards, each together with the parameters of the layer above it. Returns
/// how many of the lowest layers still wait for their parameters to be trained.
template <class T, class O>
std::size_t BlockedPath<T, O>::backward(const Step<T>& step, std::int64_t thread) {
  Network<T, O>& network = *network_;
  const std::size_t layers = network.plan().layers.size();
  std::size_t layer = layers - 1;
  for (; network.plan().layers[layer].passes_gradient; --layer) {
    const std::size_t deltas = network.input_gradient_tasks(step, layer);
    const std::size_t above = layer + 1 < layers ? network.parameter_tasks(layer + 1) : 0;
    send_from(layer + 2);
    share(deltas + above, [&](std::size_t task) {
      task < deltas ? network.input_gradient(step, layer, task, thread)
                    : network.parameters(step, layer + 1, task - deltas, thread);
    });
  }
  return std::min(layer + 2, layers);
}

/// The last phase: parameters of the lowest layers, the next batch, and the sums, whose parts nobody writes
/// before the next step.
template <class T, class O>
void BlockedPath<T, O>::finish(const Step<T>& step, const Step<T>& next, std::size_t layers,
                               std::int64_t thread) {
  Network<T, O>& network = *network_;
  if (step.training) send_from(layers);
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

template <class T, class O>
void BlockedPath<T, O>::add_sums(const Step<T>& step) {
  BatchSums& sums = sums_of(step);
  sums += network_->sums(step);
  if (!step.training) sums.penalty += penalty_ * static_cast<double>(step.rows);
}

/// Gives the gradients of the layers from `lowest` up to the exchange, where there is one.
template <class T, class O>
void BlockedPath<T, O>::send_from(std::size_t lowest) {
  if (exchange_) share(1, [&](std::size_t) { exchange_->begin_from(lowest); });
}

/// The gradients as sums of all ranks; where they are not clipped, each bucket updates its weights while the
/// next is on its way.
template <class T, class O>
void BlockedPath<T, O>::take_sums(const Step<T>& step) {
  const InPart in(step.clock, StepPart::exchange);
  const bool clips = network_->plan().clips;
  send_from(0);
  for (std::size_t i = 0; i < exchange_->buckets(); ++i) {
    share(1, [&](std::size_t) { exchange_->finish(i); });
    if (!clips) update_bucket(step, i);
  }
  if (!clips) return end_update();
  see_gradients();
  for (std::size_t i = 0; i < exchange_->buckets(); ++i) update_bucket(step, i);
  end_update();
}

/// How much all gradients count, which no rank has seen as sums before.
template <class T, class O>
void BlockedPath<T, O>::see_gradients() {
  Network<T, O>& network = *network_;
  const Plan& plan = network.plan();
  if (!plan.shards)
    share(plan.parameter_parts, [&](std::size_t task) {
      on_parameters(plan.layers.size(), task,
                    [&](std::size_t layer, std::size_t part) { network.see_gradients(layer, part); });
    });
  share(1, [&](std::size_t) {
    double squares = 0;
    for (std::size_t i = 0; i < plan.buckets.size() && plan.shards; ++i)
      squares += network.own_gradient_squares(i);
    gradient_scale_ =
        network.gradient_scale(plan.shards ? exchange_->sum(squares) : network.gradient_squares());
  });
}

/// Sharded, a rank updates its part alone and sends it to the others.
template <class T, class O>
void BlockedPath<T, O>::update_bucket(const Step<T>& step, std::size_t i) {
  const BucketPlan& bucket = network_->plan().buckets[i];
  if (!network_->plan().shards) return update_layers(step, bucket.first_layer, bucket.end_layer);
  share(network_->own_tasks(i),
        [&](std::size_t task) { network_->update_own(step, i, task, gradient_scale_); });
  share(1, [&](std::size_t) { exchange_->begin_weights(i); });
}

template <class T, class O>
void BlockedPath<T, O>::end_update() {
  const Plan& plan = network_->plan();
  if (!plan.shards || plan.buckets.empty()) return;
  share(1, [&](std::size_t) { exchange_->finish_weights(); });
  share(plan.parameter_parts, [&](std::size_t task) {
    on_parameters(plan.layers.size(), task,
                  [&](std::size_t layer, std::size_t part) { network_->take_weights(layer, part); });
  });
}

template <class T, class O>
void BlockedPath<T, O>::update_layers(const Step<T>& step, std::size_t first, std::size_t end) {
  std::size_t parameters = 0;
  for (std::size_t layer = first; layer < end; ++layer) parameters += network_->parameter_tasks(layer);
  share(parameters, [&](std::size_t task) {
    on_parameters(end, task, [&](std::size_t layer, std::size_t part) {
      network_->update(step, layer, part, gradient_scale_);
    });
  });
}

/// What needs all gradients, or all weights as they were. Ranks have clipped before.
template <class T, class O>
void BlockedPath<T, O>::conclude(const Step<T>& step) {
  Network<T, O>& network = *network_;
  const Plan& plan = network.plan();
  share(1, [&](std::size_t) {
    if (plan.penalises) sums_of(step).penalty += network.penalty() * static_cast<double>(step.rows);
    if (plan.clips && !exchange_) gradient_scale_ = network.gradient_scale(network.gradient_squares());
  });
  if (plan.clips && !exchange_) update_layers(step, 0, plan.layers.size());
}

/// The penalty of the weights as they are: they stay so while the validation set is seen.
template <class T, class O>
void BlockedPath<T, O>::see_penalty() {
  Network<T, O>& network = *network_;
  share(network.plan().parameter_parts, [&](std::size_t task) {
    on_parameters(network.plan().layers.size(), task,
                  [&](std::size_t layer, std::size_t part) { network.see_weights(layer, part); });
  });
  share(1, [&](std::size_t) { penalty_ = network.penalty(); });
}

/// function(layer, its part) for a part counted over the lowest `layers` layers, from the highest of them
/// down.
template <class T, class O>
template <class Function>
void BlockedPath<T, O>::on_parameters(std::size_t layers, std::size_t part, const Function& function) const {
  std::size_t layer = layers - 1;
  for (; part >= network_->parameter_tasks(layer); --layer) part -= network_->parameter_tasks(layer);
  function(layer, part);
}

template <class T, class O>
template <class Task>
void BlockedPath<T, O>::share(std::size_t count, const Task& task) {
  if (count > 0)
    team_->share(static_cast<std::int64_t>(count),
                 [&task](std::int64_t i) { task(static_cast<std::size_t>(i)); });
}

/// Sharded: all ranks take part.
template <class T, class O>
void BlockedPath<T, O>::read_moment(int moment, std::size_t layer, std::span<double> weight,
                                    std::span<double> bias) const {
  const Plan& plan = network_->plan();
  if (!plan.shards || !plan.layers[layer].trained) return network_->read_moment(moment, layer, weight, bias);
  for (const BucketPlan& bucket : plan.buckets) {
    if (layer < bucket.first_layer || layer >= bucket.end_layer) continue;
    std::vector<T> whole(bucket.count);
    network_->put_own_moment(moment, bucket, whole);
    exchange_->gather(whole);
    const auto of_layer = std::span<const T>(whole).subspan(plan.layers[layer].state - bucket.state);
    network_->read_moment_of(of_layer, layer, weight, bias);
  }
}

template <class T, class O>
void BlockedPath<T, O>::write_moment(int moment, std::size_t layer, std::span<const double> weight,
                                     std::span<const double> bias) {
  if (!network_->plan().shards) return network_->write_moment(moment, layer, weight, bias);
  network_->write_own_moment(moment, layer, weight, bias);
}

template class BlockedPath<float>;
template class BlockedPath<double>;
template class BlockedPath<float, Bfloat16>;

}  // namespace accelbench::cpu
