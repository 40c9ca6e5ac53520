// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/math/optimizer.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"

// Lengths and distances by which a certificate judges, and how large they may be.
namespace accelbench {

/// All weights and biases behind one another: layer by layer, the weights before the biases.
std::vector<double> flat(const std::vector<LayerWeights>& layers);
std::vector<double> flat(const std::vector<TrainedLayer>& layers);

double length(std::span<const double> values);
double root_mean_square(std::span<const double> values);
/// a − b; both of one size.
std::vector<double> difference(std::span<const double> a, std::span<const double> b);
/// |found − expected| / |expected|, 0 where both are 0, infinite where sizes differ or only one is 0.
double relative_distance(std::span<const double> found, std::span<const double> expected);
/// ⟨a, b⟩ / ⟨b, b⟩: how much of b is in a.
double share_of(std::span<const double> a, std::span<const double> b);

/// How many of the layers that are trained have weights (not biases) of which none changes, in a change or
/// gradient that is `flat`: what a proof says nothing about.
std::size_t silent_layers(const Work& work, std::span<const double> change);

/// The power of two nearest to a positive number, on a logarithmic scale, within [2^-100, most].
double power_of_two_near(double value, double most);

/// What an accelerator of a precision may differ by from the reference, relative.
struct CertificateLimits {
  double gradient = 0;  ///< L2, of one step
  double update = 0;    ///< L2, of the change of all weights over the optimizer probe
  double figures = 0;   ///< of each loss and metric
  double roundoff = 0;  ///< of one operation: half a unit in the last place
};
CertificateLimits limits_of(Precision precision);

/// "12 %", "0.01 %"; below a hundredth of a percent "2.1e-08".
std::string share_text(double share);

}  // namespace accelbench
