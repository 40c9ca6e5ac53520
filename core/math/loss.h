// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/names.h"

namespace accelbench {

/// Mean over outputs, then over samples (Keras).
enum class Loss { mse, mae, huber, binary_crossentropy, categorical_crossentropy };

template <>
struct Names<Loss> {
  static constexpr std::array table = {
      Named<Loss>{Loss::mse, "mse", "mean (p - y)^2"},
      Named<Loss>{Loss::mae, "mae", "mean |p - y|; gradient 0 at 0"},
      Named<Loss>{Loss::huber, "huber", "mean of d^2 / 2 for |d| <= 1, else |d| - 1/2, d = p - y"},
      Named<Loss>{Loss::binary_crossentropy, "binary_crossentropy", "max(z, 0) - z y + ln(1 + exp(-|z|)), z the logit"},
      Named<Loss>{Loss::categorical_crossentropy, "categorical_crossentropy",
                  "ln(sum_j exp(z_j)) - z_c, z the logits, c the class"},
  };
};

constexpr bool takes_logits(Loss loss) {
  return loss == Loss::binary_crossentropy || loss == Loss::categorical_crossentropy;
}

enum class Metric { accuracy, mae, mse, rmse, r2 };

template <>
struct Names<Metric> {
  static constexpr std::array table = {
      Named<Metric>{Metric::accuracy, "accuracy", "share of samples answered right"},
      Named<Metric>{Metric::mae, "mae", "mean |p - y|"},
      Named<Metric>{Metric::mse, "mse", "mean (p - y)^2"},
      Named<Metric>{Metric::rmse, "rmse", "root of the epoch's mean (p - y)^2"},
      Named<Metric>{Metric::r2, "r2", "1 - sum (p - y)^2 / sum (y - mean y)^2, all outputs flattened"},
  };
};

/// Whether a larger value is the better one (for callbacks and the table).
constexpr bool higher_is_better(Metric metric) { return metric == Metric::accuracy || metric == Metric::r2; }

}  // namespace accelbench
