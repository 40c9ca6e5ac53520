// SPDX-License-Identifier: GPL-3.0-or-later
// One loop drives all ranks: callbacks, best weights, resuming and the measuring window, on ranks that are
// threads.
#include "core/ranks/leading_rank.h"

#include <gtest/gtest.h>

#include "core/ranks/agreement.h"
#include "core/ranks/following_rank.h"
#include "core/run/training_loop.h"
#include "tests/core/cpu/sample_work.h"
#include "tests/core/exchange/thread_group.h"
#include "tests/core/run/scripted.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;
using ranks::LeadingRank;
using ranks::RankMeter;
using ranks::RankReadings;

Work small_work() {
  Work work = make_sample_work({13, {{77, Activation::relu}, {5, Activation::linear}}, 45, 7});
  work.experiment.training.batch_size = 32;
  work.experiment.training.epochs = 30;
  work.experiment.training.optimizer.learning_rate = 0.02;
  return work;
}

std::unique_ptr<Executable> compiled_rank(const Work& work, Exchange& exchange) {
  auto executable = make_cpu_engine()->compile_rank(work, cpu_accelerator(Precision::float32), exchange);
  if (!executable) throw std::runtime_error(to_string(executable.error()));
  return std::move(*executable);
}

using Lead = std::function<void(Executable&)>;

/// `lead` on the first of three ranks; what each rank's weights are in the end.
std::vector<std::vector<Parameters>> lead_three(const Work& work, const Lead& lead) {
  std::vector<std::vector<Parameters>> weights(3);
  ThreadGroup group(3);
  group.run([&](Exchange& exchange) {
    auto own = compiled_rank(work, exchange);
    Executable& executable = *own;
    auto& found = weights[static_cast<std::size_t>(exchange.rank())];
    if (exchange.rank() > 0) {
      ranks::follow(work, executable, exchange, RankMeter(exchange, 1));
      found = read_all(executable, work);
      return;
    }
    LeadingRank first(std::move(own), exchange, std::make_shared<RankReadings>(), RankMeter(exchange, 1));
    lead(first);
    found = read_all(first, work);
  });
  return weights;
}

LoopResult loop(const Work& work, Executable& executable, double measure_s = 0) {
  LoopPlan plan;
  plan.epochs = work.experiment.training.epochs;
  plan.steps_per_epoch = work.steps_per_epoch();
  plan.learning_rate = work.experiment.training.optimizer.learning_rate;
  plan.validation = true;
  plan.measure_s = measure_s;
  test::KeepingSink sink;
  EventStream events("cpu", monotonic_ns(), sink);
  events.describe({}, true);
  return run_training_loop(plan, executable, std::move(*make_callbacks(work.experiment.training, true)),
                           events, {});
}

void expect_near(const LoopResult& found, const LoopResult& expected) {
  EXPECT_EQ(found.epochs, expected.epochs);
  EXPECT_EQ(found.steps, expected.steps);
  EXPECT_NEAR(found.last.loss / expected.last.loss, 1, 1e-5);  // the contract's limit
  EXPECT_NEAR(found.last.val_loss / expected.last.val_loss, 1, 1e-5);
  EXPECT_EQ(found.last.learning_rate, expected.last.learning_rate);
}

TEST(LeadingRank, DecidesOnceForAll) {
  Work work = small_work();
  work.experiment.training.callbacks = {
      ReduceLrOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 2, .min_delta = 0.05},
      EarlyStopping{.monitor = "val_loss", .patience = 4, .restore_best_weights = true}};
  const LoopResult expected = loop(work, *compiled(work, Precision::float32));
  ASSERT_LT(expected.epochs, 30) << "the example is to stop early";
  LoopResult found;
  const auto weights = lead_three(work, [&](Executable& first) { found = loop(work, first); });
  expect_near(found, expected);
  EXPECT_EQ(weights[1], weights[0]) << "the best weights are restored on all ranks";
  EXPECT_EQ(weights[2], weights[0]);
}

