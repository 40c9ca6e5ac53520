// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/telemetry/nvml_sampler.h"

// Against a libnvidia-ml.so.1 of the tests' own, which says what the environment tells it to say.
namespace accelbench {
namespace {

/// A variable of the environment for the time of a test.
class Told {
 public:
  Told(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Told() { unsetenv(name_); }
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;

 private:
  const char* name_;
};

NvmlResult fake() { return Nvml::open(ACCELBENCH_FAKE_NVML); }

const SampledDevice first = {"cuda:0", "GPU-bbbbbbbb-1111"};
const SampledDevice second = {"cuda:1", "GPU-aaaaaaaa-0000"};

bool has_line(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

TEST(Nvml, ListsDevicesInTheOrderOfTheBus) {
  const auto nvml = fake();
  ASSERT_TRUE(nvml) << nvml.error().message;
  EXPECT_EQ((*nvml)->driver(), "580.65.06");
  EXPECT_EQ((*nvml)->cuda_version(), 13000);
  const auto devices = (*nvml)->devices();
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0].name, "Fake B");  // the library's second, on bus 17; the other is on bus 65
  EXPECT_EQ(devices[0].pci, "0000:17:00.0");
  EXPECT_EQ(devices[1].pci, "0000:65:00.0");
  EXPECT_EQ(devices[0].uuid, "GPU-bbbbbbbb-1111");
  EXPECT_EQ(devices[0].capability, "9.0");
  EXPECT_EQ(devices[0].memory_bytes, std::int64_t{80} << 30);
  EXPECT_EQ((*nvml)->device("GPU-aaaaaaaa-0000")->name, "Fake A");
  EXPECT_FALSE((*nvml)->device("GPU-cccccccc"));
}

TEST(Nvml, SaysWhyThereIsNone) {
  EXPECT_EQ(Nvml::open("/nowhere/libnvidia-ml.so.1").error().message, "no NVIDIA driver on this machine");
  const auto reason = [](const char* code) {
    const Told init("FAKE_NVML_INIT", code);
    return fake().error().message;
  };
  EXPECT_EQ(reason("9"), "the NVIDIA driver is installed and not loaded");
  EXPECT_EQ(reason("18"), "the NVIDIA driver was updated and the old one still runs");
  EXPECT_EQ(reason("4"), "this user or container may not use the NVIDIA driver");
  EXPECT_EQ(reason("999"), "the NVIDIA driver does not answer: Unknown Error");
}

TEST(NvmlSampler, ReadsEachDeviceInItsUnits) {
  const Told processes("FAKE_NVML_PROCESSES", "self:1073741824 4711:500000000");
  const Told reasons("FAKE_NVML_REASONS", "0x24");
  const auto sampler = sample_devices(fake(), {first, second});
  const auto readings = sampler->read();
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0].device, "cuda:0");
  EXPECT_EQ(readings[0].utilization, 0.5);
  EXPECT_EQ(readings[0].utilization_kind, kernel_utilization_kind);
  EXPECT_EQ(readings[0].power_w, 312.5);  // 312 500 mW
  EXPECT_EQ(readings[0].temperature_c, 61);
  EXPECT_EQ(readings[0].clock_mhz, 1755);
  EXPECT_EQ(readings[0].memory_bytes, 1073741824);
  EXPECT_EQ(readings[0].others_memory_bytes, 500000000);
  EXPECT_EQ(readings[0].throttled, "power limit, heat");
  EXPECT_EQ(readings[1].device, "cuda:1");
  EXPECT_EQ(readings[1].utilization, 0.25);
  EXPECT_EQ(sampler->not_measured(), std::vector<std::string>());
  EXPECT_EQ(sampler->faults(), std::vector<std::string>());
}

TEST(NvmlSampler, WhatIsMissingIsEmptyWithAReasonAndNeverZero) {
  const Told lacks("FAKE_NVML_LACKS", "power throttling");
  const auto sampler = sample_devices(fake(), {first});
  const auto reading = sampler->read().at(0);
  EXPECT_FALSE(reading.power_w);
  EXPECT_FALSE(reading.throttled);
  EXPECT_EQ(reading.utilization, 0.5);
  EXPECT_TRUE(has_line(sampler->not_measured(), "cuda:0 power: not supported by this device"));
  EXPECT_TRUE(has_line(sampler->not_measured(), "cuda:0 throttling: not supported by this device"));
}

TEST(NvmlSampler, ShowsTheWholeDevicesMemoryWhereOursIsNotToldApart) {
  const Told processes("FAKE_NVML_PROCESSES",
                       "4711:500000000");  // as in a container: we are in it by another number
  const auto sampler = sample_devices(fake(), {first});
  const auto reading = sampler->read().at(0);
  EXPECT_EQ(reading.memory_bytes, std::int64_t{3} << 30);
  EXPECT_FALSE(reading.others_memory_bytes);
  ASSERT_EQ(sampler->not_measured().size(), 1U);
  EXPECT_TRUE(sampler->not_measured()[0].starts_with("cuda:0 memory of this process: "));
}

