// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/step_graphs.h"

#include <array>

namespace accelbench::cuda {
namespace {

// Launching a graph costs some microseconds, as much as a small step: 64 of them share it.
constexpr std::array<std::int64_t, 3> steps_at_once = {64, 8, 1};

}  // namespace

StepGraphs::StepGraphs(Buffers& buffers, Step& step) : stream_(buffers.stream()) {
  const Plan& plan = buffers.plan();
  add(plan.kind(plan.batch, true), plan.train.samples / plan.batch, step);
  add(plan.kind(plan.short_batch, true), plan.short_batch > 0 ? 1 : 0, step);
  if (plan.evaluation_batch == 0) return;
  add(plan.kind(plan.evaluation_batch, false), plan.validation.samples / plan.evaluation_batch, step);
  add(plan.kind(plan.short_evaluation, false), plan.short_evaluation > 0 ? 1 : 0, step);
}

void StepGraphs::add(const BatchKind& kind, std::int64_t batches, Step& step) {
  for (const std::int64_t steps : steps_at_once)
    if (steps <= batches)
      captured_.push_back({kind, steps, capture(stream_, [&] {
                             for (std::int64_t i = 0; i < steps; ++i) step.give(kind);
                           })});
}

void StepGraphs::launch(const BatchKind& kind, std::int64_t steps) const {
  for (const Captured& captured : captured_)
    for (; captured.kind == kind && steps >= captured.steps; steps -= captured.steps)
      check(cudaGraphLaunch(captured.graph.get(), stream_), "launching steps");
}

}  // namespace accelbench::cuda
