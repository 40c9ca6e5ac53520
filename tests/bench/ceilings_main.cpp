// SPDX-License-Identifier: GPL-3.0-or-later
// The ceilings of this machine as one JSON document: bench_ceilings [SECONDS for each of them].
#include <sched.h>

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "tests/bench/ceilings.h"

namespace {

using namespace accelbench::bench;

int processors() {
  cpu_set_t allowed;
  return sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
}

nlohmann::json gemm(Operands operands, int threads, double seconds) {
  const auto rate = gemm_flop_per_s(operands, threads, seconds);
  return rate ? nlohmann::json(*rate) : nlohmann::json();
}

}  // namespace

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::atof(arguments[1]) : 0.5;
  const int all = processors();
  const nlohmann::json ceilings = {
      {"threads", all},
      {"fma_flop_per_s_1", fma_flop_per_s(seconds)},
      {"gemm_float32_flop_per_s_1", gemm(Operands::float32, 1, seconds)},
      {"gemm_float32_flop_per_s_all", gemm(Operands::float32, all, seconds)},
      {"gemm_bfloat16_flop_per_s_1", gemm(Operands::bfloat16, 1, seconds)},
      {"gemm_bfloat16_flop_per_s_all", gemm(Operands::bfloat16, all, seconds)},
      {"triad_bytes_per_s_1", triad_bytes_per_s(1, seconds)},
      {"triad_bytes_per_s_all", triad_bytes_per_s(all, seconds)},
  };
  std::cout << ceilings.dump(2) << '\n';
}
