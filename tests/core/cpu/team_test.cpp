// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/team.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <memory>
#include <thread>
#include <vector>

namespace accelbench::cpu {
namespace {

std::unique_ptr<Team> team_of(const TeamSpec& spec) {
  auto team = Team::start(spec);
  EXPECT_TRUE(team);
  return std::move(*team);
}

std::vector<int> allowed_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  pthread_getaffinity_np(pthread_self(), sizeof(set), &set);
  std::vector<int> processors;
  for (int i = 0; i < CPU_SETSIZE; ++i)
    if (CPU_ISSET(i, &set)) processors.push_back(i);
  return processors;
}

std::ptrdiff_t threads_of_this_process() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

TEST(Team, DoesEveryTaskOnceAndMeetsAfterEachShare) {
  for (const std::int64_t size : {1, 2, 3, 7}) {
    const auto team = team_of({size, 2});
    std::vector<std::atomic<int>> first(100), second(100);
    std::atomic<int> early{0};
    auto member = [&](std::int64_t) {
      for (int round = 0; round < 50; ++round) {
        team->share(100, [&](std::int64_t task) { ++first[static_cast<std::size_t>(task)]; });
        team->share(100, [&](std::int64_t task) {
          if (first[static_cast<std::size_t>(99 - task)] != round + 1) ++early;
          ++second[static_cast<std::size_t>(task)];
        });
      }
    };
    team->run(member);
    EXPECT_EQ(early, 0);
    for (const auto& times : first) EXPECT_EQ(times, 50);
    for (const auto& times : second) EXPECT_EQ(times, 50);
  }
}

TEST(Team, PinsMembersInOrderAndTheCallerOnlyWhileItRuns) {
  const std::vector<int> before = allowed_processors();
  const auto team = team_of({3, 2, true});
  std::vector<std::vector<int>> seen(3);
  std::atomic<int> come{0};
  auto member = [&](std::int64_t index) {
    seen[static_cast<std::size_t>(index)] = allowed_processors();
    for (++come; come < 3;) std::this_thread::yield();  // a job waits for nobody who has not come
  };
  team->run(member);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(seen[i], std::vector<int>{before[i % before.size()]}) << i;
  EXPECT_EQ(allowed_processors(), before);
}

TEST(Team, LeavesNoThreadBehind) {
  const auto before = threads_of_this_process();
  {
    const auto team = team_of({5, 2});
    EXPECT_EQ(threads_of_this_process(), before + 4);
  }
  EXPECT_EQ(threads_of_this_process(), before);
}

}  // namespace
}  // namespace accelbench::cpu
