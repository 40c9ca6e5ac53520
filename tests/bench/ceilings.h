// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>

// What this machine can give at most, measured: the limits that training is held against.
namespace accelbench::bench {

enum class Operands { float32, bfloat16 };

/// Multiplications and additions a second of oneDNN's matrix product at its best: square matrices of 512,
/// 1024 and 2048, on so many threads, the best of repeats during `seconds` each. Empty: built without oneDNN,
/// or refused by it.
std::optional<double> gemm_flop_per_s(Operands operands, int threads, double seconds);

/// Bytes a second of a[i] = b[i] + s · c[i] over arrays four times larger than common last caches (3 × 4
/// bytes an element, as STREAM counts), best of repeats.
double triad_bytes_per_s(int threads, double seconds);

/// Multiplications and additions a second of one core that does nothing but fused multiply-adds of float32 in
/// registers.
double fma_flop_per_s(double seconds);

}  // namespace accelbench::bench
