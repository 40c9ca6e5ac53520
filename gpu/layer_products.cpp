// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/layer_products.h"

namespace accelbench::cuda {
namespace {

cudaDataType_t operand_type(const Plan& plan) { return plan.operand_bytes == 2 ? CUDA_R_16BF : CUDA_R_32F; }

/// The parameters as the products read them, `element` of them skipped.
std::byte* operand(const Buffers& buffers, std::int64_t element) {
  const Plan& plan = buffers.plan();
  const Place& place = plan.operand_bytes == 2 ? plan.operand_weights : plan.weights;
  return buffers.address(place) + element * plan.operand_bytes;
}

float* parameter(const Buffers& buffers, const Place& place, std::int64_t element) {
  return buffers.array<float>(place).data() + element;
}

Epilogue forward_epilogue(const BatchKind& kind, bool mask) {
  if (!mask) return Epilogue::bias;
  return kind.trains ? Epilogue::bias_relu_mask : Epilogue::bias_relu;
}

}  // namespace

const Place& inputs_of(const Plan& plan, std::size_t layer) {
  return layer == 0 ? plan.batch_x : plan.layers[layer - 1].values;
}

ProductSpec forward_product(const Buffers& buffers, std::size_t index, const BatchKind& kind, bool mask) {
  const Plan& plan = buffers.plan();
  const LayerPlan& layer = plan.layers[index];
  ProductSpec spec;
  spec.transpose_a = true;
  spec.m = layer.units, spec.n = kind.rows, spec.k = layer.inputs;
  spec.a = operand(buffers, layer.weights), spec.lda = layer.input_stride;
  spec.b = buffers.address(inputs_of(plan, index)), spec.ldb = layer.input_stride;
  spec.d = buffers.address(layer.sums), spec.ldd = layer.stride;
  spec.operands = operand_type(plan), spec.result = layer.last ? CUDA_R_32F : spec.operands;
  spec.epilogue = forward_epilogue(kind, mask);
  // A bias has the type of the result.
  spec.bias = layer.last ? static_cast<void*>(parameter(buffers, plan.weights, layer.biases()))
                         : operand(buffers, layer.biases());
  if (spec.epilogue != Epilogue::bias_relu_mask) return spec;
  spec.mask = buffers.address(layer.mask), spec.mask_stride = layer.mask_stride;
  return spec;
}

ProductSpec weight_gradient_product(const Buffers& buffers, std::size_t index, std::int64_t rows,
                                    BiasGradient bias_gradient) {
  const Plan& plan = buffers.plan();
  const LayerPlan& layer = plan.layers[index];
  ProductSpec spec;
  spec.transpose_b = true;
  spec.m = layer.inputs, spec.n = layer.units, spec.k = rows;
  spec.a = buffers.address(inputs_of(plan, index)), spec.lda = layer.input_stride;
  spec.b = buffers.address(layer.deltas), spec.ldb = layer.stride;
  spec.d = parameter(buffers, plan.gradients, layer.weights), spec.ldd = layer.input_stride;
  spec.operands = operand_type(plan), spec.result = CUDA_R_32F;
  if (bias_gradient != BiasGradient::weight_gradient) return spec;
  spec.epilogue = Epilogue::operand_sums;
  spec.bias = parameter(buffers, plan.gradients, layer.biases());
  return spec;
}

ProductSpec input_gradient_product(const Buffers& buffers, std::size_t index, std::int64_t rows,
                                   const LayerVariant& variant) {
  const Plan& plan = buffers.plan();
  const LayerPlan& layer = plan.layers[index];
  const LayerPlan& below = plan.layers[index - 1];
  ProductSpec spec;
  spec.m = layer.inputs, spec.n = rows, spec.k = layer.units;
  spec.a = operand(buffers, layer.weights), spec.lda = layer.input_stride;
  spec.b = buffers.address(layer.deltas), spec.ldb = layer.stride;
  spec.d = buffers.address(below.deltas), spec.ldd = below.stride;
  spec.operands = operand_type(plan), spec.result = spec.operands;
  if (!variant.mask) return spec;
  spec.epilogue = Epilogue::relu_slopes;
  spec.mask = buffers.address(below.mask), spec.mask_stride = below.mask_stride;
  if (variant.bias_gradient != BiasGradient::slopes) return spec;
  spec.epilogue = Epilogue::relu_slopes_column_sums;
  spec.bias = parameter(buffers, plan.gradients, below.biases());
  return spec;
}

}  // namespace accelbench::cuda
