// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/certificate_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace accelbench {
namespace {

template <class Layer>
std::vector<double> flattened(const std::vector<Layer>& layers) {
  std::vector<double> values;
  for (const Layer& layer : layers) {
    values.insert(values.end(), layer.weight.begin(), layer.weight.end());
    values.insert(values.end(), layer.bias.begin(), layer.bias.end());
  }
  return values;
}

}  // namespace

std::vector<double> flat(const std::vector<LayerWeights>& layers) { return flattened(layers); }
std::vector<double> flat(const std::vector<TrainedLayer>& layers) { return flattened(layers); }

double length(std::span<const double> values) {
  return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

double root_mean_square(std::span<const double> values) {
  return values.empty() ? 0 : length(values) / std::sqrt(static_cast<double>(values.size()));
}

std::vector<double> difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> result(a.begin(),
                             a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())));
  std::transform(result.begin(), result.end(), b.begin(), result.begin(), std::minus<>());
  return result;
}

double relative_distance(std::span<const double> found, std::span<const double> expected) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (found.size() != expected.size()) return infinite;
  const double distance = length(difference(found, expected));
  if (distance == 0) return 0;
  const double relative = distance / length(expected);
  return std::isnan(relative) ? infinite : relative;
}

double share_of(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) /
         std::inner_product(b.begin(), b.end(), b.begin(), 0.0);
}

std::size_t silent_layers(const Work& work, std::span<const double> change) {
  std::size_t silent = 0, begin = 0;
  for (std::size_t k = 0; k < work.initial_weights.size(); ++k) {
    const LayerWeights& layer = work.initial_weights[k];
    if (begin + layer.weight.size() > change.size()) break;
    const auto weights = change.subspan(begin, layer.weight.size());
    const bool trained = k >= work.frozen.size() || !work.frozen[k];
    if (trained && std::ranges::all_of(weights, [](double value) { return value == 0; })) ++silent;
    begin += layer.weight.size() + layer.bias.size();
  }
  return silent;
}

double power_of_two_near(double value, double most) {
  const double power = std::isfinite(value) && value > 0 ? std::exp2(std::round(std::log2(value))) : 1;
  return std::clamp(power, 0x1p-100, std::exp2(std::floor(std::log2(most))));
}

CertificateLimits limits_of(Precision precision) {
  switch (precision) {
    case Precision::float64:
      return {1e-9, 1e-8, 1e-6, 0x1p-53};  // losses: some engines add them up in float32
    case Precision::float32:
      return {1e-4, 1e-3, 1e-3, 0x1p-24};
    case Precision::tf32:
    case Precision::float16:
      return {0.1, 0.1, 0.02, 0x1p-11};
    case Precision::bfloat16:
      return {0.1, 0.1, 0.02, 0x1p-8};
    case Precision::float8:
      return {0.3, 0.3, 0.1, 0x1p-4};
  }
  return {};
}

std::string share_text(double share) {
  if (!std::isfinite(share)) return "no number";
  if (share != 0 && share < 0.95e-4) return fmt::format("{:.1e}", share);
  return share < 1 ? fmt::format("{:.2g} %", 100 * share) : fmt::format("{:.0f} %", 100 * share);
}

}  // namespace accelbench
