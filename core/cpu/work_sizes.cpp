// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/work_sizes.h"

#include <algorithm>

namespace accelbench::cpu {
namespace {
constexpr std::size_t evaluation_rows_at_least = 256;
}

std::size_t batch_rows_of(const Work& work) {
  const std::int64_t samples = std::max<std::int64_t>(work.data.train.samples, 1);
  return static_cast<std::size_t>(std::clamp<std::int64_t>(work.experiment.training.batch_size, 1, samples));
}

std::size_t evaluation_rows_of(const Work& work) {
  const auto validation = static_cast<std::size_t>(std::max<std::int64_t>(work.data.validation.samples, 0));
  return std::min(validation, std::max(batch_rows_of(work), evaluation_rows_at_least));
}

int moments_of(const OptimizerSpec& optimizer) {
  switch (optimizer.name) {
    case OptimizerKind::adam:
    case OptimizerKind::adamw:
      return 2;
    case OptimizerKind::sgd:
      return optimizer.momentum != 0 ? 1 : 0;
    case OptimizerKind::rmsprop:
      return 1;
  }
  return 0;
}

}  // namespace accelbench::cpu
