// SPDX-License-Identifier: GPL-3.0-or-later
// What the first rank hears of the devices of the others.
#include <gtest/gtest.h>

#include "core/ranks/rank_readings.h"
#include "core/telemetry/nvml_sampler.h"
#include "tests/core/exchange/thread_group.h"

namespace accelbench {
namespace {

using ranks::RankMeter;

/// A device whose figures tell its number; no temperature.
class Scripted final : public DeviceSampler {
 public:
  explicit Scripted(int number) : number_(number) {}
  std::vector<DeviceReading> read() override {
    DeviceReading reading;
    reading.device = "cuda:" + std::to_string(number_);
    reading.utilization = 0.25 * number_;
    reading.memory_bytes = 1000 + number_;
    reading.power_w = 100 + number_;
    reading.clock_mhz = 1500 + number_;
    return {reading};
  }
  std::vector<std::string> not_measured() const override { return {}; }

 private:
  int number_;
};

TEST(RankMeter, CarriesEachRanksDeviceToTheFirst) {
  std::vector<DeviceReading> heard;
  std::string host;
  testing::ThreadGroup group(3);
  group.run([&](Exchange& exchange) {
    // The last has no device that can be read: its process is told.
    RankMeter meter(exchange, 1,
                    exchange.rank() == 2 ? nullptr : std::make_unique<Scripted>(exchange.rank() + 2));
    const auto readings = meter.read();
    if (exchange.rank() == 0) heard = readings, host = exchange.host_of(1);
  });
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[0].device, "rank 1 (" + host + ") cuda:3");
  EXPECT_EQ(heard[0].utilization, 0.75);
  EXPECT_EQ(heard[0].utilization_kind, kernel_utilization_kind);
  EXPECT_EQ(heard[0].memory_bytes, 1003);
  EXPECT_EQ(heard[0].power_w, 103);
  EXPECT_EQ(heard[0].temperature_c, std::nullopt);
  EXPECT_EQ(heard[0].clock_mhz, 1503);
  EXPECT_EQ(heard[1].device, "rank 2 (" + host + ")");
  EXPECT_GT(heard[1].memory_bytes, 1'000'000);
  EXPECT_EQ(heard[1].power_w, std::nullopt);
}

}  // namespace
}  // namespace accelbench
