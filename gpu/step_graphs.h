// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "gpu/resources.h"
#include "gpu/step.h"

namespace accelbench::cuda {

/// Steps as graphs, captured once: of one step and of several, so that any number is a few launches.
class StepGraphs {
 public:
  StepGraphs(Buffers& buffers, Step& step);

  void launch(const BatchKind& kind, std::int64_t steps) const;

 private:
  struct Captured {
    BatchKind kind;
    std::int64_t steps = 0;
    Graph graph;
  };
  void add(const BatchKind& kind, std::int64_t batches, Step& step);

  cudaStream_t stream_;
  std::vector<Captured> captured_;  ///< of a kind the longest first
};

}  // namespace accelbench::cuda
