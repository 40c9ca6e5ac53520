// SPDX-License-Identifier: GPL-3.0-or-later
// The main job at size and under blows; each test takes many seconds.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "core/results/results_file.h"
#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

std::string experiment(const std::string& samples, const std::string& epochs) {
  return "accelbench: 1\nname: Long\n"
         "model: {layers: [{units: 16, activation: relu}, {units: 1}]}\n"
         "data: {source: synthetic, samples: " +
         samples +
         ", features: 10, standardize: true}\n"
         "training: {batch_size: 4096, epochs: " +
         epochs +
         "}\n"
         "accelerators:\n  - {id: one, engine: cpu, threads: 1}\n  - {id: two, engine: cpu, threads: 2}\n";
}

// 10 million samples of 10 features and one target are 440 million bytes: a second copy would show.
TEST(Long, TenMillionSamplesStandInMemoryOnce) {
  const Folder folder;
  const auto file = folder / "big.accel.yaml";
  write(file, experiment("10000000", "1"));
  const Finished finished = run(folder, {"run", file.string(), "--accelerator", "one", "--json"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  constexpr long data_kib = 440'000'000 / 1024;
  EXPECT_GT(usage.ru_maxrss, data_kib);
  EXPECT_LT(usage.ru_maxrss, data_kib + 120'000) << "room for the program, the model and its buffers";
}

// Whatever the moment, the file opens, and every run that had been told as finished is in it.
TEST(Long, ResultsSurviveBeingKilledAtRandomMoments) {
  const Folder folder;
  const auto file = folder / "killed.accel.yaml";
  write(file, experiment("20000", "200"));
  std::mt19937 random(20260101);
  int opened = 0;
  for (int i = 0; i < 60; ++i) {
    const auto results_file = folder / ("killed-" + std::to_string(i) + ".accelresults");
    const auto events = folder / ("events-" + std::to_string(i));
    {
      Process process(folder,
                      {"run", file.string(), "--output", results_file.string(), "--events", events.string()});
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1500));
      process.send(SIGKILL);
      process.wait();
    }
    if (!std::filesystem::exists(results_file)) continue;
    const auto results = read_results(results_file);
    if (!results) {
      // Killed before the first transaction: said so, not misread.
      EXPECT_FALSE(contains(text_of(events), "run_started")) << to_string(results.error());
      continue;
    }
    ++opened;
    const std::string told = text_of(events);
    for (const RunRecord& run : results->runs) {
      const std::string line = "\"event\":\"run_finished\",\"run\":\"" + run.summary.accelerator + "\"";
      EXPECT_TRUE(run.finished || !contains(told, line)) << run.summary.accelerator << " in " << results_file;
    }
  }
  EXPECT_GT(opened, 20);
}

// The same experiment again and again gives the same bits, whatever the machine does beside it.
TEST(Long, FiftyRunsGiveTheSameBits) {
  const Folder folder;
  const auto file = folder / "same.accel.yaml";
  write(file, experiment("5000", "20"));
  std::string first;
  for (int i = 0; i < 50; ++i) {
    const Finished finished = run(folder, {"run", file.string(), "--json"});
    ASSERT_EQ(finished.status, 0) << finished.err;
    const auto runs = nlohmann::json::parse(finished.out)["runs"];
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0]["final"], runs[1]["final"]) << "1 and 2 threads";
    if (first.empty()) first = runs[0]["final"].dump();
    EXPECT_EQ(runs[0]["final"].dump(), first) << "run " << i;
  }
}

}  // namespace
}  // namespace accelbench::cli
