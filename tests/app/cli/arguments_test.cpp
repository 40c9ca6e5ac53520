// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

using Json = nlohmann::ordered_json;

TEST(CommandLine, HelpShowsAnExampleOfEachCommand) {
  const Folder folder;
  const Finished all = run(folder, {"--help"});
  EXPECT_EQ(all.status, 0);
  EXPECT_EQ(all.err, "");
  for (const char* command : {"devices", "validate", "work", "run", "report", "selftest", "engine"}) {
    EXPECT_TRUE(contains(all.out, std::string("  ") + command + " ")) << command;
    const Finished one = run(folder, {command, "--help"});
    EXPECT_EQ(one.status, 0);
    EXPECT_TRUE(contains(one.out, std::string("\n  accelbench-cli ") + command)) << one.out;
  }
}

TEST(CommandLine, VersionIsOneLine) {
  const Folder folder;
  const Finished version = run(folder, {"--version"});
  EXPECT_EQ(version.status, 0);
  EXPECT_EQ(version.out, "accelbench-cli " ACCELBENCH_VERSION "\n");
}

TEST(CommandLine, WrongWordsNameTheNearest) {
  const Folder folder;
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "accelbench-cli: error: a command is missing; see 'accelbench-cli --help'\n"},
      {{"rum"}, "accelbench-cli: error: there is no command 'rum'; did you mean 'run'?\n"},
      {{"xyzzy"},
       "accelbench-cli: error: there is no command 'xyzzy'; the commands are devices, validate, work, run, "
       "compare, report, predict, evaluate, selftest, engines, code, manual, "
       "engine\n"},
      {{"run"}, "accelbench-cli run: error: EXPERIMENT is required; see 'accelbench-cli run --help'\n"},
      {{"run", "x.yaml", "--acelerator", "cpu"},
       "accelbench-cli run: error: The following arguments were not expected: cpu --acelerator; did you mean "
       "'--accelerator'?; see 'accelbench-cli run --help'\n"},
  };
  for (const auto& [arguments, message] : cases) {
    const Finished finished = run(folder, arguments);
    EXPECT_EQ(finished.status, 2);
    EXPECT_EQ(finished.out, "");
    EXPECT_EQ(finished.err, message);
  }
}

TEST(Devices, TableAndJsonNameTheProcessorAndWhatIsMissing) {
  const Folder folder;
  const Finished table = run(folder, {"devices"});
  EXPECT_EQ(table.status, 0);
  EXPECT_TRUE(contains(table.out, "\ncpu "));
  const Finished finished = run(folder, {"devices", "--json"});
  const Json document = Json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << finished.out;
  EXPECT_TRUE(document["machine"]["cores"].is_number_integer());
  bool processor = false;
  for (const Json& device : document["devices"]) {
    processor = processor || (device["id"] == "cpu" && device["usable"] == true);
    EXPECT_TRUE(device["usable"] == true || device["reason"] != "") << device.dump();
  }
  EXPECT_TRUE(processor);
}

TEST(Validate, GoodFilesOnStdoutProblemsOnStderr) {
  const Folder folder;
  write(folder / "good.accel.yaml", small_experiment());
  write(folder / "bad.accel.yaml", "accelbench: 1\nname: x\nmodle: {}\n");
  const Finished good = run(folder, {"validate", "good.accel.yaml"});
  EXPECT_EQ(good.status, 0);
  EXPECT_EQ(good.out, "good.accel.yaml: ok\n");
  EXPECT_EQ(good.err, "");
  const Finished both = run(folder, {"validate", "bad.accel.yaml", "good.accel.yaml"});
  EXPECT_EQ(both.status, 2);
  EXPECT_EQ(both.out, "good.accel.yaml: ok\n");
  EXPECT_TRUE(contains(both.err, "bad.accel.yaml:3:1: error: ")) << both.err;
}

TEST(Validate, AMissingFileIsBadInput) {
  const Folder folder;
  const Finished missing = run(folder, {"validate", "none.accel.yaml"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_TRUE(contains(missing.err, "none.accel.yaml")) << missing.err;
  EXPECT_EQ(missing.out, "");
}

TEST(Work, WritesTheBundleOnce) {
  const Folder folder;
  write(folder / "small.accel.yaml", small_experiment());
  const std::vector<std::string> command = {"work",   "small.accel.yaml", "--output",
                                            "bundle", "--epochs",         "2"};
  const Finished finished = run(folder, command);
  EXPECT_EQ(finished.status, 0) << finished.err;
  const Json work = Json::parse(text_of(folder / "bundle/work.json"), nullptr, false);
  ASSERT_TRUE(work.is_object());
  EXPECT_TRUE(contains(finished.out, "fingerprint  " + work["fingerprint"].get<std::string>() + "\n"));
  for (const char* name : {"x_train.npy", "y_val.npy", "initial_weights.safetensors", "order.npy"})
    EXPECT_TRUE(std::filesystem::exists(folder / "bundle" / name)) << name;
  const Finished again = run(folder, command);
  EXPECT_EQ(again.status, 2);
  EXPECT_EQ(again.out, "");
  auto forced = command;
  forced.push_back("--force");
  EXPECT_EQ(run(folder, forced).status, 0);
  EXPECT_EQ(run(folder, {"work", "small.accel.yaml", "--output", "other", "--epochs", "0"}).status, 2);
}

TEST(Work, OfASweepIsRefusedWithTheWayToOneVariant) {
  const Folder folder;
  write(folder / "sweep.yaml", small_experiment() + "sweep:\n  - {key: training.epochs, values: [1, 2]}\n");
  const Finished finished = run(folder, {"work", "sweep.yaml", "--output", "w"});
  EXPECT_EQ(finished.status, 2);
  EXPECT_EQ(finished.err,
            "sweep: error: a bundle is one work, and this experiment has 2 variants; choose one: --set "
            "'sweep=[]' --set 'training.epochs=1'\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "w"));
  const Finished one =
      run(folder, {"work", "sweep.yaml", "--output", "w", "--set", "sweep=[]", "--set", "training.epochs=1"});
  EXPECT_EQ(one.status, 0) << one.err;
}

TEST(Work, FullStandardOutputIsAFailure) {
  const Folder folder;
  Options full;
  full.stdout_to = "/dev/full";
  const Finished finished = run(folder, {"devices"}, full);
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(finished.err, "standard output: error: cannot write: No space left on device\n");
}

TEST(Work, FoldersToAllowMustBeThere) {
  const Folder folder;
  write(folder / "a.yaml",
        "accelbench: 1\nname: a\nmodel: {layers: [{units: 1}]}\ndata: {source: synthetic}\n");
  const Finished finished = run(folder, {"work", "a.yaml", "--output", "w", "--allow-path", "nowhere"});
  EXPECT_EQ(finished.status, 2);
  EXPECT_EQ(finished.err,
            "--allow-path: error: 'nowhere' is no folder; check the name; give the folder, not the file\n");
  EXPECT_EQ(run(folder, {"work", "a.yaml", "--output", "w", "--allow-path", "."}).status, 0);
}

TEST(Engine, RefusesWhatIsNoRequest) {
  const Folder folder;
  EXPECT_NE(run(folder, {"engine"}).status, 0);
  write(folder / "garbage", "{\"version\": \n");
  Options options;
  options.stdin_from = (folder / "garbage").string();
  const Finished finished = run(folder, {"engine"}, options);
  EXPECT_NE(finished.status, 0);
  EXPECT_LT(finished.status, 128);  // told, not crashed
}

}  // namespace
}  // namespace accelbench::cli
