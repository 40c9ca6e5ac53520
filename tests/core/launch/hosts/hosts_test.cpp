// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <future>
#include <thread>

#include "core/launch/end_of_launch.h"
#include "core/launch/host_check.h"
#include "tests/core/launch/hosts/several_hosts.h"

// A launch as it is planned, over three hosts; what goes wrong there must end it, with the reason, and leave
// nothing.
namespace accelbench {
namespace {

using testing::SeveralHosts;

constexpr double longest_s = 60;  ///< then a launch counts as hung; a few seconds are usual
constexpr const char* lost_h2 =
    "host h2 was lost: the daemon of Open MPI there is gone, or the network to it is cut";

class OverHosts : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = SeveralHosts::why_not(); !why.empty()) GTEST_SKIP() << why;
    const auto mpirun = find_mpirun("test");
    if (!mpirun) GTEST_SKIP() << to_string(mpirun.error());
    mpirun_ = *mpirun;
    hosts_.emplace(3);
    settings_.clusters["lab"] = hosts_->cluster({1, 0, 2});
  }

  LaunchRequest request(std::vector<std::string> arguments) const {
    LaunchRequest request;
    request.place = "accelerators.three";
    request.ranks = 3;
    request.cluster = "lab";
    request.program = ACCELBENCH_RANK_LOOP;
    request.arguments = std::move(arguments);
    request.scratch = hosts_->scratch();
    return request;
  }

  /// Runs it from h0. `then` is called once all ranks have summed.
  CapturedRun launched(std::vector<std::string> arguments, const std::function<void()>& then = {}) {
    const auto launch = plan_launch(request(std::move(arguments)), settings_, mpirun_, hosts_->machine(0));
    EXPECT_TRUE(launch) << to_string(launch.error());
    EXPECT_TRUE(write_files(*launch));
    ranks_ = launch->hosts;
    CapturedCommand command = hosts_->on(0, launch->program, launch->arguments);
    command.limit_s = longest_s;
    command.on_line = [&](std::string_view line) {
      if (line == "summed" && then) then();
    };
    const auto run = run_captured(command, stop_.get_token());
    EXPECT_TRUE(run) << to_string(run.error());
    return run.value_or(CapturedRun{});
  }

  std::string why(const CapturedRun& run) const {
    EXPECT_FALSE(run.timed_out) << run.error;
    return why_it_ended(run.error, ranks_).value_or("nothing known: " + run.error);
  }

  /// After a while in which remote ranks find that mpirun is gone.
  std::vector<std::string> left_running() const {
    for (int i = 0; i < 100 && !hosts_->left_running().empty(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return hosts_->left_running();
  }

  std::optional<SeveralHosts> hosts_;
  Settings settings_;
  std::stop_source stop_;

 private:
  Mpirun mpirun_;
  std::vector<std::string> ranks_;
};

using OverHostsLong = OverHosts;
const std::vector<std::string> nothing;

TEST_F(OverHosts, RanksStandOnTheHostsInTheOrderOfTheSettings) {
  const CapturedRun run = launched({"once"});
  EXPECT_EQ(run.status, 0) << run.error;
  for (const char* line : {"rank 0 on h1\n", "rank 1 on h0\n", "rank 2 on h2\n"})
    EXPECT_NE(run.output.find(line), std::string::npos) << run.output;
  EXPECT_EQ(left_running(), nothing);
}

TEST_F(OverHosts, ARankThatIsKilledIsNamed) {
  const CapturedRun run = launched({}, [&] { EXPECT_EQ(hosts_->signal(2, "rank_loop", SIGKILL), 1); });
  EXPECT_EQ(why(run), "rank 2 on host h2 was killed (signal 9)");
  EXPECT_EQ(left_running(), nothing);
}

TEST_F(OverHosts, AHostWhoseLinkIsCutIsNamed) {
  const CapturedRun run = launched({}, [&] { hosts_->set_link(2, false); });
  EXPECT_EQ(why(run), lost_h2);
  hosts_->set_link(2, true);
  EXPECT_EQ(left_running(), nothing);
}

TEST_F(OverHostsLong, ARankThatEndsByItselfIsNamed) {
  EXPECT_EQ(why(launched({"exit", "1", "3"})), "rank 1 on host h0 ended with status 3");
  EXPECT_EQ(left_running(), nothing);
}

TEST_F(OverHostsLong, AHostWhoseDaemonIsKilledIsNamed) {
  const CapturedRun run = launched({}, [&] { EXPECT_GE(hosts_->signal(2, "orted", SIGKILL), 1); });
  EXPECT_EQ(why(run), lost_h2);
  EXPECT_EQ(left_running(), nothing);
}

TEST_F(OverHostsLong, ARankThatHangsEndsWithAStop) {
  const CapturedRun run =
      launched({"hang", "2"}, [&] { EXPECT_EQ(hosts_->signal(0, "mpirun", SIGTERM), 1); });
  EXPECT_FALSE(run.timed_out);
  EXPECT_EQ(left_running(), nothing);
}

TEST_F(OverHostsLong, NothingOutlivesAKilledLauncher) {
  const CapturedRun run = launched({}, [&] { stop_.request_stop(); });  // SIGKILL to its group
  EXPECT_TRUE(run.stopped);
  EXPECT_EQ(left_running(), nothing);
}

/// Open MPI waits for a daemon that cannot call back; who started it stops it.
TEST_F(OverHostsLong, AHostWithoutARouteLeavesNothingAfterAStop) {
  hosts_->set_link(2, false);
  const std::jthread stopping([&] {
    std::this_thread::sleep_for(std::chrono::seconds(9));
    stop_.request_stop();
  });
  const CapturedRun run = launched({});
  EXPECT_EQ(run.output.find("summed"), std::string::npos);
  hosts_->set_link(2, true);
  EXPECT_EQ(left_running(), nothing);
}

TEST_F(OverHostsLong, DelayAndLossAreBorne) {
  if (!hosts_->shape(2, {"delay", "20ms", "loss", "2%"})) GTEST_SKIP() << "this kernel has no netem";
  const CapturedRun run = launched({"once"});
  EXPECT_EQ(run.status, 0) << run.error;
  EXPECT_EQ(left_running(), nothing);
}

/// With the real program on each host.
TEST_F(OverHostsLong, HostsAreAskedForTheirVersion) {
  LaunchRequest of_program = request({"engine", "--rank"});
  of_program.program = ACCELBENCH_CLI;
  const auto printed = run_captured({ACCELBENCH_CLI, {"--version"}});
  ASSERT_TRUE(printed);
  const std::string version = printed->output.substr(0, printed->output.find('\n'));
  const Status fit = check_hosts(of_program, settings_, hosts_->machine(0), {version, 20});
  EXPECT_TRUE(fit) << to_string(fit.error());
  const Status other = check_hosts(of_program, settings_, hosts_->machine(0), {"accelbench-cli 9.9.9", 20});
  ASSERT_FALSE(other);
  EXPECT_NE(to_string(other.error()).find("expected accelbench-cli 9.9.9"), std::string::npos);
}

}  // namespace
}  // namespace accelbench
