// SPDX-License-Identifier: GPL-3.0-or-later
// One model over several ranks under a real mpirun: the same work, resumed, killed, hung, stopped, refused.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/app/cli/process.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using cli::contains;
using cli::Finished;
using cli::Folder;
using cli::Process;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

constexpr const char* rows = R"(accelerators:
  - {id: one, engine: cpu, threads: 1}
  - {id: two, engine: cpu, ranks: 2, threads: 1}
  - {id: three, engine: cpu, ranks: 3, threads: 1}
)";

/// One of the program's own examples with these accelerators.
std::string example_with(const std::string& name, const std::string& accelerators) {
  const std::string text =
      cli::text_of(fs::path(ACCELBENCH_SOURCE_DIR) / "resources/experiments" / (name + ".accel.yaml"));
  return text.substr(0, text.find("accelerators:")) + accelerators;
}

std::vector<std::string> words_of(int process) {
  std::ifstream file(fs::path("/proc") / std::to_string(process) / "cmdline");
  const std::string all((std::istreambuf_iterator<char>(file)), {});
  Words words;
  for (std::size_t first = 0, end = 0; (end = all.find('\0', first)) != std::string::npos; first = end + 1)
    words.push_back(all.substr(first, end - first));
  return words;
}

/// Ranks whose experiment lies in this folder: they are told it by its request, their launcher by where it
/// runs.
std::vector<int> ranks_in(const Folder& folder) {
  std::vector<int> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const int process = std::atoi(entry.path().filename().c_str());
    std::error_code ignored;
    if (process <= 0 || fs::read_symlink(entry.path() / "cwd", ignored) != folder.path()) continue;
    const Words words = words_of(process);
    if (std::ranges::find(words, "--rank") != words.end() &&
        fs::path(words.front()).filename() == "accelbench-cli")
      found.push_back(process);
  }
  std::ranges::sort(found);
  return found;
}

