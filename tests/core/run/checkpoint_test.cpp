// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/checkpoint.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "core/run/checkpoint_folder.h"
#include "core/run/training.h"
#include "scripted.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using test::KeepingSink;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// 40 rows, 3 steps an epoch (16, 16, 4), trained by the real engine in this process.
class Checkpoints : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "accelbench-checkpoint-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    experiment_ = seed_experiment();
    experiment_.accelerators.resize(1);
    std::get<SyntheticData>(experiment_.data.source).samples = 44;
    experiment_.model.layers[0].dropout = 0.25;
    experiment_.training.batch_size = 16;
    experiment_.training.epochs = 9;
    experiment_.training.callbacks.clear();
    experiment_.training.checkpoint = CheckpointSpec{4, 2};
  }
  void TearDown() override { fs::remove_all(folder_); }

  TrainingRequest request(const std::string& weights) const {
    TrainingRequest request;
    request.experiment = experiment_;
    request.roots.base_dir = folder_;
    request.where = Where::in_process;
    request.weights_out = (folder_ / weights).string();
    request.checkpoints = folder_ / "checkpoints";
    request.control = control_;
    return request;
  }
  RunSummary run(const TrainingRequest& request, KeepingSink& sink, std::stop_token stop = {}) const {
    const auto outcome = train(request, sink, stop);
    if (!outcome) ADD_FAILURE() << to_string(outcome.error());
    return outcome ? outcome->runs.front() : RunSummary{};
  }
  /// The whole training, and once more from its checkpoint behind epoch 4: the same weights and losses.
  void expect_same_bits_from(const std::string& checkpoint) {
    KeepingSink whole_sink, resumed_sink;
    experiment_.training.checkpoint->keep = 9;
    const RunSummary whole = run(request("whole.safetensors"), whole_sink);
    ASSERT_EQ(whole.status, RunStatus::completed) << whole.reason;
    TrainingRequest resumed = request("resumed.safetensors");
    resumed.resume_from = resumed.checkpoints / checkpoint;
    resumed.checkpoints = folder_ / "again";
    const RunSummary rest = run(resumed, resumed_sink);
    ASSERT_EQ(rest.status, whole.status) << rest.reason;
    EXPECT_EQ(bytes_of(folder_ / "resumed.safetensors"), bytes_of(folder_ / "whole.safetensors"));
    EXPECT_EQ(rest.resumed_steps, 12);
    EXPECT_EQ(rest.steps, whole.steps);
    EXPECT_EQ(rest.reason, whole.reason);
    EXPECT_EQ(rest.final_loss, whole.final_loss);
    const auto all = whole_sink.epochs(), later = resumed_sink.epochs();
    ASSERT_EQ(later.size() + 4, all.size());
    for (std::size_t i = 0; i < later.size(); ++i) {
      EXPECT_EQ(later[i].epoch, all[i + 4].epoch);
      EXPECT_EQ(later[i].step, all[i + 4].step);
      EXPECT_EQ(later[i].loss, all[i + 4].loss);
      EXPECT_EQ(later[i].val_loss, all[i + 4].val_loss);
      EXPECT_EQ(later[i].learning_rate, all[i + 4].learning_rate);
    }
  }
  std::vector<std::string> names(const fs::path& folder) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder))
      found.push_back(entry.path().filename().string());
    std::ranges::sort(found);
    return found;
  }

  fs::path folder_;
  Experiment experiment_;
  std::shared_ptr<RunControl> control_ = std::make_shared<RunControl>();
};

TEST_F(Checkpoints, AreWrittenInTurnAndAtTheEndAndTheLastStay) {
  KeepingSink sink;
  run(request("w.safetensors"), sink);
  EXPECT_EQ(names(folder_ / "checkpoints"),
            (std::vector<std::string>{"cpu-epoch-000008.safetensors", "cpu-epoch-000009.safetensors"}));
}

