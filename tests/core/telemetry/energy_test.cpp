// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/energy.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/telemetry/cpu_sampler.h"
#include "fake_root.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

class Energy : public test::FakeRoot {
 protected:
  void put_zone(const std::string& zone, const std::string& name, std::int64_t energy_uj) const {
    const std::string folder = "sys/class/powercap/" + zone;
    put(folder + "/name", name + "\n");
    put(folder + "/energy_uj", std::to_string(energy_uj) + "\n");
    put(folder + "/max_energy_range_uj", "10000000\n");
  }
};

TEST_F(Energy, CountsFromItsBeginning) {
  put_zone("intel-rapl:0", "package-0", 1'000'000);
  EnergyMeter meter(processor_energy(root_));
  EXPECT_EQ(meter.joules(), 0.0);
  put_zone("intel-rapl:0", "package-0", 3'500'000);
  EXPECT_DOUBLE_EQ(meter.joules().value(), 2.5);
  EXPECT_EQ(meter.boundary(), "cpu package");
  EXPECT_EQ(meter.reason(), "");
}

TEST_F(Energy, GoesOnWhereTheCounterBeginsAgain) {
  put_zone("intel-rapl:0", "package-0", 9'000'000);
  EnergyMeter meter(processor_energy(root_));
  put_zone("intel-rapl:0", "package-0", 500'000);  // 1 J up to its range of 10 J, then half a joule
  EXPECT_DOUBLE_EQ(meter.joules().value(), 1.5);
  put_zone("intel-rapl:0", "package-0", 250'000);  // round once more: 9.75 J
  EXPECT_DOUBLE_EQ(meter.joules().value(), 11.25);
}

TEST_F(Energy, PackagesAreSummedAndEachIsCountedOnce) {
  put_zone("intel-rapl:0", "package-0", 0);
  put_zone("intel-rapl:0:0", "core", 0);
  put_zone("intel-rapl:0:1", "dram", 0);
  put_zone("intel-rapl:1", "package-1", 0);
  put_zone("intel-rapl-mmio:0", "package-0", 0);
  EnergyMeter meter(processor_energy(root_));
  put_zone("intel-rapl:0", "package-0", 2'000'000);
  put_zone("intel-rapl:0:0", "core", 1'000'000);
  put_zone("intel-rapl:0:1", "dram", 1'000'000);
  put_zone("intel-rapl:1", "package-1", 3'000'000);
  put_zone("intel-rapl-mmio:0", "package-0", 2'000'000);
  EXPECT_DOUBLE_EQ(meter.joules().value(), 5.0);
  EXPECT_EQ(meter.boundary(), "2 cpu packages");
}

TEST_F(Energy, WithoutCountersThereIsAReasonAndNoNumber) {
  EnergyMeter meter(processor_energy(root_));
  EXPECT_FALSE(meter.joules());
  EXPECT_EQ(meter.reason(), "energy: this machine shows no counter under /sys/class/powercap");
  EXPECT_EQ(meter.boundary(), "");
}

// Root reads everything: what it cannot read is no number.
TEST_F(Energy, CounterThatThisUserMayNotReadIsNamed) {
  put_zone("intel-rapl:0", "package-0", 0);
  put_zone("intel-rapl:1", "package-1", 0);
  const fs::path closed = root_ / "sys/class/powercap/intel-rapl:1/energy_uj";
  if (geteuid() == 0)
    put("sys/class/powercap/intel-rapl:1/energy_uj", "denied\n");
  else
    fs::permissions(closed, fs::perms::none);
  EnergyMeter meter(processor_energy(root_));
  EXPECT_FALSE(meter.joules());  // half of the packages would be a wrong number
  EXPECT_EQ(meter.reason(), "energy: " + closed.string() +
                                (geteuid() == 0 ? " cannot be read" : " is readable by root only"));
}

TEST_F(Energy, LostCounterIsLostForGood) {
  put_zone("intel-rapl:0", "package-0", 1'000'000);
  EnergyMeter meter(processor_energy(root_));
  put("sys/class/powercap/intel-rapl:0/energy_uj", "\n");
  EXPECT_FALSE(meter.joules());
  put_zone("intel-rapl:0", "package-0", 2'000'000);
  EXPECT_FALSE(meter.joules());  // it may have begun again meanwhile
  EXPECT_EQ(meter.reason(), "energy: a counter cannot be read any more");
}

TEST_F(Energy, CounterThatWentBackWithoutARangeIsNoNumber) {
  put_zone("intel-rapl:0", "package-0", 5'000'000);
  put("sys/class/powercap/intel-rapl:0/max_energy_range_uj", "-1\n");
  EnergyMeter meter(processor_energy(root_));
  put("sys/class/powercap/intel-rapl:0/energy_uj", "1\n");
  EXPECT_FALSE(meter.joules());
}

TEST_F(Energy, PowerOfReadingsCountsAPackageOnce) {
  put_zone("intel-rapl:0", "package-0", 0);
  put_zone("intel-rapl-mmio:0", "package-0", 0);
  EXPECT_EQ(package_zones(root_), (std::vector<fs::path>{root_ / "sys/class/powercap/intel-rapl:0"}));
}

}  // namespace
}  // namespace accelbench
