// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "core/run/training.h"
#include "rehearsal.h"

namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::KeepingSink;
using test::Rehearsal;
using test::seed_request;

/// The seed experiment on one thread, in float32.
TrainingRequest swept(std::vector<SweepAxis> axes) {
  TrainingRequest request = seed_request();
  request.experiment.accelerators.resize(1);
  request.experiment.training.epochs = 3;
  request.experiment.sweep = std::move(axes);
  return request;
}

std::vector<std::string> fingerprints(const TrainingOutcome& outcome) {
  std::vector<std::string> all;
  for (const RunSummary& run : outcome.runs) all.push_back(run.fingerprint);
  return all;
}

TEST(SweepRows, AreVariantsTimesAccelerators) {
  TrainingRequest request = seed_request();
  request.experiment.sweep = {{"training.batch_size", {"16", "32"}}};
  request.accelerators = {"cpu", "cpu-float64"};
  const auto rows = rows_of(request);
  ASSERT_TRUE(rows) << to_string(rows.error());
  std::vector<std::string> ids;
  for (const TrainingRow& row : rows->rows) ids.push_back(row.run);
  EXPECT_EQ(ids, (std::vector<std::string>{"cpu@1", "cpu-float64@1", "cpu@2", "cpu-float64@2"}));
  EXPECT_EQ(rows->variant_of(rows->rows[3]).name, "training.batch_size: 32");
  EXPECT_EQ(label_of(rows->rows[3], rows->variant_of(rows->rows[3])),
            display_label(rows->rows[3].accelerator) + " · training.batch_size: 32");
}

TEST(SweepRows, ThatNoResultsFileCouldHoldAreRefused) {
  TrainingRequest request = seed_request();
  SweepAxis epochs{"training.epochs", {}}, batches{"training.batch_size", {}};
  for (int i = 1; i <= 100; ++i) {
    epochs.values.push_back(std::to_string(i));
    batches.values.push_back(std::to_string(i));
  }
  request.experiment.sweep = {epochs, batches};
  request.experiment.accelerators.clear();
  for (int i = 0; i < 11; ++i) {
    request.experiment.accelerators.push_back({});
    request.experiment.accelerators.back().id = "cpu-" + std::to_string(i);
  }
  const auto rows = rows_of(request);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().message,
            "10000 combinations on 11 accelerators are 110000 runs, expected at most 100000");
}

TEST(Sweep, EachVariantIsTheWorkThatItsExperimentIsAlone) {
  KeepingSink sink;
  const auto outcome = train(swept({{"training.batch_size", {"16", "32"}}}), sink, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  ASSERT_EQ(outcome->runs.size(), 2U);
  EXPECT_EQ(outcome->fingerprint, "");  // two works
  for (std::size_t i = 0; i < 2; ++i) {
    TrainingRequest alone = swept({});
    alone.experiment.training.batch_size = i == 0 ? 16 : 32;
    KeepingSink ignored;
    const auto expected = train(alone, ignored, {});
    ASSERT_TRUE(expected);
    EXPECT_EQ(outcome->runs[i].fingerprint, expected->fingerprint);
    EXPECT_EQ(outcome->runs[i].final_loss, expected->runs[0].final_loss);  // the same bits
    EXPECT_EQ(outcome->runs[i].steps, i == 0 ? 18 : 9);  // 3 · ceil(90 / 16), 3 · ceil(90 / 32)
  }
  EXPECT_NE(outcome->runs[0].fingerprint, outcome->runs[1].fingerprint);
}

TEST(Sweep, KeysOfAcceleratorsLeaveTheWorkAlone) {
  KeepingSink sink;
  const auto outcome = train(swept({{"accelerators.cpu.threads", {"1", "2"}}}), sink, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->runs[0].fingerprint, outcome->runs[1].fingerprint);
  EXPECT_EQ(outcome->fingerprint, outcome->runs[0].fingerprint);
  EXPECT_EQ(outcome->runs[0].final_loss, outcome->runs[1].final_loss);
}

TEST(Sweep, EventsTellTheRunAndItsVariant) {
  KeepingSink sink;
  const auto outcome = train(swept({{"training.batch_size", {"16", "32"}}}), sink, {});
  ASSERT_TRUE(outcome);
  const auto started = sink.all<RunStarted>();
  const auto finished = sink.all<RunFinished>();
  ASSERT_EQ(started.size(), 2U);
  ASSERT_EQ(finished.size(), 2U);
  EXPECT_EQ(started[1].accelerator, "cpu");
  EXPECT_EQ(started[1].variant.settings, (std::vector<VariantSetting>{{"training.batch_size", "32"}}));
  EXPECT_EQ(finished[1].summary.variant, started[1].variant);
  EXPECT_EQ(outcome->runs[1].variant, started[1].variant);
  std::map<std::string, std::int64_t> next;
  for (const Event& event : sink.events()) EXPECT_EQ(event.seq, next[event.run]++);
  ASSERT_EQ(next.size(), 2U);
  EXPECT_TRUE(next.contains("cpu@1") && next.contains("cpu@2"));
}

TEST(Sweep, VariantsOfEqualDataShareOneDataSet) {
  Rehearsal rehearsal({});
  rehearsal.request = swept({{"training.batch_size", {"8", "16", "32"}}, {"training.epochs", {"1", "2"}}});
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs.size(), 6U);
  EXPECT_EQ(rehearsal.made, 1);
}