TEST_F(Checkpoints, NeverDeleteAFileOfAnotherRun) {
  fs::create_directories(folder_ / "checkpoints");
  std::ofstream(folder_ / "checkpoints" / "cpu-epoch-000001.safetensors") << "mine";
  KeepingSink sink;
  run(request("w.safetensors"), sink);
  EXPECT_EQ(bytes_of(folder_ / "checkpoints" / "cpu-epoch-000001.safetensors"), "mine");
}

TEST_F(Checkpoints, EveryOptimizerGoesOnWithTheSameBits) {
  for (const OptimizerKind kind :
       {OptimizerKind::adam, OptimizerKind::adamw, OptimizerKind::rmsprop, OptimizerKind::sgd}) {
    experiment_.training.optimizer.name = kind;
    experiment_.training.optimizer.momentum = 0.9;
    for (const Precision precision : {Precision::float32, Precision::float64}) {
      experiment_.accelerators[0].precision = precision;
      expect_same_bits_from("cpu-epoch-000004.safetensors");
    }
  }
}

TEST_F(Checkpoints, GoOnOnThePathThatTheyWereTrainedOn) {
  // So small a model takes the fused path when it is asked anew; the two paths differ in the last bits.
  KeepingSink sink;
  experiment_.training.checkpoint->keep = 9;
  experiment_.accelerators[0].path = CpuPath::blocked;
  const RunSummary whole = run(request("whole.safetensors"), sink);
  experiment_.accelerators[0].path = CpuPath::automatic;
  TrainingRequest resumed = request("resumed.safetensors");
  resumed.resume_from = resumed.checkpoints / "cpu-epoch-000004.safetensors";
  resumed.checkpoints = folder_ / "again";
  const RunSummary rest = run(resumed, sink);
  EXPECT_EQ(rest.path, "blocked");
  EXPECT_EQ(rest.final_loss, whole.final_loss);
  EXPECT_EQ(bytes_of(folder_ / "resumed.safetensors"), bytes_of(folder_ / "whole.safetensors"));
  EXPECT_EQ(run(request("fused.safetensors"), sink).path, "fused");
}

TEST_F(Checkpoints, AreRefusedOnAnotherPathThanTheirs) {
  KeepingSink sink;
  experiment_.accelerators[0].path = CpuPath::blocked;
  run(request("whole.safetensors"), sink);
  experiment_.accelerators[0].path = CpuPath::fused;
  TrainingRequest resumed = request("resumed.safetensors");
  resumed.resume_from = resumed.checkpoints / "cpu-epoch-000009.safetensors";
  const RunSummary refused = run(resumed, sink);
  EXPECT_EQ(refused.status, RunStatus::failed);
  EXPECT_NE(refused.reason.find("path 'blocked', here fused"), std::string::npos) << refused.reason;
}

TEST_F(Checkpoints, SchedulesGoOn) {
  experiment_.training.clip_norm = 0.5;
  experiment_.training.l2 = 0.01;
  for (const ScheduleSpec& schedule :
       {ScheduleSpec(CosineSchedule{2, 0.0001}), ScheduleSpec(StepSchedule{3, 0.5})}) {
    experiment_.training.schedule = schedule;
    expect_same_bits_from("cpu-epoch-000004.safetensors");
  }
}

TEST_F(Checkpoints, CallbacksGoOn) {
  // The plateau waits since epoch 3 and reduces at 5; the best weights are of epoch 3 or 4; the target is
  // reached at 1.
  experiment_.training.callbacks = {
      ReduceLrOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 3, .min_delta = 10},
      EarlyStopping{.monitor = "val_loss", .patience = 3, .min_delta = 10, .restore_best_weights = true},
      TargetCallback{.monitor = "loss", .at_most = 1e9, .at_least = {}, .stop = false}};
  experiment_.training.checkpoint->every_epochs = 2;
  experiment_.training.epochs = 20;
  experiment_.training.callbacks[1] =
      EarlyStopping{.monitor = "val_loss", .patience = 6, .min_delta = 10, .restore_best_weights = true};
  expect_same_bits_from("cpu-epoch-000004.safetensors");
}

