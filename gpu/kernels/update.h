// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/math/bfloat16.h"
#include "core/math/scalar.h"
#include "gpu/kernels/begin_step.h"
#include "gpu/kernels/kernel.h"
#include "gpu/kernels/step_state.h"

namespace accelbench::cuda {

/// One update of neighbouring parameters: weights, gradients and moments share their index. Four a thread,
/// and the operands of the products of the next step where these are narrower: 28 bytes a parameter with adam
/// in bfloat16.
struct Update {
  OptimizerKind kind = OptimizerKind::adam;
  bool nesterov = false;
  Array<const StepState> state;
  Array<float> weights;
  Array<const float> gradients;
  Array<float> first, second;  ///< empty where the optimizer has none
  Array<Bfloat16> operands;    ///< empty with float32 operands

  using Shared = NothingShared;
  Grid grid() const { return grid_over(weights.size() / 4); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }

  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    const std::uint64_t i = thread.index() * 4;
    if (i >= weights.size()) return;
    const Pack<float, 4> nothing{};
    auto weight = load<4>(weights, i);
    const auto gradient = load<4>(gradients, i);
    auto m = first.empty() ? nothing : load<4>(first, i);
    auto v = second.empty() ? nothing : load<4>(second, i);
    for (std::size_t k = 0; k < 4; ++k) {
      const auto updated = update_of(weight.values[k], gradient.values[k], m.values[k], v.values[k]);
      weight.values[k] = updated.weight, m.values[k] = updated.first, v.values[k] = updated.second;
    }
    store(weight, weights, i);
    if (!first.empty()) store(m, first, i);
    if (!second.empty()) store(v, second, i);
    if (!operands.empty()) store(narrow(weight), operands, i);
  }

 private:
  ACCELBENCH_HD scalar_math::Updated<float> update_of(float weight, float gradient, float m, float v) const {
    const OptimizerConstants<float>& constants = state[0].constants;
    gradient *= state[0].gradient_scale;
    switch (kind) {
      case OptimizerKind::adamw:
        return scalar_math::adam_of(scalar_math::decayed(weight, constants), gradient, m, v, constants);
      case OptimizerKind::sgd:
        return scalar_math::sgd_of(weight, gradient, m, nesterov, constants);
      case OptimizerKind::rmsprop:
        return scalar_math::rmsprop_of(weight, gradient, m, constants);
      default:
        return scalar_math::adam_of(weight, gradient, m, v, constants);
    }
  }
  ACCELBENCH_HD static Pack<Bfloat16, 4> narrow(const Pack<float, 4>& wide) {
    Pack<Bfloat16, 4> narrow{};
    for (std::size_t k = 0; k < 4; ++k) narrow.values[k] = to_bfloat16(wide.values[k]);
    return narrow;
  }
};

}  // namespace accelbench::cuda