TEST(NvmlSampler, BelievesNoProcessesThatCannotBe) {
  // As read of a driver whose structures are larger: the second one's number is a field of the first.
  const Told processes("FAKE_NVML_PROCESSES", "self:1073741824 0:500000000");
  EXPECT_EQ(sample_devices(fake(), {first})->read().at(0).memory_bytes, std::int64_t{3} << 30);
  const Told more("FAKE_NVML_PROCESSES", "self:99999999999999");  // more than the device has
  EXPECT_EQ(sample_devices(fake(), {first})->read().at(0).memory_bytes, std::int64_t{3} << 30);
}

TEST(NvmlSampler, TellsXidsAndLostDevices) {
  const Told xid("FAKE_NVML_XID", "79");
  const auto sampler = sample_devices(fake(), {first});
  sampler->read();
  EXPECT_EQ(sampler->faults(), std::vector<std::string>{"cuda:0: Xid 79 (the GPU has fallen off the bus)"});
  const Told lost("FAKE_NVML_LOST", "1");
  const auto reading = sampler->read().at(0);
  EXPECT_FALSE(reading.utilization);
  sampler->read();
  ASSERT_EQ(sampler->faults().size(), 2U);  // the same again is told once
  EXPECT_EQ(sampler->faults()[1], "cuda:0: the GPU is lost (it does not answer its driver any more)");
}

TEST(NvmlSampler, OlderDriversLackFunctions) {
  const auto old = Nvml::open(ACCELBENCH_FAKE_OLD_NVML);
  ASSERT_TRUE(old) << old.error().message;
  const auto sampler = sample_devices(old, {first});
  EXPECT_EQ(sampler->read().at(0).power_w, 312.5);
  EXPECT_TRUE(has_line(sampler->not_measured(), "Xid errors: this driver has no nvmlEventSetCreate"));
  EXPECT_EQ(device_energy(old, {first}).reason,
            "energy: cuda:0: this driver has no nvmlDeviceGetTotalEnergyConsumption");
}

TEST(NvmlSampler, WithoutTheLibraryEverythingIsEmptyWithTheReason) {
  const auto sampler = sample_devices(Nvml::open("/nowhere"), {first});
  const auto reading = sampler->read().at(0);
  EXPECT_EQ(reading.device, "cuda:0");
  EXPECT_FALSE(reading.utilization || reading.memory_bytes || reading.power_w);
  EXPECT_EQ(sampler->not_measured(), std::vector<std::string>{"cuda:0: no NVIDIA driver on this machine"});
}

TEST(NvmlEnergy, CountsJoulesOfAllDevicesSinceTheBeginning) {
  const Told before("FAKE_NVML_ENERGY", "5000");
  EnergyMeter meter(device_energy(fake(), {first, second}));
  EXPECT_EQ(meter.boundary(), "cuda:0 + cuda:1");
  const Told after("FAKE_NVML_ENERGY", "7500");
  EXPECT_EQ(meter.joules(), 5.0);  // 2500 mJ of each of two devices
}

TEST(NvmlEnergy, ACounterThatGoesBackIsLost) {
  const Told before("FAKE_NVML_ENERGY", "5000");
  EnergyMeter meter(device_energy(fake(), {first}));
  const Told after("FAKE_NVML_ENERGY", "10");  // the driver was loaded anew
  EXPECT_FALSE(meter.joules());
  EXPECT_NE(meter.reason(), "");
}

TEST(NvmlEnergy, SaysWhyItIsNotRead) {
  const Told lacks("FAKE_NVML_LACKS", "energy");
  const auto source = device_energy(fake(), {first});
  EXPECT_TRUE(source.counters.empty());
  EXPECT_EQ(source.reason, "energy: cuda:0: not supported by this device");
  EXPECT_EQ(device_energy(Nvml::open("/nowhere"), {first}).reason,
            "energy: no NVIDIA driver on this machine");
}

TEST(NvmlWords, OfThrottlingAndXids) {
  EXPECT_EQ(throttle_words(0), "");
  EXPECT_EQ(throttle_words(0x1), "");  // idle
  EXPECT_EQ(throttle_words(0x1 | 0x80), "power brake");
  EXPECT_EQ(throttle_words(0x4 | 0x1000), "power limit, reason 0x1000");
  EXPECT_EQ(xid_words(31), "Xid 31 (memory page fault: a kernel used an address that is not its own)");
  EXPECT_EQ(xid_words(777), "Xid 777");
}

}  // namespace
}  // namespace accelbench
