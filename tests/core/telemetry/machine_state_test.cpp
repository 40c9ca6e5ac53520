// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/machine_state.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <ctime>

#include "core/telemetry/process_tree.h"
#include "fake_root.h"

namespace accelbench {
namespace {

/// Spins until this process has used so much CPU time more.
void use_cpu_s(double seconds) {
  const auto used_s = [] {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  const double end_s = used_s() + seconds;
  while (used_s() < end_s) {
  }
}

double tree_s() { return static_cast<double>(process_tree_cpu_ns("/")) * 1e-9; }

// A tick of 10 ms and what the test itself needs; the upper bounds leave room for a machine that is busy.
TEST(ProcessTree, CountsItsOwnTime) {
  const double before_s = tree_s();
  use_cpu_s(0.05);
  EXPECT_NEAR(tree_s() - before_s, 0.05, 0.04);
}

TEST(ProcessTree, CountsAChildWhileItLivesAndOnceItWasWaitedFor) {
  const double before_s = tree_s();
  std::array<int, 2> ready{}, end{};
  ASSERT_EQ(pipe(ready.data()) + pipe(end.data()), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    use_cpu_s(0.2);
    char byte = 0;
    const bool told = write(ready[1], &byte, 1) == 1 && close(end[1]) == 0;
    if (told && read(end[0], &byte, 1) < 0) _exit(1);
    _exit(0);
  }
  char byte = 0;
  EXPECT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_NEAR(tree_s() - before_s, 0.2, 0.06);  // it lives and waits
  close(end[1]);
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_NEAR(tree_s() - before_s, 0.2, 0.06);  // it is gone, its time is not: neither lost nor doubled
  for (const int descriptor : {ready[0], ready[1], end[0]}) close(descriptor);
}

TEST(ProcessTree, CountsGrandchildren) {
  const double before_s = tree_s();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (fork() == 0) {
      use_cpu_s(0.1);
      _exit(0);
    }
    wait(nullptr);
    _exit(0);
  }
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_NEAR(tree_s() - before_s, 0.1, 0.05);
}

using MachineStateFiles = test::FakeRoot;

TEST_F(MachineStateFiles, LivingDescendantsAreFoundByTheirParents) {
  const std::string own = std::to_string(getpid());
  // 14 to 17: 100 + 20 ticks of its own, 3 + 4 of children; a name with brackets and spaces.
  put("proc/100001/stat", "100001 (a) b) (c) S " + own + " 1 1 0 -1 0 0 0 0 0 100 20 3 4 20 0 1\n");
  put("proc/100002/stat", "100002 (x) S 100001 1 1 0 -1 0 0 0 0 0 10 0 0 0 20 0 1\n");
  put("proc/100003/stat", "100003 (somebody) S 1 1 1 0 -1 0 0 0 0 0 9999 0 0 0 20 0 1\n");
  put("proc/100004/stat", "nonsense\n");
  put("proc/self/stat", "1 (x) S " + own + " 1 1 0 -1 0 0 0 0 0 9999 0 0 0 20 0 1\n");
  const double with_s = static_cast<double>(process_tree_cpu_ns(root_)) * 1e-9;
  std::filesystem::remove_all(root_ / "proc");
  const double without_s = static_cast<double>(process_tree_cpu_ns(root_)) * 1e-9;
  // 137 ticks; the test itself runs between the two.
  EXPECT_NEAR(with_s - without_s, 137.0 / static_cast<double>(sysconf(_SC_CLK_TCK)), 0.1);
}

TEST_F(MachineStateFiles, EmptyMachineTellsNothingAndSaysWhatItMisses) {
  const MachineState state = read_machine_state(root_);
  EXPECT_TRUE(state.ticks.empty() && state.governors.empty() && state.clock_limits.empty());
  EXPECT_FALSE(state.on_battery || state.swapped_pages || state.turbo || state.throttled);
  EXPECT_EQ(untold_parts(state).size(), 6U);
  EXPECT_EQ(untold_parts(state)[1], "battery: no power supply is described");
}

TEST_F(MachineStateFiles, TicksOfProcessorsThatMayNotBeUsedAreLeftOut) {
  const auto allowed = allowed_processors();
  const int other = allowed.back() + 1;
  put("proc/stat", "cpu" + std::to_string(allowed.front()) + " 5 0 0 7 1 0 0 2 0 0\ncpu" +
                       std::to_string(other) + " 1 2 3 4 0 0 0 0 0 0\n");
  const MachineState state = read_machine_state(root_);
  ASSERT_EQ(state.ticks.size(), 1U);
  EXPECT_EQ(state.ticks.begin()->first, allowed.front());
  EXPECT_EQ(state.ticks.begin()->second, (CoreTicks{15, 8, 2}));
}

TEST_F(MachineStateFiles, CounterThatNeverCountsIsNone) {
  put_ticks(0, 0);
  EXPECT_TRUE(read_machine_state(root_).ticks.empty());
}

TEST_F(MachineStateFiles, LaptopOnItsBattery) {
  put_supply("AC", "type", "Mains\n");
  put_supply("AC", "online", "0\n");
  put_supply("BAT0", "type", "Battery\n");
  put_supply("BAT0", "status", "Discharging\n");
  EXPECT_TRUE(read_machine_state(root_).on_battery.value());
  put_supply("AC", "online", "1\n");  // too weak a charger: the mains still feed it
  EXPECT_FALSE(read_machine_state(root_).on_battery.value());
}

TEST_F(MachineStateFiles, LaptopThatIsChargedByUsb) {
  put_supply("AC", "type", "Mains\n");
  put_supply("AC", "online", "0\n");
  put_supply("BAT0", "type", "Battery\n");
  put_supply("BAT0", "status", "Charging\n");
  put_supply("ucsi-source-psy-1", "type", "USB\n");
  put_supply("ucsi-source-psy-1", "online", "1\n");
  EXPECT_FALSE(read_machine_state(root_).on_battery.value());
}

TEST_F(MachineStateFiles, BatteryWithoutAnyMains) {
  put_supply("BAT0", "type", "Battery\n");
  put_supply("BAT0", "status", "Full\n");
  EXPECT_FALSE(read_machine_state(root_).on_battery.value());
  put_supply("BAT0", "status", "Discharging\n");
  EXPECT_TRUE(read_machine_state(root_).on_battery.value());
}

TEST_F(MachineStateFiles, BatteryOfAMouseIsNotTheMachines) {
  put_supply("hid-mouse", "type", "Battery\n");
  put_supply("hid-mouse", "scope", "Device\n");
  put_supply("hid-mouse", "status", "Discharging\n");
  EXPECT_FALSE(read_machine_state(root_).on_battery);
}

TEST_F(MachineStateFiles, DesktopWhoseMainsIsNeverOnlineHasNoBattery) {
  put_supply("ACAD", "type", "Mains\n");
  put_supply("ACAD", "online", "0\n");
  EXPECT_FALSE(read_machine_state(root_).on_battery.value());
}

TEST_F(MachineStateFiles, SwapIsInAndOut) {
  put("proc/vmstat", "pgpgin 99\npswpin 300\npswpout 21\npswpin_x 7\n");
  EXPECT_EQ(read_machine_state(root_).swapped_pages, 321);
}

TEST_F(MachineStateFiles, GovernorLimitAndTurbo) {
  put_core("cpufreq/scaling_governor", "powersave\n");
  put_core("cpufreq/scaling_max_freq", "3800000\n");
  put("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  const std::string name = "cpu" + std::to_string(allowed_processors().front());
  const MachineState state = read_machine_state(root_);
  EXPECT_EQ(state.governors, (std::map<std::string, std::string>{{name, "powersave"}}));
  EXPECT_EQ(state.clock_limits, (std::map<std::string, std::int64_t>{{name, 3'800'000}}));
  EXPECT_EQ(state.turbo, false);
}

TEST_F(MachineStateFiles, ThrottlingOfAPackageIsCountedOnce) {
  for (const int core : allowed_processors()) {
    const std::string folder = "sys/devices/system/cpu/cpu" + std::to_string(core);
    put(folder + "/thermal_throttle/core_throttle_count", "2\n");
    put(folder + "/thermal_throttle/package_throttle_count", "5\n");
    put(folder + "/topology/physical_package_id", "0\n");
  }
  const auto cores = static_cast<std::int64_t>(allowed_processors().size());
  EXPECT_EQ(read_machine_state(root_).throttled, 2 * cores + 5);
}

TEST(MachineState, OfThisMachineCountsItsProcessors) {
  const MachineState state = read_machine_state();
  EXPECT_GT(state.own_cpu_ns, 0);
  EXPECT_LE(state.ticks.size(), allowed_processors().size());
}

}  // namespace
}  // namespace accelbench
