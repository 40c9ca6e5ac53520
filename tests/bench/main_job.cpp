// SPDX-License-Identifier: GPL-3.0-or-later
// What a person waits for: the seed experiment from command to result, the window from command to first paint, and
// what the window costs the training while it draws. Run on a quiet machine and a display (Xvfb will do; without one the
// window is never shown): bench_main_job --benchmark_repetitions=10
#include <benchmark/benchmark.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/results/results_file.h"

extern char** environ;

namespace {

namespace fs = std::filesystem;
const std::string experiments = ACCELBENCH_SOURCE_DIR "/resources/experiments/";

/// A folder of this process for results, which would otherwise land among the user's.
const fs::path& scratch() {
  static const fs::path folder = [] {
    std::string name = (fs::temp_directory_path() / "accelbench-bench-XXXXXX").string();
    const char* made = mkdtemp(name.data());
    setenv("XDG_DATA_HOME", made, 1);
    setenv("XDG_CONFIG_HOME", made, 1);
    return fs::path(made);
  }();
  return folder;
}

int run(std::vector<std::string> arguments) {
  scratch();
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", 1, 0);
  posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", 1, 0);
  pid_t child = 0;
  int status = 127;
  if (posix_spawn(&child, argv[0], &quiet, nullptr, argv.data(), environ) == 0) waitpid(child, &status, 0);
  posix_spawn_file_actions_destroy(&quiet);
  return status;
}

void seed_command_to_result(benchmark::State& state) {
  for (auto _ : state)
    if (run({ACCELBENCH_CLI, "run", experiments + "seed.accel.yaml", "--json"}) != 0) state.SkipWithError("run failed");
}
BENCHMARK(seed_command_to_result)->Unit(benchmark::kMillisecond)->UseRealTime();

#ifdef ACCELBENCH_DESKTOP
/// Whole process: start, first paint, orderly end; an upper bound of "window up".
void window_up_and_down(benchmark::State& state) {
  for (auto _ : state)
    if (run({ACCELBENCH_DESKTOP, experiments + "seed.accel.yaml", "--quit"}) != 0) state.SkipWithError("failed");
}
BENCHMARK(window_up_and_down)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Seconds of training of the last results file: the first accelerator, one thread, so that one core is free.
double train_seconds_of_newest() {
  const auto entries = accelbench::list_results();
  if (entries.empty()) return 0;
  const auto results = accelbench::read_results(entries.front().file);
  if (!results || results->runs.empty()) return 0;
  fs::remove(entries.front().file);
  return results->runs.front().summary.train_s.value_or(0);
}

/// Command line and window in turn, on the same work; the counter is the window's extra time in percent.
void window_cost_to_training(benchmark::State& state) {
  const std::string wide = experiments + "wide.accel.yaml";
  double plain = 0, drawn = 0;
  for (auto _ : state) {
    run({ACCELBENCH_CLI, "run", wide, "--accelerator", "cpu"});
    plain += train_seconds_of_newest();
    run({ACCELBENCH_DESKTOP, wide, "--train", "--quit"});
    drawn += train_seconds_of_newest();
  }
  state.counters["command_s"] = plain / static_cast<double>(state.iterations());
  state.counters["window_s"] = drawn / static_cast<double>(state.iterations());
  state.counters["extra_percent"] = plain > 0 ? 100 * (drawn / plain - 1) : 0;
}
BENCHMARK(window_cost_to_training)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);
#endif

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  scratch();
  benchmark::RunSpecifiedBenchmarks();
  fs::remove_all(scratch());
}
