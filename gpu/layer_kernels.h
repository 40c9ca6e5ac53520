// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "gpu/buffers.h"
#include "gpu/kernels/launches.h"
#include "gpu/layer_products.h"

// The kernels of a step with their arguments, but for the stream. O: operands of products, float or Bfloat16.
namespace accelbench::cuda {

/// What of a work's settings the kernels need.
struct StepSettings {
  std::uint64_t seed = 0;
  bool shuffle = true;
  std::int64_t batch_size = 0;
  Loss loss = Loss::mse;
  bool classes = false;
  OptimizerNumbers optimizer;
  double l1 = 0, l2 = 0, clip_norm = 0;  ///< 0: not clipped

  static StepSettings of(const Work& work);
};

BeginStep begin_step(const Buffers& buffers, const StepSettings& settings, const BatchKind& kind);
EndStep end_step(const Buffers& buffers, const BatchKind& kind);
Update update(const Buffers& buffers, const StepSettings& settings, std::int64_t first, std::int64_t count);
/// `parts`: where this layer's stand among all.
Regularise regularise(const Buffers& buffers, const StepSettings& settings, std::size_t layer,
                      std::size_t parts, bool gradients);
ConcludeGradients conclude_gradients(const Buffers& buffers, const StepSettings& settings, bool trains);

template <class O>
Gather<O> gather(const Buffers& buffers, const BatchKind& kind);
/// Whether a layer's activation is a kernel of its own; the last one's stands in Outputs.
bool has_activation_kernel(const LayerPlan& layer, const LayerVariant& variant);
template <class O>
Activate<O> activate(const Buffers& buffers, const StepSettings& settings, std::size_t layer,
                     const BatchKind& kind);
template <class O>
MultiplyBySlopes<O> multiply_by_slopes(const Buffers& buffers, const StepSettings& settings,
                                       std::size_t layer, const BatchKind& kind);
template <class O>
Outputs<O> outputs(const Buffers& buffers, const StepSettings& settings, const BatchKind& kind);
template <class O>
SumColumns<O> sum_columns(const Buffers& buffers, std::size_t layer, std::int64_t rows);
/// After it, where it left several parts.
SumParts sum_parts(const Buffers& buffers, std::size_t layer, std::int64_t rows);

}  // namespace accelbench::cuda
