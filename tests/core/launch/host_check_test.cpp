// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/host_check.h"

#include <gtest/gtest.h>

#include "core/run/scratch_folder.h"

namespace accelbench {
namespace {

/// Hosts that an agent of ours plays: "good" answers as it should, others as their names say.
class HostCheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = ScratchFolder::make({}, "host-check");
    ASSERT_TRUE(made);
    scratch_.emplace(std::move(*made));
    Launch launch;
    launch.files = {{scratch_->path() / "agent", R"(#!/bin/sh
version="accelbench-cli 1.2.3"
case "$1" in
  silent) exec sleep 60 ;;
  away) echo "ssh: connect to host away port 22: No route to host" >&2; exit 255 ;;
  bare) echo "accelbench: this host answers"; echo "$version"; exit 0 ;;
  empty) echo "accelbench: this host answers"; echo /usr/bin/orted; echo "sh: accelbench-cli: not found" >&2; exit 127 ;;
  older) version="accelbench-cli 1.2.2" ;;
  *) case "$2" in *"exec '/opt/my programs/accelbench-cli' --version"*) ;; *) exit 9 ;; esac ;;
esac
echo "accelbench: this host answers"; echo /usr/bin/orted; echo "$version"
)",
                     true}};
    ASSERT_TRUE(write_files(launch));
  }

  Status asked(std::vector<ClusterHost> hosts) const {
    Settings settings;
    settings.clusters["lab"].hosts = std::move(hosts);
    settings.clusters["lab"].launch_agent = (scratch_->path() / "agent").string();
    LaunchRequest request;
    request.place = "accelerators.four";
    request.ranks = 2;
    request.cluster = "lab";
    request.program = "/opt/my programs/accelbench-cli";
    LaunchingMachine machine;
    machine.host = "desk";
    return check_hosts(request, settings, machine, {"accelbench-cli 1.2.3", 2});
  }

  std::string refused(const std::string& host) const {
    const Status status = asked({{"good", 1}, {host, 1}});
    return status ? "fit" : to_string(status.error());
  }

 private:
  std::optional<ScratchFolder> scratch_;
};

TEST_F(HostCheckTest, HostsThatAnswerAsTheyShouldAreFit) {
  EXPECT_EQ(refused("good2"), "fit");
  EXPECT_EQ(refused("desk"), "fit");  // this machine is not asked
}

TEST_F(HostCheckTest, EachFaultIsToldWithItsHostAndTheCommand) {
  EXPECT_TRUE(
      refused("away").starts_with("accelerators.four.cluster: error: host away does not answer: ssh: connect "
                                  "to host away port 22: No route to host; try it by hand: "))
      << refused("away");
  EXPECT_TRUE(refused("silent").starts_with(
      "accelerators.four.cluster: error: host silent does not answer: nothing within 2 seconds"))
      << refused("silent");
  EXPECT_NE(refused("bare").find("host bare has no orted in its PATH"), std::string::npos) << refused("bare");
  EXPECT_NE(
      refused("empty").find("host empty cannot run /opt/my programs/accelbench-cli: sh: accelbench-cli: not "
                            "found; install the same version there"),
      std::string::npos)
      << refused("empty");
  EXPECT_NE(refused("older").find("host older has 'accelbench-cli 1.2.2', expected accelbench-cli 1.2.3"),
            std::string::npos)
      << refused("older");
}

TEST_F(HostCheckTest, AHostWithoutARankIsNotAsked) { EXPECT_TRUE(asked({{"good", 2}, {"away", 8}})); }

}  // namespace
}  // namespace accelbench
