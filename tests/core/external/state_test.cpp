// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/external/answers.h"
#include "core/external/engine_state.h"
#include "core/external/python_engine.h"
#include "tests/core/external/surroundings.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

class States : public test::OutsideEngines {
 protected:
  fs::path program(const fs::path& path) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "#!/bin/sh\nexec " << find_program("python3").string() << " \"$@\"\n";
    chmod(path.c_str(), 0755);
    return path;
  }
};

TEST_F(States, InterpreterOfTheSettingsComesFirst) {
  Settings settings;
  EXPECT_EQ(find_interpreter(EngineKind::jax, settings)->origin, InterpreterOrigin::path);
  const fs::path own = program(environment_folder(EngineKind::jax) / "bin/python");
  EXPECT_EQ(find_interpreter(EngineKind::jax, settings)->program, own);
  EXPECT_EQ(find_interpreter(EngineKind::keras, settings)->origin, InterpreterOrigin::path);
  settings.interpreters.jax = program(folder_ / "python").string();
  EXPECT_EQ(find_interpreter(EngineKind::jax, settings)->program, folder_ / "python");
  settings.interpreters.jax = "/nowhere/python";
  const auto missing = find_interpreter(EngineKind::jax, settings);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "interpreters.jax: /nowhere/python is no program");
}

TEST_F(States, WithoutAnyPythonItIsNotInstalledAndSaysHow) {
  const test::Variable path("PATH", folder_.path().string());
  EngineStates states{Settings{}};
  const EngineState state = states.get(EngineKind::jax);
  EXPECT_EQ(state.installed, Installed::not_installed);
  EXPECT_NE(state.reason.find("`accelbench-cli engines install jax`"), std::string::npos) << state.reason;
}

TEST_F(States, AnswersAreTaken) {
  EngineStates states{Settings{}};
  const EngineState state = states.get(EngineKind::keras);
  EXPECT_TRUE(state.ready()) << state.reason;
  EXPECT_EQ(state.version(), "3.15.1");
  EXPECT_EQ(state.text(), "Keras 3.15.1, tensorflow 2.21.0, Python 3.11.2");
  EXPECT_FALSE(state.probed);
  EXPECT_TRUE(states.get(EngineKind::keras, EngineQuestion::probe).probed);
}

TEST_F(States, WhatIsNoAnswerIsBroken) {
  for (const char* told : {"garbage", "dies"}) {
    const test::Variable how("ACCELBENCH_TEST_PROBE", told);
    const EngineState state = EngineStates{Settings{}}.get(EngineKind::keras);
    EXPECT_EQ(state.installed, Installed::broken) << told;
    EXPECT_NE(state.reason.find("engines install keras"), std::string::npos) << state.reason;
  }
  const test::Variable how("ACCELBENCH_TEST_PROBE", "too old");
  const EngineState old = EngineStates{Settings{}}.get(EngineKind::keras);
  EXPECT_EQ(old.installed, Installed::too_old);
  EXPECT_TRUE(old.reason.starts_with("too old: for a test; install it with")) << old.reason;
}

TEST_F(States, AnAnswerHoldsUntilThePackagesAreTouched) {
  fs::create_directory(folder_ / "packages");
  keep_answer("look keras", {{"a", 1}}, {folder_ / "packages"});
  ASSERT_TRUE(kept_answer("look keras"));
  EXPECT_EQ(kept_answer("look keras")->at("a"), 1);
  EXPECT_FALSE(kept_answer("look jax"));
  const timespec long_ago[2] = {{1, 0}, {1, 0}};
  utimensat(AT_FDCWD, (folder_ / "packages").c_str(), long_ago, 0);
  EXPECT_FALSE(kept_answer("look keras"));
}

TEST_F(States, ADamagedFileOfAnswersIsNone) {
  keep_answer("a", {{"a", 1}}, {});
  std::ofstream(folder_ / "data/accelbench/engines/answers.json") << "[1, 2";
  EXPECT_FALSE(kept_answer("a"));
  keep_answer("a", {{"a", 2}}, {});
  EXPECT_EQ(kept_answer("a")->at("a"), 2);
}

class Refusals : public test::OutsideEngines {
 protected:
  std::string refusal(const std::string& mode, Precision precision, std::vector<std::string> devices = {}) {
    const auto engine = make_python_engine(EngineKind::pytorch, std::make_shared<EngineStates>(Settings{}));
    AcceleratorSpec row;
    row.id = "torch";
    row.engine = EngineKind::pytorch;
    row.mode = mode;
    row.precision = precision;
    row.devices = std::move(devices);
    const Status can = engine->can_run(work_, row);
    return can ? "" : to_string(can.error());
  }
  Work work_ = make_work(seed_experiment(), {}).value();
};

TEST_F(Refusals, TellTheFix) {
  EXPECT_EQ(refusal("eager", Precision::float32), "");
  EXPECT_EQ(refusal("compiled", Precision::bfloat16), "");
  EXPECT_EQ(refusal("eager", Precision::float64),
            "accelerators.torch: error: float64 is not trained in by PyTorch; use float32, or bfloat16 (by "
            "autocast)");
  EXPECT_EQ(
      refusal("graph", Precision::float32),
      "accelerators.torch.mode: error: a CUDA graph needs a GPU; name one in devices, or use mode: eager or "
      "compiled");
  EXPECT_EQ(refusal("eager", Precision::float32, {"0", "1"}).substr(0, 60),
            "accelerators.torch.devices: error: 2 devices, expected one; ");
}

TEST_F(Refusals, BackendThatIsNotThereNamesThoseThatAre) {
  const auto engine = make_python_engine(EngineKind::keras, std::make_shared<EngineStates>(Settings{}));
  AcceleratorSpec row;
  row.id = "keras";
  row.engine = EngineKind::keras;
  EXPECT_TRUE(engine->can_run(work_, row));
  row.backend = "jax";
  const Status can = engine->can_run(work_, row);
  ASSERT_FALSE(can);
  EXPECT_EQ(can.error().fix, "use backend: tensorflow, or install jax there");
}

TEST_F(Refusals, WithoutATensorflowKerasTakesWhatItsUserNamed) {
  AcceleratorSpec row;
  row.id = "keras";
  row.engine = EngineKind::keras;
  {
    const test::Variable how("ACCELBENCH_TEST_PROBE", "usual jax");
    const auto states = std::make_shared<EngineStates>(Settings{});
    EXPECT_TRUE(make_python_engine(EngineKind::keras, states)->can_run(work_, row));
    EXPECT_EQ(states->get(EngineKind::keras).text(),
              "Keras 3.15.1, torch 2.11.0, jax 0.10.2 (usual), Python 3.11.2");
  }
  fs::remove_all(folder_ / "data");
  const test::Variable how("ACCELBENCH_TEST_PROBE", "usual tensorflow");
  const auto engine = make_python_engine(EngineKind::keras, std::make_shared<EngineStates>(Settings{}));
  const Status can = engine->can_run(work_, row);
  ASSERT_FALSE(can);
  EXPECT_NE(can.error().message.find("has no tensorflow, which KERAS_BACKEND names"),
            std::string::npos)
      << can.error().message;
  EXPECT_EQ(can.error().fix, "use backend: torch or jax, or install tensorflow there");
}

}  // namespace
}  // namespace accelbench
