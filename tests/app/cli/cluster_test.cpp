// SPDX-License-Identifier: GPL-3.0-or-later
// One model over several hosts, which are network namespaces of this machine: the same work, and what goes
// wrong.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/app/cli/process.h"
#include "tests/core/launch/hosts/several_hosts.h"

namespace accelbench::cluster {
namespace {

namespace fs = std::filesystem;
using cli::Folder;
using Json = nlohmann::json;
using testing::SeveralHosts;
using Words = std::vector<std::string>;

constexpr const char* rows = R"(accelerators:
  - {id: one, engine: cpu, threads: 1}
  - {id: three, engine: cpu, ranks: 3, threads: 1}
  - {id: lab, engine: cpu, ranks: 3, threads: 1, cluster: lab}
)";
const Words endless = {"--set", "training.epochs=1000000000", "--set", "training.callbacks=[]"};

class Cluster : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = SeveralHosts::why_not(); !why.empty()) GTEST_SKIP() << why;
    const fs::path plugin =
        fs::path(ACCELBENCH_CLI).parent_path().parent_path() / "lib/accelbench/accelbench-mpi.so";
    if (!fs::exists(plugin) || !fs::exists("/usr/bin/mpirun")) GTEST_SKIP() << "no Open MPI";
    fs::copy(fs::path(ACCELBENCH_SOURCE_DIR) / "resources/experiments/digits", folder_ / "digits");
    hosts_.emplace(3);
    write_settings();
  }
  void TearDown() override {
    if (hosts_) expect_nothing_left();
  }

  void write_settings() {
    const ClusterSettings cluster = hosts_->cluster({0, 1, 2});
    fs::create_directories(folder_ / "config/accelbench");
    cli::write(folder_ / "config/accelbench/settings.yaml",
               "clusters:\n  lab:\n    hosts: [h0, h1, h2]\n    launch_agent: " + cluster.launch_agent +
                   "\n    interface: " + cluster.interface +
                   "\n    mpirun_arguments: [--mca, mpi_yield_when_idle, \"1\"]\n");
  }

  void write_experiment(const std::string& example) {
    const std::string text =
        cli::text_of(fs::path(ACCELBENCH_SOURCE_DIR) / "resources/experiments" / (example + ".accel.yaml"));
    cli::write(folder_ / "e.accel.yaml", text.substr(0, text.find("accelerators:")) + rows);
  }

  /// `accelbench-cli run` on h0; the runs of its results.
  Json run(const Words& more, const std::function<void()>& meanwhile = {}) {
    Words words = {"run", "e.accel.yaml", "--json", "--output", "r.accelresults", "--force"};
    words.insert(words.end(), more.begin(), more.end());
    CapturedCommand command = hosts_->on(0, ACCELBENCH_CLI, words);
    command.limit_s = 120;
    command.surroundings.folder = folder_.path();
    command.surroundings.variables = {{"XDG_CONFIG_HOME", (folder_ / "config").string()},
                                      {"XDG_DATA_HOME", (folder_ / "data").string()}};
    std::future<void> other;
    if (meanwhile) other = std::async(std::launch::async, meanwhile);
    const auto finished = run_captured(command);
    if (!finished) return ADD_FAILURE() << to_string(finished.error()), Json();
    const Json document = Json::parse(finished->output, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << finished->error;
    return document.is_discarded() ? Json() : document["runs"];
  }

  /// A training of hours, until `hit`; its reason, and how many seconds after the hit it ended.
  std::pair<std::string, double> run_until(const std::function<void()>& hit) {
    write_experiment("digits");
    Words words = {"--accelerator", "lab", "--events", "events.jsonl"};
    words.insert(words.end(), endless.begin(), endless.end());
    std::chrono::steady_clock::time_point when;
    const Json runs = run(words, [&] {
      EXPECT_TRUE(cli::wait_for(folder_ / "events.jsonl", "\"event\":\"epoch"));
      when = std::chrono::steady_clock::now();
      hit();
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - when).count();
    return {runs.empty() ? "" : runs[0]["reason"].get<std::string>(), seconds};
  }

  void expect_nothing_left() {
    for (int i = 0; i < 100 && !hosts_->left_running().empty(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(hosts_->left_running(), Words());
  }

  Folder folder_;
  std::optional<SeveralHosts> hosts_;
};

using ClusterLong = Cluster;

/// The contract's limit: 1e-5 relative after ten epochs. On which hosts they are changes no bit.
TEST_F(Cluster, DoesTheSameWork) {
  for (const char* example : {"seed", "digits"}) {
    write_experiment(example);
    const Json runs = run({"--set", "training.epochs=10", "--weights", "{id}.safetensors"});
    ASSERT_EQ(runs.size(), 3U);
    for (const Json& one : runs) {
      ASSERT_EQ(one["status"], "completed") << one["reason"];
      EXPECT_EQ(one["fingerprint"], runs[0]["fingerprint"]);
      EXPECT_NEAR(one["final"]["loss"].get<double>() / runs[0]["final"]["loss"].get<double>(), 1, 1e-5);
    }
    EXPECT_EQ(cli::text_of(folder_ / "lab.safetensors"), cli::text_of(folder_ / "three.safetensors"));
  }
}

TEST_F(Cluster, ARankThatIsKilledIsNamedWithItsHost) {
  const auto [reason, seconds] =
      run_until([&] { EXPECT_EQ(hosts_->signal(2, "accelbench-cli", SIGKILL), 1); });
  EXPECT_EQ(reason, "rank 2 on host h2 was killed (signal 9)");
}

TEST_F(Cluster, AHostWhoseLinkIsCutIsNamed) {
  const auto [reason, seconds] = run_until([&] { hosts_->set_link(1, false); });
  EXPECT_NE(reason.find("host h1"), std::string::npos) << reason;
  RecordProperty("seconds", std::to_string(seconds));
  hosts_->set_link(1, true);
}

TEST_F(ClusterLong, ARankThatHangsIsNamedWithItsHost) {
  const auto [reason, seconds] =
      run_until([&] { EXPECT_EQ(hosts_->signal(1, "accelbench-cli", SIGSTOP), 1); });
  EXPECT_EQ(reason, "rank 1 on host h1 gave no sign of life for 7 seconds");
}

TEST_F(ClusterLong, AHostThatIsGoneIsNamed) {
  const auto [reason, seconds] = run_until([&] {
    hosts_->set_link(2, false);
    for (const pid_t process : hosts_->processes(2)) kill(process, SIGKILL);
  });
  EXPECT_NE(reason.find("host h2"), std::string::npos) << reason;
  hosts_->set_link(2, true);
}

TEST_F(ClusterLong, HostsWithoutARouteDoNotMeet) {
  write_experiment("seed");
  hosts_->set_link(2, false);
  const Json runs = run({"--accelerator", "lab"});
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(
      runs[0]["reason"],
      "the ranks on h0, h1, h2 did not meet within 20 seconds: has each host a route to the others, on the "
      "network of clusters.lab.interface?");
  hosts_->set_link(2, true);
}

}  // namespace
}  // namespace accelbench::cluster