TEST(LeadingRank, TakesWeightsMomentsAndStepsOfACheckpoint) {
  const Work work = small_work();
  auto one = compiled(work, Precision::float32);
  train(*one, 2);
  const auto go_on = [&](Executable& executable) {
    std::vector<double> weight, bias;
    for (std::size_t layer = 0; layer < work.initial_weights.size(); ++layer) {
      weight.resize(work.initial_weights[layer].weight.size());
      bias.resize(work.initial_weights[layer].bias.size());
      one->read_layer(layer, weight, bias);
      executable.write_layer(layer, weight, bias);
      for (int moment = 0; moment < executable.moments(); ++moment) {
        one->read_moment(moment, layer, weight, bias);
        executable.write_moment(moment, layer, weight, bias);
      }
    }
    executable.set_steps(one->steps());
    executable.begin_epoch(2);
    executable.skip_steps(1);
    return mean_loss(run_steps(executable, whole_epoch));
  };
  auto alone = compiled(work, Precision::float32);
  const double expected = go_on(*alone);
  double found = 0;
  const auto weights = lead_three(work, [&](Executable& first) { found = go_on(first); });
  EXPECT_NEAR(found / expected, 1, 1e-5);
  EXPECT_EQ(weights[1], weights[0]);
}

TEST(LeadingRank, MeasuresOnScratchCopiesAndComesBack) {
  const Work work = small_work();
  LoopResult found;
  const auto weights = lead_three(work, [&](Executable& first) { found = loop(work, first, 0.2); });
  ASSERT_TRUE(found.steady);
  EXPECT_GT(found.steady->samples_per_second, 0);
  EXPECT_EQ(weights[2], weights[0]);
  const auto trained = lead_three(work, [&](Executable& first) { loop(work, first); });
  EXPECT_EQ(weights, trained) << "what was measured leaves no trace";
}

TEST(LeadingRank, TellsAFailureOfTheExchange) {
  const Work work = small_work();
  ThreadGroup group(2);
  group.fails_from = 40;
  std::string told;
  EXPECT_THROW(group.run([&](Exchange& exchange) {
    auto own = compiled_rank(work, exchange);
    if (exchange.rank() > 0) return ranks::follow(work, *own, exchange, RankMeter(exchange, 1));
    LeadingRank first(std::move(own), exchange, std::make_shared<RankReadings>(), RankMeter(exchange, 1));
    try {
      loop(work, first);
    } catch (const DeviceError& error) {
      told = error.what();
      throw;
    }
  }),
               ExchangeError);
  EXPECT_EQ(told, "rank 1 on here: the link is cut");
}

TEST(RankReadings, ComeFromAllOtherRanks) {
  const Work work = small_work();
  auto readings = std::make_shared<RankReadings>();
  ThreadGroup group(3);
  group.run([&](Exchange& exchange) {
    auto own = compiled_rank(work, exchange);
    if (exchange.rank() > 0) return ranks::follow(work, *own, exchange, RankMeter(exchange, 1));
    LeadingRank first(std::move(own), exchange, readings, RankMeter(exchange, 1));
    train(first, 1);
  });
  const auto found = ranks::sampler_of(readings)->read();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].device, "rank 1 (here)");
  EXPECT_EQ(found[1].device, "rank 2 (here)");
  EXPECT_GT(found[1].memory_bytes.value_or(0), 1 << 20) << "a test program is larger than a mebibyte";
}

/// What the first of two ranks is told when the second one has this to say.
Status agreed(const ranks::Stand& second) {
  Status told;
  ThreadGroup group(2);
  group.run([&](Exchange& exchange) {
    const Status answer =
        ranks::agree(exchange, exchange.rank() == 0 ? ranks::Stand{{}, "abcdef0123456789"} : second);
    if (exchange.rank() == 0) told = answer;
  });
  return told;
}

TEST(Agreement, NamesTheRankThatCannotGoOn) {
  EXPECT_TRUE(agreed({{}, "abcdef0123456789"}));
  const Status other = agreed({{}, "0123456789abcdef"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message,
            "rank 1 on host here has the work 0123456789ab, the first rank abcdef012345: their files differ");
  const Status missing = agreed({bad_input("data.path", "no file x.csv", "name one"), ""});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "rank 1 on host here: data.path: no file x.csv; name one");
  EXPECT_EQ(missing.error().kind, ErrorKind::failed);
  const Status unable = agreed({unavailable("cpu", "no bfloat16"), ""});
  EXPECT_EQ(unable.error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace accelbench
