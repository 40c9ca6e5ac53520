// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/h2o/server.h"
#include "core/run/file_descriptor.h"
#include "h2o_samples.h"
#include "tests/core/base/temporary_folder.h"

// How a server lives and ends: on the loopback address alone, and never longer than we do.
namespace accelbench {
namespace {

using namespace std::chrono_literals;

h2o::ServerPlan stand_in_plan(const testing::TemporaryFolder& folder) {
  h2o::ServerPlan plan;
  plan.installation.java.program = std::string(ACCELBENCH_SOURCE_DIR) + "/tests/core/h2o/stand_in/bin/java";
  plan.installation.jar.file = folder.file("h2o.jar", "");
  plan.scratch = folder.path();
  return plan;
}

bool lives(pid_t process) { return kill(process, 0) == 0; }

bool gone_within(pid_t process, std::chrono::milliseconds longest) {
  for (auto waited = 0ms; waited < longest; waited += 10ms) {
    waitpid(process, nullptr, WNOHANG);  // an orphan comes to us
    if (!lives(process)) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

TEST(H2oServerLife, EndsWithItsObjectAndLeavesNothing) {
  const testing::TemporaryFolder folder;
  const auto plan = stand_in_plan(folder);
  pid_t process = 0;
  {
    const auto server = h2o::Server::start(plan, {});
    ASSERT_TRUE(server) << to_string(server.error());
    process = (*server)->process();
    EXPECT_TRUE(lives(process));
    EXPECT_EQ((*server)->version(), "3.46.0.0");
  }
  EXPECT_FALSE(lives(process));
  EXPECT_TRUE(std::filesystem::exists(plan.installation.jar.file));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);  // the jar alone
}

TEST(H2oServerLife, ThePasswordIsNobodyElses) {
  const testing::TemporaryFolder folder;
  const auto server = h2o::Server::start(stand_in_plan(folder), {});
  ASSERT_TRUE(server) << to_string(server.error());
  using std::filesystem::perms;
  int realms = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (entry.path().filename() != "realm") continue;
    ++realms;
    EXPECT_EQ(entry.status().permissions(), perms::owner_read | perms::owner_write);
    EXPECT_EQ(std::filesystem::status(entry.path().parent_path()).permissions(), perms::owner_all);
  }
  EXPECT_EQ(realms, 1);
}

/// A process that starts a server, tells its number and then waits for ever.
[[noreturn]] void start_and_wait(const h2o::ServerPlan& plan, int report) {
  const auto server = h2o::Server::start(plan, {});
  const pid_t process = server ? (*server)->process() : -1;
  if (write(report, &process, sizeof process) != sizeof process) _exit(1);
  for (;;) pause();
}

TEST(H2oServerLife, DiesWithAKilledParent) {
  const testing::TemporaryFolder folder;
  const auto plan = stand_in_plan(folder);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  const pid_t parent = fork();
  if (parent == 0) start_and_wait(plan, writing.get());
  writing.reset();
  pid_t process = -1;
  ASSERT_EQ(read(reading.get(), &process, sizeof process), static_cast<ssize_t>(sizeof process));
  ASSERT_GT(process, 0);
  EXPECT_TRUE(lives(process));
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  EXPECT_TRUE(gone_within(process, 2000ms));
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/// Local addresses ("0100007F:D431") on which something with one of the process' sockets listens.
std::vector<std::string> listening(pid_t process) {
  std::vector<std::string> sockets;
  for (const auto& entry : std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", process))) {
    std::error_code error;
    const std::string target = std::filesystem::read_symlink(entry.path(), error).string();
    if (target.starts_with("socket:[")) sockets.push_back(target.substr(8, target.size() - 9));
  }
  std::vector<std::string> addresses;
  for (const char* table : {"tcp", "tcp6", "udp", "udp6"}) {
    std::ifstream file(fmt::format("/proc/{}/net/{}", process, table));
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::array<std::string, 10> word;
      for (std::string& one : word) words >> one;
      const bool waits = word[3] == "0A" || std::string_view(table).starts_with("udp");
      if (waits && std::find(sockets.begin(), sockets.end(), word[9]) != sockets.end())
        addresses.push_back(word[1]);
    }
  }
  return addresses;
}

/// 127.0.0.1 as the kernel writes it: in IPv4, or in IPv6 as ::ffff:127.0.0.1.
bool is_loopback(const std::string& address) {
  const std::string host = address.substr(0, address.find(':'));
  return host == "0100007F" || host == "0000000000000000FFFF00000100007F";
}

TEST(H2oServerLife, TheRealOneListensOnTheLoopbackAddressAlone) {
  const auto found = h2o::find_installation(test::real_places());
  if (!found) GTEST_SKIP() << to_string(found.error());
  const auto server = h2o::Server::start({*found}, {});
  ASSERT_TRUE(server) << to_string(server.error());
  const auto addresses = listening((*server)->process());
  ASSERT_EQ(addresses.size(), 1U);
  EXPECT_TRUE(is_loopback(addresses.front())) << addresses.front();
}

}  // namespace
}  // namespace accelbench
