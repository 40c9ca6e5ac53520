// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/sentinels.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <ctime>

#include "../telemetry/fake_root.h"

namespace accelbench {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
std::int64_t tick_ns() { return second_ns / sysconf(_SC_CLK_TCK); }

/// One processor, of which so many ticks passed, were busy, and were used by ourselves.
MachineState state_of(std::int64_t total, std::int64_t busy, std::int64_t own, std::int64_t stolen = 0) {
  MachineState state;
  state.ticks[0] = {total, total - busy, stolen};
  state.own_cpu_ns = own * tick_ns();
  return state;
}

std::vector<Disturbance> between(const MachineState& after) {
  return disturbances_between(state_of(0, 0, 0), after);
}

TEST(Disturbances, OtherProcessesAreWhatIsBusyAndNotOurs) {
  // 200 ticks, 2 s: ours 100, others 62, that is 31 %; the limit is 5 % and 2 ticks of 200.
  const auto found = between(state_of(200, 162, 100));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, DisturbanceKind::other_process);
  EXPECT_TRUE(found[0].outside);
  EXPECT_DOUBLE_EQ(found[0].found.value(), 0.31);
  EXPECT_DOUBLE_EQ(found[0].limit.value(), 0.06);
  EXPECT_EQ(found[0].text, "other processes used 31 % of the processors (limit 6 %)");
}

TEST(Disturbances, OurOwnLoadIsNone) {
  EXPECT_TRUE(between(state_of(200, 200, 200)).empty());
  EXPECT_TRUE(between(state_of(200, 200, 205)).empty());  // ours is measured finer than ticks
}

TEST(Disturbances, RoundingAloneNeverPassesTheLimit) {
  // 30 ticks, 0.3 s: 3 of them are 10 %, and could be 1 that was rounded twice.
  EXPECT_TRUE(between(state_of(30, 3, 0)).empty());
  EXPECT_EQ(between(state_of(30, 4, 0)).size(), 1U);  // 13.3 % over 11.7 %
  // In 100 s rounding is 0.02 %.
  EXPECT_TRUE(between(state_of(10'000, 502, 0)).empty());
  EXPECT_EQ(between(state_of(10'000, 503, 0)).size(), 1U);
}

TEST(Disturbances, ProcessorsThatOnlyOneLookHasAreLeftOut) {
  MachineState after = state_of(200, 0, 0);
  after.ticks[1] = {200, 0, 0};  // came between the two looks
  EXPECT_TRUE(between(after).empty());
}

TEST(Disturbances, WithoutTicksNothingIsSaidOfOthers) {
  EXPECT_TRUE(disturbances_between(MachineState{}, MachineState{}).empty());
}

TEST(Disturbances, TimeThatTheHostTookIsSaid) {
  const auto found = between(state_of(100, 60, 20, 35));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_DOUBLE_EQ(found[0].found.value(), 0.4);
  EXPECT_EQ(
      found[0].text,
      "other processes used 40 % of the processors (limit 7 %); the host of this virtual machine took 35 % "
      "away");
}

TEST(Disturbances, SwapIsMoreThanATrickle) {
  MachineState before, after;
  before.swapped_pages = 5000;
  after.at_ns = 10 * second_ns;
  after.swapped_pages = 6000;  // 100 a second: the limit itself
  EXPECT_TRUE(disturbances_between(before, after).empty());
  after.swapped_pages = 6001;
  const auto found = disturbances_between(before, after);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, DisturbanceKind::swapping);
  EXPECT_EQ(found[0].text, "the machine swapped 1001 pages in and out in 10.0 s (limit 1000)");
  after.at_ns = second_ns / 10;  // short runs may have 1 MiB
  after.swapped_pages = 5256;
  EXPECT_TRUE(disturbances_between(before, after).empty());
}

TEST(Disturbances, GovernorThatChanged) {
  MachineState before, after;
  before.governors = {{"cpu0", "performance"}, {"cpu1", "performance"}};
  after.governors = {{"cpu0", "powersave"}, {"cpu1", "powersave"}};
  const auto found = disturbances_between(before, after);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, DisturbanceKind::governor);
  EXPECT_EQ(found[0].text, "the frequency governor of cpu0 and 1 other went from performance to powersave");
}

TEST(Disturbances, ClockLimitThatChangedAndWhoDidIt) {
  MachineState before, after;
  before.clock_limits = {{"cpu0", 3'800'000}};
  after.clock_limits = {{"cpu0", 2'100'000}};
  auto found = disturbances_between(before, after);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, "the clock limit of cpu0 went from 3800 to 2100 MHz");
  EXPECT_EQ(found[0].found, 2100.0);
  EXPECT_EQ(found[0].limit, 3800.0);
  EXPECT_TRUE(found[0].outside);
  before.throttled = 4;
  after.throttled = 9;  // heat: the run's own doing
  found = disturbances_between(before, after);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_FALSE(found[0].outside);
  EXPECT_EQ(found[1].kind, DisturbanceKind::throttling);
  EXPECT_FALSE(found[1].outside);
  EXPECT_EQ(found[1].text, "the processor lowered its clock 5 times because of heat");
}

TEST(Disturbances, TurboThatWasSwitchedOff) {
  MachineState before, after;
  before.turbo = true;
  after.turbo = false;
  const auto found = disturbances_between(before, after);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, "clocks above the nominal one were switched off");
}

void use_cpu_s(double seconds) {
  timespec begin{}, now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
  do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  while (static_cast<double>(now.tv_sec - begin.tv_sec) +
             static_cast<double>(now.tv_nsec - begin.tv_nsec) * 1e-9 <
         seconds);
}

/// A child of ours that uses CPU time, as a run does, waited for.
void run_child_for(double seconds) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    use_cpu_s(seconds);
    _exit(0);
  }
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
}