class SeveralRanks : public ::testing::Test {
 protected:
  void SetUp() override {
    const fs::path plugin =
        fs::path(ACCELBENCH_CLI).parent_path().parent_path() / "lib/accelbench/accelbench-mpi.so";
    if (!fs::exists(plugin)) GTEST_SKIP() << "this build has no Open MPI: libopenmpi-dev";
    if (!fs::exists("/usr/bin/mpirun")) GTEST_SKIP() << "no mpirun: openmpi-bin";
    fs::copy(fs::path(ACCELBENCH_SOURCE_DIR) / "resources/experiments/digits", folder_ / "digits");
  }
  void TearDown() override {
    for (int tenths = 0; tenths < 30 && !ranks_in(folder_).empty(); ++tenths) ::usleep(100'000);
    EXPECT_TRUE(ranks_in(folder_).empty()) << "a rank is left running";
  }

  Json run(const std::string& name, const Words& more = {}) {
    Words words = {"run",     "e.accel.yaml", "--output",  name + ".accelresults",
                   "--force", "--json",       "--weights", name + "-{id}.safetensors"};
    words.insert(words.end(), more.begin(), more.end());
    return runs_of(cli::run(folder_, words));
  }
  static Json runs_of(const Finished& finished) {
    const Json document = Json::parse(finished.out, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << finished.err;
    return document.is_discarded() ? Json() : document["runs"];
  }

  /// A training that would last for hours, once its ranks train; what `hit` does to its second rank ends it.
  Json run_until(const std::function<void(Process&, const std::vector<int>& ranks)>& hit) {
    cli::write(folder_ / "e.accel.yaml", example_with("seed", rows));
    Process process(folder_,
                    {"run", "e.accel.yaml", "--accelerator", "three", "--set", "training.epochs=1000000000",
                     "--set", "training.callbacks=[]", "--events", "events.jsonl", "--json"});
    EXPECT_TRUE(cli::wait_for(folder_ / "events.jsonl", "\"event\":\"epoch"));
    const std::vector<int> all = ranks_in(folder_);
    EXPECT_EQ(all.size(), 3U);
    if (all.size() == 3) hit(process, all);
    return runs_of(process.wait())[0];
  }

  Folder folder_;
};

/// The contract's limit: 1e-5 relative after ten epochs.
void expect_same_losses(const Json& runs) {
  for (const Json& run : runs) {
    ASSERT_EQ(run["status"], "completed") << run["reason"];
    for (const char* name : {"loss", "val_loss"})
      EXPECT_NEAR(run["final"][name].get<double>() / runs[0]["final"][name].get<double>(), 1, 1e-5)
          << run["accelerator"] << ' ' << name;
    EXPECT_EQ(run["fingerprint"], runs[0]["fingerprint"]);
    EXPECT_EQ(run["steps"], runs[0]["steps"]);
  }
}

TEST_F(SeveralRanks, DoTheSameWork) {
  for (const char* example : {"seed", "digits"}) {
    cli::write(folder_ / "e.accel.yaml", example_with(example, rows));
    const Json runs = run("first", {"--set", "training.epochs=10"});
    ASSERT_EQ(runs.size(), 3U);
    expect_same_losses(runs);
    EXPECT_EQ(runs[2]["threads"], 3);
    EXPECT_GT(runs[2]["step_split"]["exchange"].get<double>(), 0);
    run("again", {"--set", "training.epochs=10", "--accelerator", "three"});
    EXPECT_EQ(cli::text_of(folder_ / "again-three.safetensors"),
              cli::text_of(folder_ / "first-three.safetensors"))
        << "equal runs of as many ranks give equal bits";
  }
}

/// Rows that each rank holds a part of: the same bits.
TEST_F(SeveralRanks, MayShareTheRows) {
  for (const char* example : {"seed", "digits"}) {
    cli::write(folder_ / "e.accel.yaml", example_with(example, R"(accelerators:
  - {id: whole, engine: cpu, ranks: 3, threads: 1, shard_data: false}
  - {id: parts, engine: cpu, ranks: 3, threads: 1, shard_data: true}
)"));
    const Json runs = run("r", {"--set", "training.epochs=10"});
    ASSERT_EQ(runs.size(), 2U);
    expect_same_losses(runs);
    EXPECT_EQ(runs[1]["final"], runs[0]["final"]);
    EXPECT_EQ(cli::text_of(folder_ / "r-parts.safetensors"), cli::text_of(folder_ / "r-whole.safetensors"));
  }
}

TEST_F(SeveralRanks, TellOfEachRank) {
  cli::write(folder_ / "e.accel.yaml", example_with("digits", rows));
  const Json runs =
      run("r", {"--set", "training.epochs=300", "--set", "training.callbacks=[]", "--accelerator", "three"});
  ASSERT_EQ(runs[0]["status"], "completed") << runs[0]["reason"];
  const Json devices = runs[0]["devices"];
  ASSERT_EQ(devices.size(), 3U);
  for (std::size_t rank = 0; rank < 3; ++rank) {
    EXPECT_EQ(devices[rank]["id"].get<std::string>().substr(0, 8), "rank " + std::to_string(rank) + " (");
    EXPECT_GT(devices[rank]["memory_peak_bytes"].get<double>(), 1e6);
  }
}

TEST_F(SeveralRanks, GoOnWithAnotherNumberOfThem) {
  cli::write(folder_ / "e.accel.yaml", example_with("digits", rows));
  const Json whole = run("whole", {"--set", "training.epochs=8", "--accelerator", "one"});
  run("part", {"--set", "training.epochs=4", "--set", "training.checkpoint.every_epochs=4", "--checkpoints",
               "kept", "--accelerator", "three"});
  for (const char* rank_count : {"3", "2", "1"}) {
    cli::write(folder_ / "e.accel.yaml",
               example_with("digits", std::string("accelerators:\n  - {id: three, engine: "
                                                  "cpu, threads: 1, ranks: ") +
                                          rank_count + "}\n"));
    const Json rest =
        run("rest", {"--set", "training.epochs=8", "--set", "training.checkpoint.every_epochs=100",
                     "--resume", "kept", "--checkpoints", std::string("new") + rank_count});
    ASSERT_EQ(rest[0]["status"], "completed") << rest[0]["reason"];
    EXPECT_EQ(rest[0]["resumed_steps"], 180) << "four epochs of 45 steps";
    EXPECT_NEAR(rest[0]["final"]["loss"].get<double>() / whole[0]["final"]["loss"].get<double>(), 1, 1e-5)
        << rank_count << " ranks";
  }
}

TEST_F(SeveralRanks, EndWhenOneIsKilled) {
  const Json run = run_until([](Process&, const std::vector<int>& ranks) { ::kill(ranks[1], SIGKILL); });
  EXPECT_EQ(run["status"], "failed");
  EXPECT_TRUE(contains(run["reason"], "rank 1")) << run["reason"];
  EXPECT_TRUE(contains(run["reason"], "signal 9")) << run["reason"];
}

TEST_F(SeveralRanks, EndWhenOneHangs) {
  const Json run = run_until([](Process&, const std::vector<int>& ranks) { ::kill(ranks[2], SIGSTOP); });
  EXPECT_EQ(run["status"], "failed");
  EXPECT_TRUE(contains(run["reason"], "rank 2 on host")) << run["reason"];
  EXPECT_TRUE(contains(run["reason"], "no sign of life")) << run["reason"];
}

TEST_F(SeveralRanks, EndWhenTheFirstHangs) {
  const Json run = run_until([](Process&, const std::vector<int>& ranks) { ::kill(ranks[0], SIGSTOP); });
  EXPECT_EQ(run["status"], "failed");
  EXPECT_TRUE(contains(run["reason"], "said nothing")) << run["reason"];
}

TEST_F(SeveralRanks, StopWhenAsked) {
  const Json run = run_until([](Process& process, const std::vector<int>&) { process.send(SIGINT); });
  EXPECT_EQ(run["status"], "stopped") << run["reason"];
  EXPECT_GT(run["steps"].get<int>(), 0);
}

TEST_F(SeveralRanks, AreRefusedBeforeTheRun) {
  struct Case {
    const char* row;
    int status;
    const char* part;
  };
  for (const Case& one : {Case{"{id: r, engine: cpu, ranks: 91}", 1,
                               "accelerators.r.ranks: found 91, but the training set has 90 rows"},
                          Case{"{id: r, engine: cpu, ranks: 2, path: fused}", 3, "ranks exchange gradients"},
                          Case{"{id: r, engine: cpu, ranks: 2, cluster: nowhere}", 1,
                               "accelerators.r.cluster: 'nowhere' is no cluster of"}}) {
    cli::write(folder_ / "e.accel.yaml",
               example_with("seed", std::string("accelerators:\n  - ") + one.row + "\n"));
    const Finished finished = cli::run(folder_, {"run", "e.accel.yaml", "--accelerator", "r"});
    EXPECT_EQ(finished.status, one.status) << one.row;
    EXPECT_TRUE(contains(finished.out + finished.err, one.part)) << finished.out << finished.err;
  }
}

}  // namespace
}  // namespace accelbench
