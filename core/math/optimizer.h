// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/names.h"

namespace accelbench {

enum class OptimizerKind { adam, adamw, sgd, rmsprop };

template <>
struct Names<OptimizerKind> {
  static constexpr std::array table = {
      Named<OptimizerKind>{OptimizerKind::adam, "adam",
                           "w -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt v + epsilon) (Keras' form)"},
      Named<OptimizerKind>{OptimizerKind::adamw, "adamw", "w -= lr weight_decay w, biases included, then adam"},
      Named<OptimizerKind>{OptimizerKind::sgd, "sgd", "v = momentum v - lr g; w += v, or momentum v - lr g with nesterov"},
      Named<OptimizerKind>{OptimizerKind::rmsprop, "rmsprop", "v = rho v + (1 - rho) g^2; w -= lr g / sqrt(v + epsilon)"},
  };
};

enum class Initializer { glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_normal };

template <>
struct Names<Initializer> {
  static constexpr std::array table = {
      Named<Initializer>{Initializer::glorot_uniform, "glorot_uniform", "U(-a, a), a = sqrt(6 / (inputs + units))"},
      Named<Initializer>{Initializer::glorot_normal, "glorot_normal", "normal cut at 2 deviations, variance 2 / (inputs + units)"},
      Named<Initializer>{Initializer::he_uniform, "he_uniform", "U(-a, a), a = sqrt(6 / inputs)"},
      Named<Initializer>{Initializer::he_normal, "he_normal", "normal cut at 2 deviations, variance 2 / inputs"},
      Named<Initializer>{Initializer::lecun_normal, "lecun_normal", "normal cut at 2 deviations, variance 1 / inputs"},
  };
};

enum class Precision { float64, float32, tf32, bfloat16, float16, float8 };

template <>
struct Names<Precision> {
  static constexpr std::array table = {
      Named<Precision>{Precision::float64, "float64", "the reference by which everything is judged"},
      Named<Precision>{Precision::float32, "float32", "IEEE single precision throughout, no TF32"},
      Named<Precision>{Precision::tf32, "tf32", "products in TF32, float32 accumulation"},
      Named<Precision>{Precision::bfloat16, "bfloat16", "products in bfloat16, float32 accumulation, master weights and moments"},
      Named<Precision>{Precision::float16, "float16", "products in float16 with loss scaling, float32 master weights and moments"},
      Named<Precision>{Precision::float8, "float8", "products in float8 where the device has it"},
  };
};

}  // namespace accelbench
