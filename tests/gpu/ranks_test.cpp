// SPDX-License-Identifier: GPL-3.0-or-later
// One model over several CUDA devices by the command line: processes that a real mpirun starts, each with an
// emulated device, exchange gradients over the stand-in of NCCL.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Variables = std::vector<std::pair<std::string, std::string>>;

constexpr const char* rows = R"(accelerators:
  - {id: one, engine: cuda, devices: [0]}
  - {id: two, engine: cuda, devices: [0, 1]}
  - {id: three, engine: cuda, ranks: 3}
)";

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class CudaRanks : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(fs::path(ACCELBENCH_PLUGINS_OF_BUILD) / "accelbench-mpi.so"))
      GTEST_SKIP() << "this build has no Open MPI: libopenmpi-dev";
    if (!fs::exists("/usr/bin/mpirun")) GTEST_SKIP() << "no mpirun: openmpi-bin";
    folder_ = fs::path(::testing::TempDir()) / ("accelbench_cuda_ranks_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "plugins");
    fs::create_symlink(fs::path(ACCELBENCH_EMULATED_PLUGIN) / "accelbench-cuda.so",
                       folder_ / "plugins/accelbench-cuda.so");
    fs::create_symlink(fs::path(ACCELBENCH_PLUGINS_OF_BUILD) / "accelbench-mpi.so",
                       folder_ / "plugins/accelbench-mpi.so");
    write_experiment("seed", rows);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write_experiment(const std::string& name, const std::string& accelerators) {
    const std::string text =
        text_of(fs::path(ACCELBENCH_SOURCE_DIR) / "resources/experiments" / (name + ".accel.yaml"));
    std::ofstream(folder_ / "e.accel.yaml") << text.substr(0, text.find("accelerators:")) << accelerators;
  }

  /// The runs of `run` with these arguments; what the stand-ins are to do by variables.
  Json run(const std::string& arguments, const Variables& variables = {}) const {
    Variables all = {{"ACCELBENCH_PLUGINS", (folder_ / "plugins").string()},
                     {"ACCELBENCH_NCCL", ACCELBENCH_FAKE_NCCL},
                     {"LD_LIBRARY_PATH", ACCELBENCH_FAKE_DRIVER},
                     {"EMULATED_DEVICES", "3"},
                     {"XDG_DATA_HOME", folder_.string()},
                     {"TMPDIR", folder_.string()}};
    all.insert(all.end(), variables.begin(), variables.end());
    std::string line = "cd " + folder_.string() + " &&";
    for (const auto& [name, value] : all) line += " " + name + "='" + value + "'";
    line += std::string(" ") + ACCELBENCH_CLI +
            " run e.accel.yaml --json --no-progress --force --output r.accelresults " + arguments + " 2>" +
            (folder_ / "errors").string();
    const Json document = Json::parse(output_of(line), nullptr, false);
    EXPECT_TRUE(document.contains("runs")) << text_of(folder_ / "errors");
    return document.contains("runs") ? document["runs"] : Json::array();
  }

  static std::string output_of(const std::string& line) {
    std::FILE* pipe = popen(line.c_str(), "r");
    std::string text;
    std::array<char, 4096> part{};
    while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe))
      text.append(part.data(), count);
    pclose(pipe);
    return text;
  }

  /// A training that would last for hours and is ended by a fault; its reason.
  std::string reason_with(const Variables& fault) const {
    const auto begin = std::chrono::steady_clock::now();
    const Json runs =
        run("--accelerator two --set training.epochs=1000000000 --set training.callbacks=[]", fault);
    // Not a measurement: a training that does not end is what is tested.
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
    EXPECT_EQ(runs[0]["status"], "failed");
    return runs[0].value("reason", "");
  }

  fs::path folder_;
};

