// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "core/base/philox.h"

// Elementary functions that give the same bits on every machine: built from + − × ÷ and √ in IEEE double
// alone, where the system's library may answer differently by version and processor. For data and weights,
// which are fingerprinted. Within 4 units in the last place of double; the series are those of Taylor after
// an exact reduction of the argument.
namespace accelbench::repeatable {

/// ln x for finite x > 0.
double log(double x);
/// e^x; 0 and infinity beyond the range of double.
double exp(double x);
double tanh(double x);

struct SineCosine {
  double sine, cosine;
};
/// Of the angle of `turns` whole turns (2π each), |turns| < 2^50.
SineCosine of_turns(double turns);

/// Two independent standard normal numbers from four words of Philox, by Box and Muller ("A note on the
/// generation of random normal deviates", 1958): u of the first two words, v of the others, r = √(−2 ln(1 −
/// u)), (r cos 2πv, r sin 2πv).
std::array<double, 2> normals(const std::array<std::uint32_t, 4>& words);

}  // namespace accelbench::repeatable
