// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons of real launches: under blows, against themselves, and with a difference of known size.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "core/comparison/comparison.h"
#include "core/results/results_file.h"
#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* const small = "comparison.measure_s=0.06";

/// Finished runs of rounds. Launches of a certificate that was not finished are made anew, under their names.
std::size_t finished_runs(const Results& results) {
  std::size_t finished = 0;
  for (const RunRecord& run : results.runs) finished += run.finished && !contains(run.run, "#0.");
  return finished;
}

// Whatever the moment: the file opens, no finished run is lost by the next blow, and in the end all rounds
// are there.
TEST(LongComparison, SurvivesTwoHundredBlowsAndEndsWithAllItsRounds) {
  const Folder folder;
  write(folder / "small.accel.yaml", small_experiment());
  std::mt19937 random(20261123);
  int blows = 0;
  int comparisons = 0;
  while (blows < 200) {
    const std::string file = "killed-" + std::to_string(comparisons++) + ".accelresults";
    std::vector<std::string> arguments = {"compare", "small.accel.yaml", "--set", small, "--rounds",
                                          "6",       "--output",         file};
    std::size_t kept = 0;
    // A busy machine may be killed in its trial each time: after eight blows a comparison is left to end.
    bool ended = false;
    for (int blow = 0; blow < 8 && !ended; ++blow) {
      Process process(folder, arguments);
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1500));
      process.send(SIGKILL);
      ended = process.wait().status == 0;
      ++blows;
      if (!std::filesystem::exists(folder / file)) continue;
      const auto results = read_results(folder / file);
      ASSERT_TRUE(results) << to_string(results.error());
      EXPECT_GE(finished_runs(*results), kept);
      kept = finished_runs(*results);
      arguments = {"compare", "--resume", file};
    }
    if (!std::filesystem::exists(folder / file)) continue;
    const Finished last = run(folder, {"compare", "--resume", file, "--json"});
    if (contains(last.err, "there is nothing to resume")) continue;
    ASSERT_EQ(last.status, 0) << last.err;
    EXPECT_EQ(Json::parse(last.out, nullptr, false)["rounds"], 6);
  }
  EXPECT_GE(comparisons, 25);
}

const char* const three_ways =
    "  - {id: one, engine: cpu, threads: 1}\n"
    "  - {id: all, engine: cpu}\n"
    "  - {id: double, engine: cpu, threads: 1, precision: float64}\n";

std::string verdict(const Json& document, std::size_t pair) { return document["pairs"][pair]["verdict"]; }

// float64 takes more than twice the time of float32: no luck of a round hides that, twice.
TEST(LongComparison, TheSameExperimentTwiceGivesVerdictsThatAgree) {
  const Folder folder;
  write(folder / "seed.accel.yaml", experiment_with(three_ways));
  std::vector<Json> documents;
  for (int i = 0; i < 2; ++i) {
    const Finished finished = run(folder, {"compare", "seed.accel.yaml", "--set", "comparison.measure_s=0.3",
                                           "--rounds", "10", "--json"});
    ASSERT_EQ(finished.status, 0) << finished.err;
    documents.push_back(Json::parse(finished.out, nullptr, false));
  }
  for (std::size_t pair = 0; pair < 2; ++pair) {
    const std::string first = verdict(documents[0], pair);
    const std::string second = verdict(documents[1], pair);
    EXPECT_FALSE((first == "faster" && second == "slower") || (first == "slower" && second == "faster"))
        << pair;
  }
  EXPECT_EQ(verdict(documents[0], 1), "slower");
  EXPECT_EQ(verdict(documents[1], 1), "slower");
}

/// The stand-in engine makes the accelerator `slowed` wait, busily, for a twentieth of each of its steps.
TEST(LongComparison, FindsAPlantedSlowdownOfFivePerCent) {
  const Folder folder;
  ComparisonRequest request;
  request.experiment = seed_experiment();
  AcceleratorSpec plain;
  plain.id = "plain";
  plain.threads = 1;
  AcceleratorSpec slowed = plain;
  slowed.id = "slowed";
  request.experiment.accelerators = {plain, slowed};
  request.experiment.comparison = {};
  request.experiment.comparison.baseline = "plain";
  request.experiment.comparison.measure_s = 0.5;
  request.experiment.comparison.resolution = 0.005;
  request.roots.base_dir = folder.path();
  request.program = ACCELBENCH_STAND_IN;
  request.seed = 5;
  setenv("ACCELBENCH_STAND_IN_DEFECT", "slowed", 1);
  struct : ComparisonSink {
    void on_event(const Event&) override {}
    void on_certificate(const CertificateRecord&) override {}
    void on_forecast(const Forecast&) override {}
    void on_round_begin(const RoundRecord&) override {}
    void on_run_end(const RoundRecord&, const RoundRun&) override {}
    void on_round_end(const RoundRecord&, const Judgement&) override {}
    void on_progress(const ComparisonProgress&) override {}
  } nobody;
  const auto outcome = compare(request, nobody, {});
  unsetenv("ACCELBENCH_STAND_IN_DEFECT");
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  ASSERT_FALSE(outcome->judgement.pairs.empty());
  const PairJudgement& pair = outcome->judgement.pairs.front();
  EXPECT_EQ(pair.verdict, Verdict::slower) << pair.sentence;
  // 1 / 1.05 = 0.952; the machine is shared.
  EXPECT_NEAR(pair.ratio.value_or(0), 0.952, 0.03) << pair.sentence;
}

}  // namespace
}  // namespace accelbench::cli
