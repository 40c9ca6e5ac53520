// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/launch.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "core/base/programs.h"
#include "core/launch/shell.h"
#include "core/run/captured_run.h"
#include "core/run/scratch_folder.h"

namespace accelbench {
namespace {

const Mpirun old_mpirun{"/usr/bin/mpirun", {4, 1, 4}};
const Mpirun new_mpirun{"/usr/bin/mpirun", {5, 0, 7}};

LaunchingMachine four_cores() {
  LaunchingMachine machine;
  machine.host = "desk";
  machine.cores = 4;
  machine.ssh = "/usr/bin/ssh";
  return machine;
}

LaunchRequest request_of(std::int64_t ranks, std::string cluster = {}) {
  LaunchRequest request;
  request.place = "accelerators.four";
  request.ranks = ranks;
  request.cluster = std::move(cluster);
  request.program = "/opt/accelbench-cli";
  request.scratch = "/tmp/accelbench-ranks-abc";
  return request;
}

Settings two_hosts() {
  Settings settings;
  settings.clusters["lab"].hosts = {{"h1", 2}, {"h0", 1}};
  settings.clusters["queue"].slurm = SlurmSettings{"short", "", "30", {"--exclusive"}};
  settings.clusters["water"].h2o = "http://h0:54321";
  return settings;
}

Launch planned(const LaunchRequest& request, const Mpirun& mpirun = old_mpirun,
               const LaunchingMachine& machine = four_cores(), const Settings& settings = two_hosts()) {
  auto launch = plan_launch(request, settings, mpirun, machine);
  EXPECT_TRUE(launch) << to_string(launch.error());
  return launch ? *launch : Launch{};
}

std::string refused(const LaunchRequest& request, const LaunchingMachine& machine = four_cores()) {
  const auto launch = plan_launch(request, two_hosts(), old_mpirun, machine);
  return launch ? "planned" : to_string(launch.error());
}

bool has(const Launch& launch, const std::vector<std::string>& words) {
  return !std::ranges::search(launch.arguments, words).empty();
}

TEST(Launch, OnThisHostUsesMemoryAndNoNetwork) {
  const Launch launch = planned(request_of(4));
  EXPECT_EQ(
      shell_line(launch),
      "/usr/bin/mpirun --bind-to none --map-by slot --host localhost:4 --mca pml ob1 --mca btl self,vader "
      "--mca btl_vader_single_copy_mechanism none --mca ras '^slurm' --mca plm isolated "
      "--mca oob_tcp_if_include lo -np 4 /opt/accelbench-cli engine --rank");
  EXPECT_EQ(launch.hosts, std::vector<std::string>(4, "desk"));
  EXPECT_TRUE(launch.files.empty());
  EXPECT_EQ(launch.note, "");
}

TEST(Launch, RanksThatShareCoresAreToldAndLetEachOtherRun) {
  LaunchRequest request = request_of(3);
  request.threads = 2;
  const Launch launch = planned(request);
  EXPECT_EQ(launch.note, "3 ranks of 2 threads share 4 cores");
  EXPECT_TRUE(has(launch, {"--mca", "mpi_yield_when_idle", "1"})) << shell_line(launch);
}

TEST(Launch, OpenMpiFiveHasNamesOfItsOwn) {
  const std::string line = shell_line(planned(request_of(4), new_mpirun));
  EXPECT_NE(line.find("--mca btl self,sm "), std::string::npos) << line;
  EXPECT_EQ(line.find("vader"), std::string::npos) << line;
  const Launch launch = planned(request_of(3, "lab"), new_mpirun);
  EXPECT_TRUE(has(launch, {"--prtemca", "plm_ssh_agent", "/tmp/accelbench-ranks-abc/agent"}));
  EXPECT_TRUE(has(launch, {"--prtemca", "oob_tcp_keepalive_time", "3"}));
  EXPECT_TRUE(has(launch, {"--map-by", "seq:FILE=/tmp/accelbench-ranks-abc/hosts"}));
}

TEST(Launch, HostsOfTheSettingsTakeTheRanksInTheirOrder) {
  const Launch launch = planned(request_of(3, "lab"));
  EXPECT_EQ(launch.hosts, (std::vector<std::string>{"h1", "h1", "h0"}));
  ASSERT_EQ(launch.files.size(), 2U);
  EXPECT_EQ(launch.files[0].text, "h1\nh1\nh0\n");
  EXPECT_NE(launch.files[1].text.find("exec /usr/bin/ssh -x -o BatchMode=yes -o ConnectTimeout=5"),
            std::string::npos);
  EXPECT_TRUE(has(launch, {"--mca", "oob_tcp_keepalive_time", "3"}));
  EXPECT_TRUE(has(launch, {"--mca", "oob_tcp_keepalive_intvl", "1"}));
  EXPECT_TRUE(has(launch, {"--mca", "oob_tcp_keepalive_probes", "2"}));
}

TEST(Launch, ThisHostStandsUnderItsOwnName) {
  Settings settings;
  settings.clusters["lab"].hosts = {{"localhost", 1}, {"h0", 1}};
  const Launch launch = planned(request_of(2, "lab"), old_mpirun, four_cores(), settings);
  EXPECT_EQ(launch.files.at(0).text, "desk\nh0\n");
}

TEST(Launch, ArgumentsOfTheSettingsTakeThePlaceOfOurs) {
  Settings settings = two_hosts();
  settings.clusters["lab"].mpirun_arguments = {"--mca", "pml", "ucx"};
  settings.clusters["lab"].interface = "10.0.0.0/24";
  settings.clusters["lab"].program = "/srv/accelbench-cli";
  const Launch launch = planned(request_of(2, "lab"), old_mpirun, four_cores(), settings);
  EXPECT_TRUE(has(launch, {"--mca", "pml", "ucx"}));
  EXPECT_FALSE(has(launch, {"--mca", "pml", "ob1"}));
  EXPECT_TRUE(has(launch, {"--mca", "btl_tcp_if_include", "10.0.0.0/24"}));
  EXPECT_TRUE(has(launch, {"--mca", "oob_tcp_if_include", "10.0.0.0/24"}));
  EXPECT_TRUE(has(launch, {"-np", "2", "/srv/accelbench-cli", "engine", "--rank"}));
}

TEST(Launch, OnlyRootAsksToRunAsRoot) {
  LaunchingMachine machine = four_cores();
  EXPECT_EQ(shell_line(planned(request_of(2), old_mpirun, machine)).find("root"), std::string::npos);
  machine.is_root = true;
  EXPECT_EQ(planned(request_of(2), old_mpirun, machine).arguments.front(), "--allow-run-as-root");
}

TEST(Launch, WhatCannotBeStartedIsRefusedWithWhatWouldHelp) {
  EXPECT_TRUE(
      refused(request_of(2, "lap")).starts_with("accelerators.four.cluster: error: 'lap' is no cluster of "));
  EXPECT_TRUE(refused(request_of(2, "lap")).ends_with("did you mean 'lab'?"));
  EXPECT_NE(refused(request_of(2, "water")).find("has neither hosts nor slurm"), std::string::npos);
  EXPECT_TRUE(
      refused(request_of(4, "lab"))
          .starts_with("accelerators.four.ranks: error: 4 ranks, but the hosts of the cluster lab have 3 "
                       "slots; use at most 3"));
  LaunchingMachine machine = four_cores();
  machine.ssh.clear();
  EXPECT_NE(refused(request_of(2, "lab"), machine).find("apt-get install openssh-client"), std::string::npos);
  LaunchRequest request = request_of(2);
  request.scratch = "/tmp/my files/x";
  EXPECT_NE(refused(request).find("set TMPDIR"), std::string::npos);
}

TEST(Launch, VersionsOfMpirunAreRead) {
  EXPECT_EQ(read_mpirun_version("mpirun (Open MPI) 4.1.4\n\nReport bugs to", "p").value(),
            (MpirunVersion{4, 1, 4}));
  EXPECT_EQ(read_mpirun_version("mpirun (Open MPI) 5.0.7", "p").value(), (MpirunVersion{5, 0, 7}));
  EXPECT_EQ(read_mpirun_version("mpirun (Open MPI) 4.2.0rc1", "p").value(), (MpirunVersion{4, 2, 0}));
  EXPECT_EQ(
      to_string(read_mpirun_version("mpirun (Open MPI) 3.1.6\n", "p").error()),
      "p: error: found 'mpirun (Open MPI) 3.1.6', expected Open MPI 4.1 or newer; install Open MPI: sudo "
      "apt-get install openmpi-bin");
  EXPECT_NE(read_mpirun_version("HYDRA build details:\n", "p").error().message.find("HYDRA"),
            std::string::npos);
  EXPECT_FALSE(read_mpirun_version("", "p"));
  EXPECT_FALSE(read_mpirun_version("mpirun (Open MPI) 99999999999.1", "p"));
}

/// What a shell makes of a word.
std::string read_by_a_shell(const std::string& word) {
  CapturedCommand command;
  command.program = "/bin/sh";
  command.arguments = {"-c", "printf %s " + word};
  const auto run = run_captured(command);
  return run ? run->output : "no shell";
}

TEST(Launch, AShellReadsEachWordAsItIs) {
  for (const std::string text :
       {"plain", "a b", "", "it's", "$(id)", "`id`", "a\nb", "*", "~", "-n", "\\", "\"", ";&|"})
    EXPECT_EQ(read_by_a_shell(shell_word(text)), text);
  EXPECT_EQ(shell_words({"a", "b c", "it's"}), "a 'b c' 'it'\\''s'");
}

TEST(Launch, AnAgentWithASpaceInItsNameIsStarted) {
  const auto scratch = ScratchFolder::make({}, "launch-test");
  ASSERT_TRUE(scratch);
  Settings settings = two_hosts();
  settings.clusters["lab"].launch_agent = (scratch->path() / "my agent's").string();
  LaunchRequest request = request_of(1, "lab");
  request.scratch = scratch->path();
  EXPECT_NE(to_string(plan_launch(request, settings, old_mpirun, four_cores()).error()).find("is no program"),
            std::string::npos);
  Launch own;
  own.files = {{scratch->path() / "my agent's", "#!/bin/sh\necho \"$# $1 $2\"\n", true}};
  ASSERT_TRUE(write_files(own));
  const Launch launch = planned(request, old_mpirun, four_cores(), settings);
  ASSERT_TRUE(write_files(launch));
  struct stat status {};
  ASSERT_EQ(stat((scratch->path() / "agent").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
  ASSERT_EQ(stat((scratch->path() / "hosts").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  CapturedCommand command;
  command.program = scratch->path() / "agent";
  command.arguments = {"h1", "orted -mca x"};
  EXPECT_EQ(run_captured(command)->output, "2 h1 orted -mca x\n");
}

/// A plain launch as it is, with a program that knows nothing of MPI.
TEST(Launch, RanksOfThisHostAreStarted) {
  if (find_program("mpirun").empty()) GTEST_SKIP() << "mpirun is not in PATH";
  const auto scratch = ScratchFolder::make({}, "launch-test");
  ASSERT_TRUE(scratch);
  LaunchRequest request = request_of(3);
  request.program = "/bin/sh";
  request.arguments = {"-c", "echo \"$OMPI_COMM_WORLD_RANK of $OMPI_COMM_WORLD_SIZE: $GREETING\""};
  request.variables = {{"GREETING", "good day"}};
  request.scratch = scratch->path();
  const auto launch = plan_launch(request, {});
  ASSERT_TRUE(launch) << to_string(launch.error());
  ASSERT_TRUE(write_files(*launch));
  CapturedCommand command;
  command.program = launch->program;
  command.arguments = launch->arguments;
  const auto run = run_captured(command);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->status, 0) << run->error;
  for (const char* line : {"0 of 3: good day\n", "1 of 3: good day\n", "2 of 3: good day\n"})
    EXPECT_NE(run->output.find(line), std::string::npos) << run->output;
}

}  // namespace
}  // namespace accelbench
