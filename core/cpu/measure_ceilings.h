// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <stop_token>

#include "core/base/result.h"
#include "core/planning/ceilings.h"

// What this machine's processor gives at most, measured with the products that the engine uses, one thread a
// core. Each figure is the best of short windows, since other programs only ever make them longer.
namespace accelbench::cpu {

/// Multiplications and additions a second of products of square matrices, each thread with its own and all at
/// the same time; measured for about `seconds`. float32 and bfloat16 by oneDNN (float32 by our own products
/// in a build without it), float64 by our own; refused where the processor or the build has none.
Result<double> measure_products(Precision precision, std::int64_t threads, double seconds);

/// Bytes a second of a[i] = b[i] + s · c[i] over arrays several times larger than the caches, divided among
/// the threads; 3 × 4 bytes an element, as STREAM counts.
Result<double> measure_triad(std::int64_t threads, double seconds);

/// Multiplications and additions a second of one core that does nothing but fused multiply-adds of float32 in
/// registers.
double measure_multiply_adds(double seconds);

/// All of them, on one core and on all: about 9 × `seconds` (7 × where the processor has no bfloat16). Ends
/// early, with an error of kind interrupted, when a stop is asked for.
Result<Ceilings> measure_ceilings(double seconds, const std::stop_token& stop = {});

}  // namespace accelbench::cpu
