// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/variants.h"

#include <fmt/format.h>

#include <limits>

#include "core/math/bfloat16.h"

namespace accelbench::cuda {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

template <class O>
class Chooser {
 public:
  Chooser(const Buffers& buffers, const StepSettings& settings, Tuner& tuner)
      : buffers_(buffers), settings_(settings), tuner_(tuner), full_(buffers.plan().usual_kind()) {}

  LayerVariant choose(std::size_t layer) {
    LayerVariant variant;
    if (full_.rows == 0) return variant;  // a rank that never has a row
    variant.mask = has_room_for_mask(layer) && time_with_mask(layer) < time_without(layer);
    if (!plan().layers[layer].trained) return variant;
    const double summed = product_time(weight_gradient(layer, BiasGradient::weight_gradient));
    if (summed < plain_weight_gradient(layer) + column_sums_time(layer))
      variant.bias_gradient = BiasGradient::weight_gradient;
    if (variant.mask && slopes_sum_faster(layer, summed)) variant.bias_gradient = BiasGradient::slopes;
    return variant;
  }

 private:
  const Plan& plan() const { return buffers_.plan(); }
  bool has_room_for_mask(std::size_t layer) const { return plan().layers[layer].mask.bytes > 0; }

  double product_time(const ProductSpec& spec) {
    const auto tuned = tuner_.tune(spec);
    return tuned ? tuned->microseconds : never;
  }
  ProductSpec weight_gradient(std::size_t layer, BiasGradient bias) const {
    return weight_gradient_product(buffers_, layer, full_.rows, bias);
  }
  double plain_weight_gradient(std::size_t layer) {
    return product_time(weight_gradient(layer, BiasGradient::column_sums));
  }

  template <class Kernel>
  double kernel_time(const char* name, std::size_t layer, const Kernel& kernel) {
    const LayerPlan& of = plan().layers[layer];
    return tuner_.microseconds(fmt::format("{} {}x{} {} bytes", name, full_.rows, of.units, sizeof(O)),
                               [&] { launch(kernel, buffers_.stream()); });
  }
  double column_sums_time(std::size_t layer) {
    double time = kernel_time("sum_columns", layer, sum_columns<O>(buffers_, layer, full_.rows));
    if (SumColumns<O>::parts_for(static_cast<std::uint64_t>(full_.rows)) > 1)
      time += kernel_time("sum_parts", layer, sum_parts(buffers_, layer, full_.rows));
    return time;
  }

  double time_with_mask(std::size_t layer) {
    // While the validation set is seen nothing is kept for the way back: that product must be there, too.
    const ProductSpec seen = forward_product(buffers_, layer, {full_.rows, false}, true);
    if (!tuner_.suggest(seen)) return never;
    return product_time(forward_product(buffers_, layer, full_, true)) +
           product_time(
               input_gradient_product(buffers_, layer + 1, full_.rows, {true, BiasGradient::column_sums}));
  }
  double time_without(std::size_t layer) {
    return product_time(forward_product(buffers_, layer, full_, false)) +
           product_time(input_gradient_product(buffers_, layer + 1, full_.rows, {})) +
           kernel_time("relu", layer, activate<O>(buffers_, settings_, layer, full_)) +
           kernel_time("relu_slopes", layer, multiply_by_slopes<O>(buffers_, settings_, layer, full_));
  }

  /// Whether slopes and bias gradient in one product beat the best of the other two.
  bool slopes_sum_faster(std::size_t layer, double summed) {
    if (plan().operand_bytes != 4) return false;
    const double plain = plain_weight_gradient(layer);
    const double others = std::min(summed, plain + column_sums_time(layer)) +
                          product_time(input_gradient_product(buffers_, layer + 1, full_.rows,
                                                              {true, BiasGradient::column_sums}));
    return plain + product_time(input_gradient_product(buffers_, layer + 1, full_.rows,
                                                       {true, BiasGradient::slopes})) <
           others;
  }

  const Buffers& buffers_;
  const StepSettings& settings_;
  Tuner& tuner_;
  BatchKind full_;
};

template <class O>
std::vector<LayerVariant> choose(const Buffers& buffers, const StepSettings& settings, Tuner& tuner) {
  Chooser<O> chooser(buffers, settings, tuner);
  std::vector<LayerVariant> variants;
  for (std::size_t layer = 0; layer < buffers.plan().layers.size(); ++layer)
    variants.push_back(chooser.choose(layer));
  return variants;
}

}  // namespace

std::vector<LayerVariant> choose_variants(const Buffers& buffers, const StepSettings& settings,
                                          Tuner& tuner) {
  return buffers.plan().operand_bytes == 2 ? choose<Bfloat16>(buffers, settings, tuner)
                                           : choose<float>(buffers, settings, tuner);
}

}  // namespace accelbench::cuda
