// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/end_of_launch.h"

#include <gtest/gtest.h>

#include "core/base/text_file.h"

// ends/*.txt: what Open MPI 4.1.4 and 5.0.8 really wrote, three ranks on the hosts h1, h0, h2, in this order.
namespace accelbench {
namespace {

const std::vector<std::string> three_hosts = {"h1", "h0", "h2"};

std::string told(const std::string& name) {
  const auto text =
      read_text_file(std::string(ACCELBENCH_SOURCE_DIR "/tests/core/launch/ends/") + name + ".txt", 1 << 20);
  EXPECT_TRUE(text) << name;
  return why_it_ended(text.value_or(""), three_hosts).value_or("nothing");
}

constexpr const char* lost_h2 =
    "host h2 was lost: the daemon of Open MPI there is gone, or the network to it is cut";

TEST(EndOfLaunch, OpenMpiFourNamesTheRankOrTheHost) {
  EXPECT_EQ(told("4.1-rank-killed"), "rank 2 on host h2 was killed (signal 9)");
  EXPECT_EQ(told("4.1-rank-crashed"), "rank 2 on host h2 crashed (signal 11, Segmentation fault)");
  EXPECT_EQ(told("4.1-rank-ended"), "rank 2 on host h2 ended with status 3");
  EXPECT_EQ(told("4.1-abort"), "rank 1 on host h0 gave up and ended all others");
  EXPECT_EQ(told("4.1-daemon-killed"), lost_h2);
  EXPECT_EQ(told("4.1-link-cut"), lost_h2);
  EXPECT_EQ(told("4.1-no-program"), "/nonexistent/program cannot be started on host h0");
  EXPECT_EQ(told("4.1-time-limit"), "the time limit of 4 seconds was reached");
  EXPECT_EQ(told("4.1-no-daemon"), "host h1 cannot be reached by ssh");
}

TEST(EndOfLaunch, OpenMpiFiveNamesTheRankOrTheHost) {
  EXPECT_EQ(told("5.0-first-rank-killed"), "rank 0 on host h1 was killed (signal 9)");
  EXPECT_EQ(told("5.0-rank-ended"), "rank 2 on host h2 ended with status 3");
  EXPECT_EQ(told("5.0-abort"), "rank 1 on host h0 gave up and ended all others");
  EXPECT_EQ(told("5.0-daemon-killed"), lost_h2);
  EXPECT_EQ(told("5.0-link-cut"), lost_h2);
  EXPECT_EQ(told("5.0-no-program"), "/nonexistent/program cannot be started on host h0");
  EXPECT_EQ(told("5.0-time-limit"), "the time limit of 4 seconds was reached");
  EXPECT_EQ(told("5.0-no-daemon"), "host h1 cannot be reached by ssh");
}

/// It names the rank that found the other's end first and aborted; the other is named where it is told.
TEST(EndOfLaunch, OpenMpiFiveBlamesWhoFindsAClosedConnection) {
  EXPECT_EQ(told("5.0-rank-killed"), "rank 1 on host h0 gave up and ended all others");
  EXPECT_EQ(told("5.0-rank-crashed"), "a rank on host h2 is gone");
}

TEST(EndOfLaunch, WhatIsNotKnownIsNotGuessed) {
  EXPECT_EQ(why_it_ended("", three_hosts), std::nullopt);
  EXPECT_EQ(why_it_ended("Segmentation fault\n", three_hosts), std::nullopt);
  EXPECT_EQ(why_it_ended("process rank 2 with PID 1 on node h2", three_hosts), std::nullopt);
  EXPECT_EQ(why_it_ended(std::string(1 << 20, '-') + std::string(1000, '\0'), three_hosts), std::nullopt);
  EXPECT_EQ(why_it_ended("Peer host: " + std::string(100000, 'x'), three_hosts), std::nullopt);
}

TEST(EndOfLaunch, AHostThatIsNotKnownIsLeftOut) {
  EXPECT_EQ(why_it_ended("MPI_ABORT was invoked on rank 7 in communicator MPI_COMM_WORLD", three_hosts),
            "rank 7 gave up and ended all others");
  EXPECT_EQ(why_it_ended("MPI_ABORT was invoked on rank -1 in communicator MPI_COMM_WORLD", {}),
            "rank -1 gave up and ended all others");
}

}  // namespace
}  // namespace accelbench
