// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/names.h"

namespace accelbench {

enum class Activation { linear, relu, leaky_relu, elu, gelu, gelu_tanh, sigmoid, silu, softplus, tanh, softmax };

template <>
struct Names<Activation> {
  static constexpr std::array table = {
      Named<Activation>{Activation::linear, "linear", "x"},
      Named<Activation>{Activation::relu, "relu", "max(x, 0); slope 0 at 0"},
      Named<Activation>{Activation::leaky_relu, "leaky_relu", "x for x > 0, else 0.2 x"},
      Named<Activation>{Activation::elu, "elu", "x for x > 0, else exp(x) - 1"},
      Named<Activation>{Activation::gelu, "gelu", "x (1 + erf(x / sqrt 2)) / 2"},
      Named<Activation>{Activation::gelu_tanh, "gelu_tanh", "x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2"},
      Named<Activation>{Activation::sigmoid, "sigmoid", "1 / (1 + exp(-x))"},
      Named<Activation>{Activation::silu, "silu", "x / (1 + exp(-x))"},
      Named<Activation>{Activation::softplus, "softplus", "ln(1 + exp(x))"},
      Named<Activation>{Activation::tanh, "tanh", "tanh(x)"},
      Named<Activation>{Activation::softmax, "softmax", "exp(x_i) / sum_j exp(x_j); last layer only"},
  };
};

}  // namespace accelbench