TEST_F(Checkpoints, InTheMiddleOfAnEpochGoesOnWithTheSameBits) {
  // The epoch lasts far longer than the first chunk, and the training far longer than the stop takes.
  std::get<SyntheticData>(experiment_.data.source).samples = 20'000;
  experiment_.training.batch_size = 2;
  experiment_.training.epochs = 10'000;
  KeepingSink whole_sink, first_sink, second_sink;
  std::stop_source stop;
  first_sink.before = [&stop](const Event& event) {
    const auto* phase = std::get_if<PhaseEvent>(&event.what);
    if (phase && phase->phase == Phase::train) stop.request_stop();
  };
  const RunSummary first = run(request("first.safetensors"), first_sink, stop.get_token());
  ASSERT_EQ(first.status, RunStatus::stopped);
  experiment_.training.epochs = first.epochs + 1;
  TrainingRequest all = request("whole.safetensors");
  all.checkpoints = folder_ / "others";
  const RunSummary whole = run(all, whole_sink);
  TrainingRequest resumed = request("second.safetensors");
  resumed.resume_from = resumed.checkpoints;
  const RunSummary second = run(resumed, second_sink);
  EXPECT_EQ(second.status, RunStatus::completed) << second.reason;
  EXPECT_EQ(second.resumed_steps, first.steps);
  EXPECT_EQ(second.final_loss, whole.final_loss);
  EXPECT_EQ(bytes_of(folder_ / "second.safetensors"), bytes_of(folder_ / "whole.safetensors"));
}

TEST_F(Checkpoints, LongerTrainingGoesOnAndIsThatOfTheWholeLength) {
  KeepingSink sink;
  run(request("nine.safetensors"), sink);
  experiment_.training.epochs = 12;
  TrainingRequest longer = request("longer.safetensors");
  longer.resume_from = longer.checkpoints;
  EXPECT_EQ(run(longer, sink).steps, 36);
  run(request("twelve.safetensors"), sink);
  EXPECT_EQ(bytes_of(folder_ / "longer.safetensors"), bytes_of(folder_ / "twelve.safetensors"));
}

TEST_F(Checkpoints, CanBeStartedFrom) {
  KeepingSink sink;
  run(request("w.safetensors"), sink);
  const auto weights = read_weights(folder_ / "w.safetensors");
  const auto layers = read_weights(folder_ / "checkpoints" / "cpu-epoch-000009.safetensors");
  ASSERT_TRUE(weights && layers) << to_string(layers.error());
  EXPECT_EQ(*layers, *weights);
}

TEST_F(Checkpoints, OfAnotherWorkAreRefusedWithWhatDiffers) {
  KeepingSink sink;
  run(request("w.safetensors"), sink);
  const auto reason_with = [this](auto change) {
    const Experiment before = experiment_;
    change(experiment_);
    TrainingRequest other = request("x.safetensors");
    other.resume_from = other.checkpoints / "cpu-epoch-000008.safetensors";
    KeepingSink ignored;
    const RunSummary summary = run(other, ignored);
    experiment_ = before;
    EXPECT_EQ(summary.status, RunStatus::failed);
    return summary.reason;
  };
  const auto expect_said = [](const std::string& reason, const std::string& what) {
    EXPECT_NE(reason.find(what), std::string::npos) << reason;
  };
  expect_said(reason_with([](Experiment& e) { e.training.batch_size = 8; }),
              "'batch_size' is '16' in the checkpoint and '8' here");
  expect_said(reason_with([](Experiment& e) { std::get<SyntheticData>(e.data.source).seed = 7; }),
              "the data are others");
  expect_said(reason_with([](Experiment& e) { e.model.initializer = Initializer::he_normal; }),
              "the initial weights are others");
  expect_said(reason_with([](Experiment& e) { e.accelerators[0].precision = Precision::float64; }),
              "precision 'float32', here float64");
  expect_said(reason_with([](Experiment& e) { e.training.epochs = 7; }),
              "stands behind epoch 8, the training ends after 7");
}

