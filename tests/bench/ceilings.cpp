// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ceilings.h"

#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/bench/stopwatch.h"
#ifdef ACCELBENCH_BENCH_ONEDNN
#include <oneapi/dnnl/dnnl.hpp>
#endif

namespace accelbench::bench {

#ifdef ACCELBENCH_BENCH_ONEDNN
namespace {

using dnnl::memory;
constexpr auto row_major = memory::format_tag::ab;

dnnl::matmul matmul_of(const dnnl::engine& engine, const memory::desc& a, const memory::desc& b,
                       const memory::desc& c) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl::matmul(dnnl::matmul::primitive_desc(engine, a, b, c));
#else
  return dnnl::matmul(dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, c), engine));
#endif
}

/// Ones, so that no value is special to the processor; bfloat16's 1 is float32's upper half.
void fill(memory& matrix, memory::data_type type, std::size_t count) {
  if (type == memory::data_type::f32)
    std::fill_n(static_cast<float*>(matrix.get_data_handle()), count, 1.0F);
  else
    std::fill_n(static_cast<std::uint16_t*>(matrix.get_data_handle()), count, std::uint16_t{0x3F80});
}

double rate_of_square(memory::data_type operands, memory::data_type sums, std::int64_t size, double seconds) {
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  const memory::desc operand({size, size}, operands, row_major), sum({size, size}, sums, row_major);
  memory a(operand, engine), b(operand, engine), c(sum, engine);
  const auto count = static_cast<std::size_t>(size * size);
  fill(a, operands, count);
  fill(b, operands, count);
  const dnnl::matmul matmul = matmul_of(engine, operand, operand, sum);
  const double time = best_time(seconds, [&] {
    matmul.execute(stream, {{DNNL_ARG_SRC, a}, {DNNL_ARG_WEIGHTS, b}, {DNNL_ARG_DST, c}});
    stream.wait();
  });
  const auto n = static_cast<double>(size);
  return 2 * n * n * n / time;
}

}  // namespace

std::optional<double> gemm_flop_per_s(Operands operands, int threads, double seconds) {
  const auto type = operands == Operands::float32 ? memory::data_type::f32 : memory::data_type::bf16;
  const int before = omp_get_max_threads();
  omp_set_num_threads(threads);
  std::optional<double> best;
  try {
    for (const std::int64_t size : {512, 1024, 2048})
      for (const auto sums : {memory::data_type::f32, type})
        best = std::max(best.value_or(0), rate_of_square(type, sums, size, seconds / 2));
  } catch (const dnnl::error&) {
    best.reset();
  }
  omp_set_num_threads(before);
  return best;
}
#else
std::optional<double> gemm_flop_per_s(Operands, int, double) { return {}; }
#endif

double triad_bytes_per_s(int threads, double seconds) {
  constexpr std::ptrdiff_t count = std::ptrdiff_t{1} << 25;  // 128 MiB each
  // Not initialised here: pages belong to the thread that touches them first.
  const std::unique_ptr<float[]> a(new float[count]), b(new float[count]), c(new float[count]);
  float *to = a.get(), *x = b.get(), *y = c.get();
#pragma omp parallel for num_threads(threads)
  for (std::ptrdiff_t i = 0; i < count; ++i) to[i] = x[i] = y[i] = 1;
  const double time = best_time(seconds, [&] {
#pragma omp parallel for simd num_threads(threads)
    for (std::ptrdiff_t i = 0; i < count; ++i) to[i] = x[i] + 3.0F * y[i];
  });
  return 3.0 * sizeof(float) * static_cast<double>(count) / time;
}

}  // namespace accelbench::bench
