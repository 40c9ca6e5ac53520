// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "core/engine/event_json.h"
#include "core/run/child_engine.h"
#include "tests/core/certificate/stand_in/defects.h"

// stand_in_engine engine [DEFECT]: a child engine with a defect. Defects of the engine stand in defects.h;
// those of what it tells are here: epoch_less, algorithm.
namespace accelbench::test {
namespace {

/// What becomes of an event; false: it is not told.
bool retell(const std::string& defect, Event& event) {
  if (auto* epochs = std::get_if<EpochsEvent>(&event.what); epochs && defect == "epoch_less") {
    std::erase_if(epochs->records, [](const EpochRecord& epoch) { return epoch.epoch == 3; });
    return !epochs->records.empty();
  }
  if (auto* finished = std::get_if<RunFinished>(&event.what)) {
    if (defect == "epoch_less") finished->summary.epochs -= 1;
    if (defect == "algorithm") finished->summary.algorithm = "ADADELTA in place of the optimizer";
  }
  return true;
}

/// Between the engine and the parent: a process that reads the events and tells them its own way.
[[noreturn]] void filter(const std::string& defect, int from) {
  dup2(from, 0);
  std::string line;
  while (std::getline(std::cin, line)) {
    auto event = event_from_json(line);
    if (event && retell(defect, *event)) std::cout << to_json_line(*event) << std::endl;
  }
  _exit(0);
}

int run(const std::string& defect) {
  const bool retold = defect == "epoch_less" || defect == "algorithm";
  std::array<int, 2> ends{};
  pid_t process = 0;
  if (retold) {
    if (pipe(ends.data()) != 0) return 1;
    process = fork();
    if (process == 0) {
      close(ends[1]);
      filter(defect, ends[0]);
    }
    close(ends[0]);
    dup2(ends[1], 1);
    close(ends[1]);
  }
  EngineRegistry registry;
  registry.add(make_defective_engine(defect));
  const int status = run_child_engine(registry);
  if (!retold) return status;
  close(1);
  waitpid(process, nullptr, 0);
  return status;
}

}  // namespace
}  // namespace accelbench::test

/// The defect is an argument, or stands in the environment where the caller gives no arguments.
int main(int count, char** arguments) {
  const char* named = std::getenv("ACCELBENCH_STAND_IN_DEFECT");
  return accelbench::test::run(count > 2 ? arguments[2] : named != nullptr ? named : "");
}