TEST_F(CudaRanks, DoTheSameWork) {
  const std::string command = "--set training.epochs=10 --weights {id}.safetensors";
  const Json runs = run(command);
  ASSERT_EQ(runs.size(), 3U);
  for (const Json& run : runs) {
    ASSERT_EQ(run["status"], "completed") << run["reason"];
    // The contract's limit after ten epochs.
    for (const char* name : {"loss", "val_loss"})
      EXPECT_NEAR(run["final"][name].get<double>() / runs[0]["final"][name].get<double>(), 1, 1e-5)
          << run["accelerator"] << ' ' << name;
    EXPECT_EQ(run["fingerprint"], runs[0]["fingerprint"]);
    EXPECT_EQ(run["steps"], runs[0]["steps"]);
  }
  EXPECT_EQ(runs[1]["device"], "cuda:0, cuda:1");
  EXPECT_EQ(runs[2]["device"], "cuda:0, cuda:1, cuda:2");
  const std::string two = text_of(folder_ / "two.safetensors"),
                    three = text_of(folder_ / "three.safetensors");
  run(command);
  EXPECT_EQ(text_of(folder_ / "two.safetensors"), two) << "equal runs of as many ranks give equal bits";
  EXPECT_EQ(text_of(folder_ / "three.safetensors"), three);
}

TEST_F(CudaRanks, GiveTheSameOperationsInBuckets) {
  const Json runs = run("--accelerator three --set training.epochs=2 --set training.callbacks=[]",
                        {{"FAKE_NCCL_RECORD", (folder_ / "record").string()}});
  ASSERT_EQ(runs[0]["status"], "completed") << runs[0]["reason"];
  const std::string first = text_of(folder_ / "record.0");
  // Each kind of step once before it is captured, full and short; then two epochs of three steps: 8, of one
  // bucket.
  EXPECT_EQ(std::ranges::count(first, '\n'), 8);
  for (const char* rank : {"record.1", "record.2"}) EXPECT_EQ(text_of(folder_ / rank), first) << rank;
}

TEST_F(CudaRanks, WithoutRowsStillTakePart) {
  // Batches of 2 over 3 ranks: the first rank never has a row of a full batch.
  const Json runs = run("--set training.epochs=3 --set training.batch_size=2 --set training.clip_norm=0.5");
  ASSERT_EQ(runs.size(), 3U);
  for (const Json& run : runs) {
    ASSERT_EQ(run["status"], "completed") << run["reason"];
    EXPECT_NEAR(run["final"]["loss"].get<double>() / runs[0]["final"]["loss"].get<double>(), 1, 1e-5);
  }
}

TEST_F(CudaRanks, GoOnFromACheckpointWithAnotherNumber) {
  const Json whole = run("--accelerator one --set training.epochs=8");
  run("--accelerator three --set training.epochs=4 --set training.checkpoint.every_epochs=4 --checkpoints "
      "kept");
  for (const char* devices : {"[0, 1, 2]", "[0, 1]", "[2]"}) {
    write_experiment("seed",
                     std::string("accelerators:\n  - {id: three, engine: cuda, devices: ") + devices + "}\n");
    const Json rest = run(
        "--set training.epochs=8 --set training.checkpoint.every_epochs=100 --resume kept --checkpoints new");
    ASSERT_EQ(rest[0]["status"], "completed") << rest[0]["reason"];
    EXPECT_EQ(rest[0]["resumed_steps"], 12) << "four epochs of three steps";
    EXPECT_NEAR(rest[0]["final"]["loss"].get<double>() / whole[0]["final"]["loss"].get<double>(), 1, 1e-5)
        << devices;
    fs::remove_all(folder_ / "new");
  }
}

/// 4.4 million parameters in the second layer: its bucket is full, the first layer has one of its own.
constexpr const char* two_buckets = R"(accelbench: 1
name: two buckets
model:
  layers:
    - {units: 2100, activation: relu}
    - {units: 2100, activation: tanh}
    - {units: 1}
data: {source: synthetic, generator: teacher, samples: 3, features: 10, validation_split: 0.0}
training: {loss: mse, batch_size: 3, epochs: 2}
accelerators:
  - {id: one, engine: cuda, devices: [0]}
  - {id: two, engine: cuda, devices: [0, 1]}
)";

