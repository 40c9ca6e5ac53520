// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "core/base/clock.h"
#include "core/telemetry/cpu_sampler.h"
#include "core/telemetry/machine.h"
#include "core/telemetry/process_meter.h"
#include "core/telemetry/system_files.h"
#include "fake_root.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

using test::FakeRoot;

std::string first_core() { return "cpu/" + std::to_string(allowed_processors().front()); }

TEST_F(FakeRoot, CoreIsBusyByItsTicksBetweenTwoReadings) {
  put_ticks(100, 1000);
  CpuSampler sampler(1, 0, root_);
  auto readings = sampler.read();
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[1].device, first_core());
  EXPECT_FALSE(readings[1].utilization);  // the first reading covers no time
  put_ticks(103, 1001);                   // 3 ticks busy of 4
  readings = sampler.read();
  EXPECT_DOUBLE_EQ(readings[1].utilization.value(), 0.75);
  EXPECT_EQ(readings[1].utilization_kind, "core busy");
}

TEST_F(FakeRoot, WhatTheMachineDoesNotTellIsEmptyAndSaidSo) {
  CpuSampler sampler(1, 0, root_);
  const DeviceReading reading = sampler.read().front();
  EXPECT_FALSE(reading.memory_bytes);
  EXPECT_FALSE(reading.power_w);
  EXPECT_FALSE(reading.temperature_c);
  EXPECT_FALSE(reading.clock_mhz);
  EXPECT_EQ(sampler.not_measured().size(), 4U);
}

TEST_F(FakeRoot, ReadsClockTemperatureMemoryAndPower) {
  put("sys/devices/system/cpu/cpu" + std::to_string(allowed_processors().front()) +
          "/cpufreq/scaling_cur_freq",
      "3850000\n");
  put("sys/class/hwmon/hwmon0/name", "nvme\n");
  put("sys/class/hwmon/hwmon0/temp1_input", "31000\n");
  put("sys/class/hwmon/hwmon1/name", "k10temp\n");
  put("sys/class/hwmon/hwmon1/temp1_input", "54250\n");
  put("proc/self/statm", "900 25 3 1 0 4 0\n");
  put("sys/class/powercap/intel-rapl:0/name", "package-0\n");
  put("sys/class/powercap/intel-rapl:0/energy_uj", "1000000\n");
  CpuSampler sampler(1, 0, root_);
  const std::int64_t begin_ns = monotonic_ns();
  sampler.read();
  put("sys/class/powercap/intel-rapl:0/energy_uj", "3000000\n");
  const DeviceReading reading = sampler.read().front();
  EXPECT_DOUBLE_EQ(reading.clock_mhz.value(), 3850);
  EXPECT_DOUBLE_EQ(reading.temperature_c.value(), 54.25);
  EXPECT_EQ(reading.memory_bytes.value(), 25 * sysconf(_SC_PAGESIZE));
  // 2 J in at most the time since before the first reading.
  EXPECT_GE(reading.power_w.value(), 2 / seconds_since(begin_ns));
  EXPECT_TRUE(sampler.not_measured().empty());
}

TEST_F(FakeRoot, EnergyCounterThatWrappedGivesNoReading) {
  put("sys/class/powercap/intel-rapl:0/name", "package-0\n");
  put("sys/class/powercap/intel-rapl:0/energy_uj", "5000\n");
  CpuSampler sampler(1, 0, root_);
  sampler.read();
  put("sys/class/powercap/intel-rapl:0/energy_uj", "10\n");
  EXPECT_FALSE(sampler.read().front().power_w);
}

TEST_F(FakeRoot, GarbageInSystemFilesIsNotMeasured) {
  put("proc/stat", "cpu\ncpu99999999999999999999 1\ncpuX 1 2\ncpu" +
                       std::to_string(allowed_processors().front()) + " - - 99999999999999999999 1\n");
  put("proc/self/statm", "99999999999999999999 99999999999999999999\n");
  put("proc/cpuinfo", "cpu MHz\t\t: fast\n:\n");
  CpuSampler sampler(1, 0, root_);
  sampler.read();
  const auto readings = sampler.read();
  EXPECT_FALSE(readings.front().memory_bytes);
  EXPECT_FALSE(readings.front().clock_mhz);
}

TEST(CpuSampler, BusyThreadsShowAsUtilizationOfTheThreadsAskedFor) {
  CpuSampler sampler(1);
  sampler.read();
  const std::int64_t begin_ns = monotonic_ns();
  volatile double sum = 0;
  while (seconds_since(begin_ns) < 0.05) sum = sum + 1;
  const double utilization = sampler.read().front().utilization.value();
  // One thread spinning: 1 on an idle machine; a machine shared with others leaves a part of it.
  EXPECT_GT(utilization, 0.05);
  EXPECT_LE(utilization, 1.0);
}

