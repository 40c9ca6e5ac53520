// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "gpu/buffers.h"
#include "gpu/products.h"

// The three products of a dense layer. Row-major matrices are what cuBLAS sees transposed: activations [rows,
// units] as units × rows, weights [units, inputs] as inputs × units.
namespace accelbench::cuda {

/// Where a layer's bias gradient comes from.
enum class BiasGradient {
  column_sums,      ///< a kernel of ours
  weight_gradient,  ///< the product of the weight gradient, on its way
  slopes,           ///< the product that makes the deltas and multiplies them by relu's slopes
};

/// How one layer is computed; decided by time (variants.h).
struct LayerVariant {
  bool mask = false;  ///< relu on the way of the products, with a mask for the way back
  BiasGradient bias_gradient = BiasGradient::column_sums;
  bool operator==(const LayerVariant&) const = default;
};

/// z = W a + b: units × rows = Wᵀ a. The last layer's sums are float32.
ProductSpec forward_product(const Buffers& buffers, std::size_t layer, const BatchKind& kind, bool mask);
/// dW = δ aᵀ, float32: inputs × units = a δᵀ.
ProductSpec weight_gradient_product(const Buffers& buffers, std::size_t layer, std::int64_t rows,
                                    BiasGradient bias_gradient);
/// The deltas of the layer below, but for its slopes where it has no mask: inputs × rows = W δ. `below`: how
/// that layer is computed.
ProductSpec input_gradient_product(const Buffers& buffers, std::size_t layer, std::int64_t rows,
                                   const LayerVariant& below);

/// What a layer reads: the batch, or what the layer below hands on.
const Place& inputs_of(const Plan& plan, std::size_t layer);

}  // namespace accelbench::cuda
