// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/measure_ceilings.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "core/cpu/measure_ceilings_window.h"
#include "core/cpu/onednn.h"
#include "core/telemetry/device.h"

namespace accelbench {
namespace {

constexpr double short_time = 0.001;

TEST(MeasureCeilings, TellsOfEveryPrecisionThatTheEngineHas) {
  const auto ceilings = cpu::measure_ceilings(short_time);
  ASSERT_TRUE(ceilings) << to_string(ceilings.error());
  EXPECT_EQ(ceilings->cpu, this_machine().cpu);
  EXPECT_EQ(ceilings->cores, this_machine().cores);
  EXPECT_EQ(ceilings->products.size(), cpu::multiplies_bfloat16() ? 3U : 2U);
  for (const ProductCeiling& product : ceilings->products) {
    EXPECT_GT(product.flop_per_s.one_core, 0);
    EXPECT_GE(product.flop_per_s.all_cores, product.flop_per_s.one_core);
  }
  // What is measured can be kept: the reader refuses what is no rate.
  const auto read = read_ceilings(ceilings_document(*ceilings), "here");
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(*read, *ceilings);
}

TEST(MeasureCeilings, RefusesWhatTheProcessorDoesNotMultiply) {
  const auto refused = cpu::measure_products(Precision::float16, 1, short_time);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(cpu::measure_products(Precision::bfloat16, 1, short_time).has_value(),
            cpu::multiplies_bfloat16());
}

TEST(MeasureCeilings, EndsWhereAStopIsAskedFor) {
  std::stop_source source;
  source.request_stop();
  const auto stopped = cpu::measure_ceilings(short_time, source.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::interrupted);
}

TEST(MeasureCeilings, EveryThreadWorksInEveryWindow) {
  cpu::Together together(3);
  std::vector<std::atomic<int>> worked(3);
  for (int window = 0; window < 50; ++window)
    EXPECT_GE(together.seconds_of([&](std::int64_t thread) { ++worked[static_cast<std::size_t>(thread)]; }),
              0.0);
  for (const auto& count : worked) EXPECT_EQ(count, 50);
}

}  // namespace
}  // namespace accelbench
