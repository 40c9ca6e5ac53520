// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/machine_meters.h"

#include "tests/core/telemetry/fake_root.h"

namespace accelbench {
namespace {

using MachineMetersTest = test::FakeRoot;

tl::unexpected<Error> no_driver() { return unavailable("nvml", "no driver"); }

TEST_F(MachineMetersTest, TheProcessorsAreOneDeviceWithTheMemoryInUse) {
  put("proc/meminfo", "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\n");
  put_ticks(100, 100);
  MachineMeters meters(no_driver(), root_);
  const auto first = meters.read();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].device, "cpu");
  EXPECT_FALSE(first[0].utilization) << "nothing to count from";
  EXPECT_EQ(first[0].memory_bytes, 600 * 1024);
  put_ticks(130, 110);  // 30 of 40 ticks busy
  const auto second = meters.read();
  ASSERT_TRUE(second[0].utilization);
  EXPECT_DOUBLE_EQ(*second[0].utilization, 0.75);
  EXPECT_EQ(second[0].utilization_kind, machine_utilization_kind);
}

TEST_F(MachineMetersTest, WhatTheMachineDoesNotTellIsEmptyWithItsReason) {
  MachineMeters meters(no_driver(), root_);
  const auto readings = meters.read();
  EXPECT_FALSE(readings[0].memory_bytes);
  EXPECT_FALSE(readings[0].power_w);
  bool told = false;
  for (const std::string& reason : meters.not_measured()) told = told || reason.starts_with("cpu power: ");
  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace accelbench