TEST(Sweep, OneDataSetAtATimeLiesInMemoryWhateverTheOrderOfTheAxes) {
  const TrainingRequest request =
      swept({{"training.batch_size", {"8", "16"}}, {"data.samples", {"50", "60", "70"}}});
  auto training = plan_training(request);
  ASSERT_TRUE(training);
  std::vector<std::weak_ptr<const void>> loaded;
  const DataLoader load = [&](const DataSpec& data, const DataRoots& roots, std::optional<Task> wanted) {
    for (const auto& earlier : loaded) EXPECT_TRUE(earlier.expired());
    auto dataset = load_dataset(data, roots, wanted);
    loaded.push_back(dataset->train.storage);
    return dataset;
  };
  KeepingSink sink;
  const auto outcome = train_in_process(*training, load, sink, {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(loaded.size(), 3U);
  std::vector<std::int64_t> steps;  // rows stay in the order of the axes: ceil(45 / 8), ceil(54 / 8), …
  for (const RunSummary& run : outcome->runs) steps.push_back(run.steps / 3);
  EXPECT_EQ(steps, (std::vector<std::int64_t>{6, 7, 8, 3, 4, 4}));
}

TEST(Sweep, WidthsThatDoNotFitTheDataAreRefusedBeforeAnythingIsTrained) {
  std::string folder = (std::filesystem::temp_directory_path() / "accelbench-sweep-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/d.csv") << "a,b,c\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n";
  TrainingRequest request =
      swept({{"training.batch_size", {"16", "32"}}, {"data.target", {"[c]", "[b, c]"}}});
  request.roots.base_dir = folder;
  request.experiment.data = {};
  request.experiment.data.source = CsvData{.path = "d.csv", .target = {"c"}, .header = {}, .delimiter = {}};
  request.experiment.training.callbacks.clear();
  KeepingSink sink;
  const auto outcome = train(request, sink, {});
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(
      outcome.error().message,
      "the variant (training.batch_size: 16, data.target: [b, c]): model.layers.2.units: the last layer "
      "has 1 units; the data have 2 targets, which need 2");
  EXPECT_EQ(outcome.error().fix, "write units: 2");
  EXPECT_TRUE(sink.events().empty());
}

TEST(Sweep, DataThatCannotBeLoadedFailTheirVariantsOnly) {
  for (const bool together : {false, true}) {
    TrainingRequest request = swept({{"data.samples", {"50", "60"}}, {"training.batch_size", {"8", "16"}}});
    request.together = together;
    const auto training = plan_training(request);
    ASSERT_TRUE(training);
    const DataLoader load = [](const DataSpec& data, const DataRoots& roots,
                               std::optional<Task> wanted) -> Result<Dataset> {
      if (std::get<SyntheticData>(data.source).samples == 50) return failed("a.csv", "gone");
      return load_dataset(data, roots, wanted);
    };
    KeepingSink sink;
    const auto outcome = train_in_process(*training, load, sink, {});
    ASSERT_TRUE(outcome);
    for (std::size_t i = 0; i < 4; ++i)
      EXPECT_EQ(outcome->runs[i].status, i < 2 ? RunStatus::failed : RunStatus::completed);
    EXPECT_TRUE(outcome->runs[1].reason.starts_with("a.csv: gone")) << outcome->runs[1].reason;
    EXPECT_EQ(sink.all<RunFinished>().size(), 4U);
  }
}

TEST(Sweep, WeightsNeedAVariantInTheirName) {
  TrainingRequest request = swept({{"training.batch_size", {"16", "32"}}});
  request.weights_out = "w-{id}.safetensors";
  KeepingSink sink;
  const auto outcome = train(request, sink, {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "one file for 2 variants");
  const auto rows = rows_of(request);
  ASSERT_TRUE(rows);
  EXPECT_EQ(weights_name("w-{id}-{variant}-{id}", rows->rows[1]), "w-cpu-2-cpu");
}

/// Most runs that were between their start and their end at a time.
std::int64_t most_at_once(const std::vector<Event>& events) {
  std::int64_t running = 0;
  std::int64_t most = 0;
  for (const Event& event : events) {
    if (std::holds_alternative<RunStarted>(event.what)) most = std::max(most, ++running);
    if (std::holds_alternative<RunFinished>(event.what)) --running;
  }
  return most;
}

TEST(Together, SevenRunsTakeTurnsOnTheCores) {
  Rehearsal rehearsal({.step_time = 2ms});
  rehearsal.request = swept({{"training.seed", {"1", "2", "3", "4", "5", "6", "7"}}});
  rehearsal.request.together = true;
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome);
  const CoreShare share = divide_cores(7)[0];
  if (share.cores >= 7) GTEST_SKIP() << "more cores than runs: nothing waits";
  for (const RunSummary& run : outcome->runs) {
    EXPECT_EQ(run.status, RunStatus::completed);
    EXPECT_EQ(run.epochs, 3);
    EXPECT_TRUE(run.reason.starts_with("one of 7 runs that take turns on ")) << run.reason;
  }
  EXPECT_EQ(rehearsal.made, 1);
  EXPECT_LE(most_at_once(rehearsal.sink.events()), share.cores);
  EXPECT_GE(most_at_once(rehearsal.sink.events()), std::min<std::int64_t>(2, share.cores));
  EXPECT_FALSE(rehearsal.sink.overlapped);
}

TEST(Together, ARunOfTheQueueHasOneThreadAndTheBitsThatItHasAlone) {
  TrainingRequest request = swept({{"training.seed", {"1", "2", "3", "4", "5", "6", "7", "8"}}});
  request.experiment.accelerators[0].threads.reset();  // all
  KeepingSink alone, queued;
  const auto expected = train(request, alone, {});
  request.together = true;
  const auto outcome = train(request, queued, {});
  ASSERT_TRUE(expected && outcome);
  EXPECT_EQ(fingerprints(*outcome), fingerprints(*expected));
  std::set<std::string> different;
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(outcome->runs[i].final_loss, expected->runs[i].final_loss);
    different.insert(outcome->runs[i].fingerprint);
  }
  EXPECT_EQ(different.size(), 8U);  // another seed, another work
}

TEST(Together, AStopKeepsWhatEndedAndListsWhatDidNotBegin) {
  for (const bool together : {false, true}) {
    Rehearsal rehearsal({.step_time = 1ms});
    rehearsal.request = swept({{"training.seed", {"1", "2", "3", "4", "5", "6", "7"}}});
    rehearsal.request.together = together;
    std::stop_source stop;
    rehearsal.sink.before = [&](const Event& event) {
      if (std::holds_alternative<RunFinished>(event.what)) stop.request_stop();
    };
    const auto outcome = rehearsal.run(stop.get_token());
    ASSERT_TRUE(outcome);
    const auto count = [&](RunStatus status) {
      return std::ranges::count(outcome->runs, status, &RunSummary::status);
    };
    EXPECT_GE(count(RunStatus::completed), 1);
    EXPECT_EQ(count(RunStatus::completed) + count(RunStatus::stopped), 7);
    const auto cores = together ? divide_cores(7)[0].cores : 1;
    const auto unbegun = std::ranges::count(outcome->runs, "stopped before it began", &RunSummary::reason);
    EXPECT_GE(unbegun, std::max<std::int64_t>(0, 7 - 2 * cores));
    EXPECT_EQ(rehearsal.sink.all<RunFinished>().size(), 7U);
    EXPECT_EQ(rehearsal.engine.compiled, 7 - unbegun);
  }
}

}  // namespace
}  // namespace accelbench
