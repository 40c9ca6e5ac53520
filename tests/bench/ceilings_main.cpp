// SPDX-License-Identifier: GPL-3.0-or-later
// The ceilings of this machine as one JSON document: bench_ceilings [SECONDS for each of them].
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/cpu/measure_ceilings.h"

namespace {

using namespace accelbench;

nlohmann::json products(const Ceilings& ceilings, Precision precision, std::int64_t threads) {
  const auto rate = product_ceiling(ceilings, precision, threads);
  return rate ? nlohmann::json(*rate) : nlohmann::json();
}

nlohmann::json document(const Ceilings& ceilings) {
  const std::int64_t all = ceilings.cores;
  return {
      {"threads", all},
      {"fma_flop_per_s_1", ceilings.multiply_add_flop_per_s},
      {"gemm_float32_flop_per_s_1", products(ceilings, Precision::float32, 1)},
      {"gemm_float32_flop_per_s_all", products(ceilings, Precision::float32, all)},
      {"gemm_bfloat16_flop_per_s_1", products(ceilings, Precision::bfloat16, 1)},
      {"gemm_bfloat16_flop_per_s_all", products(ceilings, Precision::bfloat16, all)},
      {"triad_bytes_per_s_1", ceilings.triad_bytes_per_s.one_core},
      {"triad_bytes_per_s_all", ceilings.triad_bytes_per_s.all_cores},
  };
}

}  // namespace

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::atof(arguments[1]) : 0.5;
  const auto ceilings = cpu::measure_ceilings(seconds);
  if (ceilings) std::cout << document(*ceilings).dump(2) << '\n';
  if (!ceilings) std::cerr << to_string(ceilings.error()) << '\n';
  return ceilings ? 0 : 1;
}