using SentinelFiles = test::FakeRoot;

/// Ticks of a made-up machine, time of a real child: exact, however busy the real machine is.
TEST_F(SentinelFiles, ChildOfOursThatSpinsIsNoOtherProcess) {
  const auto ticks = [](double seconds) {
    return static_cast<int>(seconds * static_cast<double>(sysconf(_SC_CLK_TCK)));
  };
  put_ticks(1000, 1000);
  Sentinels sentinels(root_);
  run_child_for(0.3);
  put_ticks(1000 + ticks(0.3), 1000 + ticks(0.3));
  EXPECT_TRUE(sentinels.end().empty());
  put_ticks(1000 + 2 * ticks(0.3), 1000 + 2 * ticks(0.3));  // the same once more, and no child of ours
  const auto found = sentinels.end();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].found.value(), 0.5, 0.05);  // less what the test itself used meanwhile
}

TEST_F(SentinelFiles, BatteryAtEitherEndIsADisturbance) {
  put_supply("AC", "type", "Mains\n");
  put_supply("AC", "online", "1\n");
  put_supply("BAT0", "type", "Battery\n");
  put_supply("BAT0", "status", "Charging\n");
  Sentinels sentinels(root_);
  EXPECT_TRUE(sentinels.end().empty());
  put_supply("AC", "online", "0\n");
  put_supply("BAT0", "status", "Discharging\n");
  ASSERT_EQ(sentinels.end().size(), 1U);
  put_supply("AC", "online", "1\n");
  const auto found = sentinels.end();  // it was on battery when this span began
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, "the machine ran on its battery");
  EXPECT_TRUE(sentinels.end().empty());
}

TEST_F(SentinelFiles, WhatCannotBeWatchedIsSaid) {
  const Sentinels sentinels(root_);
  const auto reasons = sentinels.not_watched();
  EXPECT_EQ(reasons.size(), 6U);
  EXPECT_EQ(reasons.front(), "other programs: /proc/stat counts no time of our processors");
}

TEST_F(SentinelFiles, PresentDisturbancesSpeakOfWhatIsToCome) {
  put_supply("BAT0", "type", "Battery\n");
  put_supply("BAT0", "status", "Discharging\n");
  const auto found = present_disturbances(0, root_);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, "the machine runs on its battery: every round will be marked; plug it in");
}

/// Keeps the test, and what it starts, on one processor, which is then the whole device.
class OneProcessor {
 public:
  OneProcessor() {
    sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(allowed_processors().front()), &one);
    sched_setaffinity(0, sizeof one, &one);
  }
  ~OneProcessor() { sched_setaffinity(0, sizeof before_, &before_); }
  OneProcessor(const OneProcessor&) = delete;
  OneProcessor& operator=(const OneProcessor&) = delete;

 private:
  cpu_set_t before_{};
};

/// A process that spins and is not of our tree: the one that started it has ended. It ends by itself after
/// ten seconds.
class Stranger {
 public:
  Stranger() {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return;
    const pid_t starter = fork();
    if (starter == 0) {
      if (fork() == 0) spin(ends[1]);
      _exit(0);
    }
    waitpid(starter, nullptr, 0);
    if (read(ends[0], &process_, sizeof process_) != sizeof process_) process_ = -1;
    close(ends[0]);
    close(ends[1]);
  }
  ~Stranger() {
    if (process_ > 0) kill(process_, SIGKILL);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;
  bool runs() const { return process_ > 0; }

 private:
  [[noreturn]] static void spin(int tell) {
    alarm(10);
    const pid_t own = getpid();
    if (write(tell, &own, sizeof own) != sizeof own) _exit(1);
    volatile unsigned count = 0;
    for (;;) count = count + 1;
  }
  pid_t process_ = -1;
};

// The processor is the stranger's, or that of whatever else runs there: together nearly all of it.
TEST(Sentinels, RealProcessOfSomebodyElseIsSeen) {
  const OneProcessor device;
  Sentinels sentinels;
  if (!sentinels.not_watched().empty() && sentinels.not_watched().front().starts_with("other programs"))
    GTEST_SKIP() << sentinels.not_watched().front();
  const Stranger stranger;
  ASSERT_TRUE(stranger.runs());
  sentinels.begin();
  usleep(500'000);
  const auto found = sentinels.end();
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].kind, DisturbanceKind::other_process);
  EXPECT_GT(found[0].found.value(), 0.5);
}

TEST(Sentinels, PresentLoadIsSaidBeforeAComparisonBegins) {
  const OneProcessor device;
  if (read_machine_state().ticks.empty()) GTEST_SKIP() << "no ticks are counted here";
  const Stranger stranger;
  ASSERT_TRUE(stranger.runs());
  const auto found = present_disturbances(0.5);
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(found[0].text.starts_with("other programs use "));
  EXPECT_TRUE(found[0].text.ends_with(" % of the processors now: expect many repeated rounds"))
      << found[0].text;
}

}  // namespace
}  // namespace accelbench
