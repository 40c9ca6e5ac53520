// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <csignal>
#include <functional>
#include <sstream>
#include <thread>

#include "core/run/child_process.h"
#include "tests/core/external/surroundings.h"

// Nothing that was started for a run outlives the program that asked for it.
namespace accelbench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// State and parent of a process, from /proc/PID/stat; state 0 where there is none.
struct ProcessState {
  char state = 0;
  pid_t parent = 0;
};
ProcessState state_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  ProcessState found;
  if (const auto end = text.rfind(')'); end != std::string::npos)
    std::istringstream(text.substr(end + 1)) >> found.state >> found.parent;
  return found;
}

/// One that has ended and that nobody has asked after yet is gone, too.
bool is_gone(pid_t process) {
  const char state = state_of(process).state;
  return state == 0 || state == 'Z';
}

bool wait_for(const std::function<bool()>& condition, std::chrono::seconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

/// `accelbench-cli run` of a runner that ignores every wish to end.
class Orphans : public test::OutsideEngines {
 protected:
  void SetUp() override {
    const fs::path experiment =
        folder_.file("stubborn.accel.yaml",
                     "accelbench: 1\nname: Stubborn\n"
                     "model: {layers: [{units: 1}]}\ndata: {source: synthetic}\n"
                     "accelerators:\n  - {id: ignores_stop, engine: keras, threads: 1}\n");
    auto started = ChildProcess::start(ACCELBENCH_CLI, {"run", experiment.string(), "--no-progress",
                                                        "--output", (folder_ / "r.accelresults").string()});
    ASSERT_TRUE(started);
    program_.emplace(std::move(*started));
    ASSERT_TRUE(wait_for([this] { return read_process(); }, 60s)) << "the runner never began";
    engine_ = state_of(runner_).parent;
    ASSERT_EQ(state_of(engine_).parent, program_->id());
  }
  void TearDown() override {
    for (const pid_t process : {runner_, engine_})
      if (process > 1 && !is_gone(process)) kill(process, SIGKILL);
  }
  bool read_process() {
    std::ifstream file(folder_ / "pid");
    return static_cast<bool>(file >> runner_) && runner_ > 1;
  }

  test::Variable temporary_{"TMPDIR", folder_.path().string()};
  test::Variable pid_file_{"ACCELBENCH_TEST_PID", (folder_ / "pid").string()};
  std::optional<ChildProcess> program_;
  pid_t runner_ = 0;
  pid_t engine_ = 0;
};

TEST_F(Orphans, NoneSurvivesTheProcessOfItsRun) {
  kill(engine_, SIGKILL);
  EXPECT_TRUE(wait_for([this] { return is_gone(runner_); }, 10s));
  EXPECT_TRUE(wait_for([this] { return program_->ended().has_value(); }, 30s));
}

TEST_F(Orphans, NoneSurvivesTheProgram) {
  kill(program_->id(), SIGKILL);
  EXPECT_TRUE(wait_for([this] { return is_gone(engine_) && is_gone(runner_); }, 30s));
}

TEST_F(Orphans, NoneSurvivesAnInterrupt) {
  kill(program_->id(), SIGINT);
  EXPECT_TRUE(wait_for([this] { return program_->ended().has_value(); }, 30s));
  EXPECT_TRUE(is_gone(runner_));
  EXPECT_TRUE(is_gone(engine_));
}

}  // namespace
}  // namespace accelbench
