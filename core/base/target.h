// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Element-wise mathematics is written once and compiled for host and device (and once per SIMD target).
#ifdef __CUDACC__
#define ACCELBENCH_HD __host__ __device__
#else
#define ACCELBENCH_HD
#endif