TEST(CpuSampler, SleepingProcessIsIdle) {
  CpuSampler sampler(1);
  sampler.read();
  usleep(50'000);
  EXPECT_LT(sampler.read().front().utilization.value(), 0.5);
}

TEST(CpuSampler, ProcessThatIsNotThereIsNotMeasured) {
  CpuSampler sampler(1, 2'000'000'000);
  sampler.read();
  const DeviceReading reading = sampler.read().front();
  EXPECT_FALSE(reading.utilization);
  EXPECT_FALSE(reading.memory_bytes);
}

TEST_F(FakeRoot, MachineFromItsFiles) {
  put("proc/cpuinfo", "processor\t: 0\nmodel name\t: Test CPU 9000\n");
  put("proc/meminfo", "MemTotal:       2048 kB\nMemFree: 1 kB\n");
  put("etc/os-release", "PRETTY_NAME=\"x\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n");
  put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  const Machine machine = read_machine(root_);
  EXPECT_EQ(machine.cpu, "Test CPU 9000");
  EXPECT_EQ(machine.memory_bytes, 2048 * 1024);
  EXPECT_TRUE(machine.system.starts_with("Debian GNU/Linux 12, Linux "));
  EXPECT_EQ(machine.governor, "performance");
  EXPECT_EQ(machine.cores, static_cast<std::int64_t>(allowed_processors().size()));
  EXPECT_TRUE(machine.program.starts_with("Accelbench "));
}

TEST_F(FakeRoot, QuotaAndMemoryOfControlGroups2IncludeThoseAbove) {
  put("proc/self/cgroup", "0::/user.slice/job\n");
  put("proc/meminfo", "MemTotal: 999999999 kB\n");
  put("sys/fs/cgroup/user.slice/job/cpu.max", "max 100000\n");
  put("sys/fs/cgroup/user.slice/cpu.max", "50000 100000\n");
  put("sys/fs/cgroup/user.slice/job/memory.max", "1048576\n");
  EXPECT_DOUBLE_EQ(processor_quota(root_).value(), 0.5);
  EXPECT_EQ(memory_limit(root_).value(), 1'048'576);
  const Machine machine = read_machine(root_);
  EXPECT_EQ(machine.cores, 1);
  EXPECT_EQ(machine.memory_bytes, 1'048'576);
}

TEST_F(FakeRoot, QuotaAndMemoryOfControlGroups1) {
  put("proc/self/cgroup", "4:memory:/a/b\n1:cpu,cpuacct:/a\n");
  put("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "150000\n");
  put("sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
  put("sys/fs/cgroup/memory/memory.limit_in_bytes", "4096\n");
  EXPECT_DOUBLE_EQ(processor_quota(root_).value(), 1.5);
  EXPECT_EQ(memory_limit(root_).value(), 4096);
}

TEST_F(FakeRoot, WithoutControlGroupsThereIsNoLimit) {
  EXPECT_FALSE(processor_quota(root_));
  EXPECT_FALSE(memory_limit(root_));
}

TEST(Machine, OfThisComputerIsWhole) {
  const Machine machine = this_machine();
  EXPECT_FALSE(machine.cpu.empty());
  EXPECT_GE(machine.cores, 1);
  EXPECT_GT(machine.memory_bytes, 1 << 20);
  EXPECT_EQ(machine, this_machine());
}

/// A shell that rests while what it started works: as a launcher of workers, or a wrapper around Java.
class RestingParent {
 public:
  explicit RestingParent(const char* script) : process_(fork()) {
    if (process_ != 0) return;
    execl("/bin/sh", "sh", "-c", script, nullptr);
    _exit(127);
  }
  ~RestingParent() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  RestingParent(const RestingParent&) = delete;
  RestingParent& operator=(const RestingParent&) = delete;
  int process() const { return process_; }

 private:
  int process_;
};

/// Looks until the meter has seen that much work, at most twenty seconds.
bool sees_work(ProcessMeter& meter, double utilization) {
  const std::int64_t begin_ns = monotonic_ns();
  meter.read();
  while (seconds_since(begin_ns) < 20) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (meter.read().utilization.value_or(0) > utilization) return true;
  }
  return false;
}

TEST(ProcessMeter, CountsWhatAProcessHasStarted) {
  const RestingParent parent("trap 'kill $!' TERM; (while :; do :; done) & wait; kill $!");
  ProcessMeter meter(1, parent.process(), "/");
  EXPECT_TRUE(sees_work(meter, 0.02));
  EXPECT_GT(meter.read().resident_bytes.value_or(0), 0);
}

TEST(ProcessMeter, CountsChildrenThatHaveEnded) {
  // None of them lives long enough to be seen; the shell itself waits.
  const RestingParent parent(
      "trap 'exit' TERM; while :; do sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done'; done");
  ProcessMeter meter(1, parent.process(), "/");
  EXPECT_TRUE(sees_work(meter, 0.02));
}

}  // namespace
}  // namespace accelbench
