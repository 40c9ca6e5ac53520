// SPDX-License-Identifier: GPL-3.0-or-later
// This rank's part of the optimizer's state: a run of elements of each bucket, whatever layers they belong
// to.
#include <algorithm>

#include "core/cpu/network.h"

namespace accelbench::cpu {
namespace {
constexpr std::size_t elements_of_a_task = std::size_t{16} << 10;
}

template <class T, class O>
std::size_t Network<T, O>::own_tasks(std::size_t bucket) const {
  return parts(plan_.buckets[bucket].own_count, elements_of_a_task);
}

/// Weights, gradients and moments as one row: padding between rows of the layers is 0 in all of them, and
/// stays so.
template <class T, class O>
void Network<T, O>::update_own(const Step<T>& step, std::size_t index, std::size_t task, T gradient_scale) {
  const InPart in(step.clock, StepPart::optimizer);
  const BucketPlan& bucket = plan_.buckets[index];
  const std::size_t first = task * elements_of_a_task;
  const std::size_t count = std::min(elements_of_a_task, bucket.own_count - first);
  const std::size_t place = bucket.own_first + first, state = bucket.own_state + first;
  const OptimizerSpec& optimizer = work_.experiment.training.optimizer;
  kernels_.update({optimizer.name,
                   optimizer.nesterov,
                   step.constants,
                   {at(plan_.weights) + bucket.weights + place, count, 1, count},
                   {at(plan_.gradients) + bucket.state + place, count},
                   gradient_scale,
                   plan_.moments >= 1 ? at(plan_.first) + state : nullptr,
                   plan_.moments >= 2 ? at(plan_.second) + state : nullptr,
                   narrows ? operands(plan_.operand_weights) + bucket.weights + place : nullptr});
}

template <class T, class O>
double Network<T, O>::own_gradient_squares(std::size_t index) const {
  const BucketPlan& bucket = plan_.buckets[index];
  if (bucket.own_count == 0) return 0;
  return kernels_.sum_of_squares(
      {at(plan_.gradients) + bucket.state + bucket.own_first, bucket.own_count, 1, bucket.own_count});
}

template <class T, class O>
void Network<T, O>::put_own_moment(int moment, const BucketPlan& bucket, std::span<T> whole) const {
  const T* from = at(moment == 0 ? plan_.first : plan_.second) + bucket.own_state;
  std::copy_n(from, bucket.own_count, whole.begin() + static_cast<std::ptrdiff_t>(bucket.own_first));
}

#define ACCELBENCH_INSTANTIATE(T, O)                                                    \
  template std::size_t Network<T, O>::own_tasks(std::size_t) const;                     \
  template void Network<T, O>::update_own(const Step<T>&, std::size_t, std::size_t, T); \
  template double Network<T, O>::own_gradient_squares(std::size_t) const;               \
  template void Network<T, O>::put_own_moment(int, const BucketPlan&, std::span<T>) const;
ACCELBENCH_INSTANTIATE(float, float)
ACCELBENCH_INSTANTIATE(double, double)
ACCELBENCH_INSTANTIATE(float, Bfloat16)
#undef ACCELBENCH_INSTANTIATE

}  // namespace accelbench::cpu