TEST_F(CudaRanks, WaitForEachOtherInEveryOrderThatTheirGraphsAllow) {
  std::ofstream(folder_ / "e.accel.yaml") << two_buckets;
  const Json runs = run("--weights {id}.safetensors", {{"FAKE_NCCL_RECORD", (folder_ / "record").string()}});
  ASSERT_EQ(runs.size(), 2U);
  ASSERT_EQ(runs[1]["status"], "completed") << runs[1]["reason"];
  EXPECT_NEAR(runs[1]["final"]["loss"].get<double>() / runs[0]["final"]["loss"].get<double>(), 1, 1e-5);
  // One kind of step once, then two: 2 buckets each.
  EXPECT_EQ(std::ranges::count(text_of(folder_ / "record.0"), '\n'), 6);
  const std::string as_given = text_of(folder_ / "two.safetensors");
  run("--accelerator two --weights {id}.safetensors", {{"EMULATED_SEED", "11"}});
  EXPECT_EQ(text_of(folder_ / "two.safetensors"), as_given);
}

TEST_F(CudaRanks, AnErrorOfTheirNetworkHasTheRankAndNcclsText) {
  const std::string reason = reason_with({{"FAKE_NCCL_FAIL", "1:60"}});
  EXPECT_NE(reason.find("rank 1 has lost its network"), std::string::npos) << reason;
  EXPECT_NE(reason.find(" on host "), std::string::npos) << reason;
}

TEST_F(CudaRanks, ADeviceThatFailsIsToldWithItsRank) {
  const std::string reason = reason_with({{"EMULATED_FAILS_AT", "1:2000"}});
  EXPECT_NE(reason.find("rank 1 on host "), std::string::npos) << reason;
  EXPECT_NE(reason.find(": cudaErrorIllegalAddress: "), std::string::npos) << reason;
}

TEST_F(CudaRanks, OneThatHangsEndsTheRun) {
  const std::string reason = reason_with({{"FAKE_NCCL_HANG", "1:60"}});
  EXPECT_NE(reason.find("for the devices of the other ranks"), std::string::npos) << reason;
}

TEST_F(CudaRanks, OperationsThatDifferAreToldByName) {
  const std::string reason = reason_with({{"FAKE_NCCL_MISCOUNT", "1:60"}});
  EXPECT_NE(reason.find("rank 1 asks for operation 60, all_reduce of "), std::string::npos) << reason;
}

TEST_F(CudaRanks, AreRefusedBeforeAnythingStarts) {
  const auto reason = [&](const std::string& accelerator, const Variables& variables = {}) {
    write_experiment("seed", "accelerators:\n  - " + accelerator + "\n");
    const Json runs = run("", variables);
    EXPECT_EQ(runs[0]["status"], "unavailable") << runs[0].dump();
    return runs[0].value("reason", "");
  };
  const std::string two = "{id: two, engine: cuda, devices: [0, 1]}";
  EXPECT_NE(
      reason(two, {{"FAKE_NCCL_VERSION", "21403"}}).find("is version 2.14.3, needed is 2.18.0 or later; pip"),
      std::string::npos);
  EXPECT_NE(
      reason(two, {{"ACCELBENCH_NCCL", "/nowhere/libnccl.so.2"}}).find("NCCL: cannot be loaded: /nowhere"),
      std::string::npos);
  EXPECT_NE(reason(two, {{"EMULATED_DEVICES", "1"}}).find("cuda:1: this machine has cuda:0"),
            std::string::npos);
  EXPECT_NE(reason("{id: four, engine: cuda, ranks: 4}").find("cuda:3: this machine has"), std::string::npos);
  EXPECT_NE(reason("{id: two, engine: cuda, ranks: 2, shard_optimizer: true}").find("over CUDA devices"),
            std::string::npos);
}

}  // namespace