TEST_F(Checkpoints, TheFurthestThatIsWholeIsTaken) {
  KeepingSink sink, resumed_sink;
  run(request("w.safetensors"), sink);
  const fs::path last = folder_ / "checkpoints" / "cpu-epoch-000009.safetensors";
  fs::resize_file(last, fs::file_size(last) - 1);
  TrainingRequest resumed = request("x.safetensors");
  resumed.resume_from = resumed.checkpoints;
  EXPECT_EQ(run(resumed, resumed_sink).resumed_steps, 24);
  EXPECT_EQ(bytes_of(folder_ / "x.safetensors"), bytes_of(folder_ / "w.safetensors"));
  bool warned = false;
  for (const auto& message : resumed_sink.all<MessageEvent>())
    warned |= message.level == "warning" && message.text.find("cpu-epoch-000009") != std::string::npos;
  EXPECT_TRUE(warned);
}

// Any byte of the header changed, any length cut: refused or, where it says the same, taken; nothing else
// happens.
TEST_F(Checkpoints, DamagedFilesAreRefusedOrRead) {
  KeepingSink sink;
  run(request("w.safetensors"), sink);
  const fs::path file = folder_ / "checkpoints" / "cpu-epoch-000009.safetensors";
  const auto work = make_work(experiment_, {folder_, {}});
  ASSERT_TRUE(work);
  const CheckpointOwner owner = checkpoint_owner(*work, experiment_.accelerators[0]);
  ASSERT_TRUE(read_checkpoint(file, owner));
  const std::string whole = bytes_of(file);
  const fs::path damaged = folder_ / "damaged.safetensors";
  int refused = 0, tried = 0;
  for (std::size_t at = 0; at < 4000; at += 13, ++tried) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x15);
    std::ofstream(damaged, std::ios::binary) << bytes;
    refused += read_checkpoint(damaged, owner) ? 0 : 1;
  }
  EXPECT_GT(refused, tried / 2);
  for (std::size_t length = 0; length < whole.size(); length += whole.size() / 50) {
    std::ofstream(damaged, std::ios::binary) << whole.substr(0, length);
    EXPECT_FALSE(read_checkpoint(damaged, owner)) << length;
  }
}

TEST_F(Checkpoints, AFolderThatCannotBeMadeIsAWarning) {
  std::ofstream(folder_ / "checkpoints") << "in the way";
  KeepingSink sink;
  EXPECT_EQ(run(request("w.safetensors"), sink).status, RunStatus::completed);
  int warnings = 0;
  for (const auto& message : sink.all<MessageEvent>())
    warnings += message.level == "warning" && message.text.find("the training goes on") != std::string::npos;
  EXPECT_EQ(warnings, 3);  // behind epochs 4, 8 and 9
}

TEST(KeptValues, NumbersComeBackExactly) {
  const double odd = 0.1 + 0.2;
  double infinite = -INFINITY, odd_copy = odd, nothing_to_say = NAN;
  std::optional<double> none;
  KeptValues out;
  out.set_prefix("a.");
  out.field("odd", odd_copy);
  out.field("infinite", infinite);
  out.field("nan", nothing_to_say);
  out.field("none", none);
  KeptValues in(out.values());
  in.set_prefix("a.");
  double read = 0, read_infinite = 0, read_nan = 0;
  std::optional<double> read_none = 1.0;
  in.field("odd", read);
  in.field("infinite", read_infinite);
  in.field("nan", read_nan);
  in.field("none", read_none);
  EXPECT_EQ(in.problem(), "");
  EXPECT_EQ(read, odd);
  EXPECT_EQ(read_infinite, -INFINITY);
  EXPECT_TRUE(std::isnan(read_nan));
  EXPECT_FALSE(read_none);
  std::int64_t count = 5;
  in.field("odd", count);
  EXPECT_EQ(in.problem(), "a.odd: found '0.30000000000000004', expected a whole number from 0");
  EXPECT_EQ(count, 5);
}

}  // namespace
}  // namespace accelbench
