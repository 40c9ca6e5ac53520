// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/repeatable_math.h"

#include <cmath>
#include <limits>

namespace accelbench::repeatable {
namespace {

// ln 2 in two parts: an exponent times the first, which ends in zero bits, is exact.
constexpr double ln2_high = 0x1.62e42fee00000p-1;
constexpr double ln2_low = 0x1.a39ef35793c76p-33;
constexpr double two_pi = 0x1.921fb54442d18p+2;

double sine_series(double angle, double square) {
  double sum = 0;
  for (int k = 17; k >= 3; k -= 2) sum = square * (1 - sum) / (k * (k - 1));
  return angle * (1 - sum);
}

double cosine_series(double square) {
  double sum = 0;
  for (int k = 18; k >= 2; k -= 2) sum = square * (1 - sum) / (k * (k - 1));
  return 1 - sum;
}

}  // namespace

// x = m 2^e with m in [√½, √2); ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …), s = (m − 1) / (m + 1), |s| <
// 0.172.
double log(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < 0x1.6a09e667f3bcdp-1) {
    mantissa *= 2;
    --exponent;
  }
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double series = 0;
  for (int k = 23; k >= 3; k -= 2) series = square * (1.0 / k + series);
  return exponent * ln2_high + (2 * s + (2 * s * series + exponent * ln2_low));
}

// e^x = 2^k e^r, |r| ≤ ln 2 / 2.
double exp(double x) {
  if (x > 709.782712893384) return std::numeric_limits<double>::infinity();
  if (x < -745.2) return 0;
  const double k = std::floor(x / (ln2_high + ln2_low) + 0.5);
  const double r = (x - k * ln2_high) - k * ln2_low;
  double series = 1;
  for (int n = 14; n >= 1; --n) series = 1 + r * series / n;
  return std::ldexp(series, static_cast<int>(k));
}

double tanh(double x) {
  const double size = std::fabs(x);
  if (size < 1e-5) return x - x * x * x / 3;  // where the difference below would cancel
  const double value = 1 - 2 / (exp(2 * size) + 1);
  return std::copysign(value, x);
}

// The nearest quarter turn is taken off exactly; what remains is at most an eighth.
SineCosine of_turns(double turns) {
  const double quarters = std::floor(turns * 4 + 0.5);
  const double angle = two_pi * (turns - quarters / 4);
  const double square = angle * angle;
  const double sine = sine_series(angle, square);
  const double cosine = cosine_series(square);
  switch (static_cast<std::int64_t>(quarters) & 3) {
    case 0:
      return {sine, cosine};
    case 1:
      return {cosine, -sine};
    case 2:
      return {-sine, -cosine};
    default:
      return {-cosine, sine};
  }
}

std::array<double, 2> normals(const std::array<std::uint32_t, 4>& words) {
  const double radius = std::sqrt(-2 * log(1 - uniform_double(words[0], words[1])));
  const SineCosine direction = of_turns(uniform_double(words[2], words[3]));
  return {radius * direction.cosine, radius * direction.sine};
}

}  // namespace accelbench::repeatable
