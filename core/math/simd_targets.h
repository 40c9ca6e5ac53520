// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which vector targets are compiled (include before any Highway header). Left out: those that would add
// compile time and no speed here (AVX3_DL, AVX3_ZEN4 and AVX3_SPR differ from AVX3 in integer and
// half-precision instructions), x86 without fused multiply-add (a plain fallback remains, with the same bits,
// slow), and vectors of unknown length. The literals are targets that Highway 1.0 has no names for.
#define HWY_DISABLED_TARGETS                                                                        \
  (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | (1LL << 3) | (1LL << 4) | (1LL << 6) | HWY_SVE | HWY_SVE2 | \
   HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
