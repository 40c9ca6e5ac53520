// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/settings/settings.h"

namespace accelbench {
namespace {

constexpr const char* three_clusters = R"(clusters:
  lab:
    hosts:
      - {host: node1, slots: 4}
      - node2  # a small one
    launch_agent: /opt/site/reach
    interface: 10.0.0.0/24
    mpirun_arguments: [--mca, pml, ucx]
    program: /opt/accelbench/bin/accelbench-cli
  big:
    slurm: {partition: short, account: lab, time: "2:00:00", arguments: [--exclusive]}
  usual:
    slurm: {}
)";

Settings read_good(std::string_view text) {
  auto settings = read_settings(text, "s");
  if (settings) return *settings;
  for (const Error& error : settings.error()) ADD_FAILURE() << to_string(error);
  return {};
}

std::string first_problem(std::string_view text) {
  const auto settings = read_settings(text, "s");
  return settings ? "no error" : to_string(settings.error().front());
}

TEST(Clusters, HostsAndSlurmAreRead) {
  const auto clusters = read_good(three_clusters).clusters;
  ASSERT_EQ(clusters.size(), 3U);
  const ClusterSettings& lab = clusters.at("lab");
  EXPECT_EQ(lab.hosts, (std::vector<ClusterHost>{{"node1", 4}, {"node2", 1}}));
  EXPECT_EQ(lab.launch_agent, "/opt/site/reach");
  EXPECT_EQ(lab.interface, "10.0.0.0/24");
  EXPECT_EQ(lab.mpirun_arguments, (std::vector<std::string>{"--mca", "pml", "ucx"}));
  EXPECT_EQ(lab.program, "/opt/accelbench/bin/accelbench-cli");
  EXPECT_FALSE(lab.slurm);
  EXPECT_EQ(clusters.at("big").slurm, (SlurmSettings{"short", "lab", "2:00:00", {"--exclusive"}}));
  EXPECT_EQ(clusters.at("usual").slurm, SlurmSettings{});
}

TEST(Clusters, WhatIsWrittenReadsBackEqual) {
  const Settings settings = read_good(three_clusters);
  EXPECT_EQ(read_good(write_settings(settings)), settings) << write_settings(settings);
  const std::string text = write_settings(settings, three_clusters);
  EXPECT_EQ(read_good(text), settings) << text;
  EXPECT_NE(text.find("# a small one"), std::string::npos) << text;
}

TEST(Clusters, WhatOtherProgramsWouldTakeForSomethingElseIsRefused) {
  EXPECT_EQ(
      first_problem("clusters: {a: {hosts: [n1, n1]}}\n"),
      "s:1:28: error: clusters.a.hosts.1: found 'n1' a second time, expected each host once; add up its "
      "slots");
  EXPECT_EQ(first_problem("clusters: {a: {hosts: [-oProxyCommand=x]}}\n").substr(0, 42),
            "s:1:24: error: clusters.a.hosts.0: found '");
  EXPECT_EQ(first_problem("clusters: {a: {hosts: ['n1 slots=9']}}\n").substr(0, 34),
            "s:1:24: error: clusters.a.hosts.0:");
  EXPECT_EQ(first_problem("clusters: {a: {hosts: [{host: n1, slots: 0}]}}\n").substr(0, 40),
            "s:1:42: error: clusters.a.hosts.0.slots:");
  EXPECT_EQ(first_problem("clusters: {a: {hosts: [{slots: 2}]}}\n").substr(0, 39),
            "s:1:24: error: clusters.a.hosts.0.host:");
  EXPECT_EQ(first_problem("clusters: {a: {hosts: [n1], slurm: {}}}\n").substr(0, 32),
            "s:1:36: error: clusters.a.slurm:");
  EXPECT_EQ(first_problem("clusters: {a: {launch_agent: reach}}\n").substr(0, 39),
            "s:1:30: error: clusters.a.launch_agent:");
  EXPECT_EQ(first_problem("clusters: {a: {interface: '--help me'}}\n").substr(0, 36),
            "s:1:27: error: clusters.a.interface:");
  EXPECT_EQ(first_problem("clusters: {a: {slurm: {partition: 'a b'}}}\n").substr(0, 42),
            "s:1:35: error: clusters.a.slurm.partition:");
  EXPECT_EQ(first_problem("clusters: {a: {mpirun_arguments: [\"a\\nb\"]}}\n").substr(0, 45),
            "s:1:35: error: clusters.a.mpirun_arguments.0:");
}

}  // namespace
}  // namespace accelbench
