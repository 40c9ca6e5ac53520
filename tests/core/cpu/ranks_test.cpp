// SPDX-License-Identifier: GPL-3.0-or-later
// Several ranks train as one does: losses, weights, validation, the short last batch, ranks without a row.
#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "core/cpu/onednn.h"
#include "core/cpu/plan.h"
#include "core/data/home_rows.h"
#include "tests/core/cpu/sample_work.h"
#include "tests/core/exchange/thread_group.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

struct RankTrained {
  std::vector<double> losses;
  double val_loss = 0, penalty = 0;
  std::vector<Parameters> parameters;
  bool operator==(const RankTrained&) const = default;
};

constexpr int epochs_of_ranks = 3;

RankTrained trained_rank(Executable& executable, const Work& work) {
  RankTrained result;
  for (const BatchSums& sums : train(executable, epochs_of_ranks)) {
    EXPECT_EQ(sums.samples, work.data.train.samples);
    result.losses.push_back(mean_loss(sums));
  }
  const BatchSums validation = evaluate(executable);
  EXPECT_EQ(validation.samples, work.data.validation.samples);
  result.val_loss = mean_loss(validation);
  result.penalty = validation.penalty;
  result.parameters = read_all(executable, work);
  return result;
}

/// What each of so many ranks has in the end.
std::vector<RankTrained> trained_by(int ranks, const Work& work, Precision precision,
                                    std::int64_t threads = 1, bool shards = false) {
  std::vector<RankTrained> results(static_cast<std::size_t>(ranks));
  AcceleratorSpec accelerator = cpu_accelerator(precision, threads);
  accelerator.shard_optimizer = shards;
  ThreadGroup group(ranks);
  group.run([&](Exchange& exchange) {
    auto executable = make_cpu_engine()->compile_rank(work, accelerator, exchange);
    if (!executable) throw std::runtime_error(to_string(executable.error()));
    results[static_cast<std::size_t>(exchange.rank())] = trained_rank(**executable, work);
  });
  return results;
}

/// Four tenths of a batch at the end: 45 samples in batches of 32.
Work work_of_few_rows() {
  Work work = make_sample_work({13, {{77, Activation::relu}, {5, Activation::linear}}, 45, 7});
  work.experiment.training.batch_size = 32;
  return work;
}

/// Odd in every width, with dropout, all penalties and clipping.
Work clipped_work() {
  Work work = make_sample_work(
      {131, {{301, Activation::gelu, 0.1}, {203, Activation::tanh}, {9, Activation::linear}}, 333, 57, 9});
  work.experiment.training.loss = Loss::categorical_crossentropy;
  work.experiment.training.batch_size = 150;
  work.experiment.training.clip_norm = 0.05;
  work.experiment.training.l1 = 1e-4;
  work.experiment.training.l2 = 1e-3;
  return work;
}

/// Two mebibytes of gradients: several buckets, sent while those below are computed.
Work work_of_buckets() {
  Work work = make_sample_work(
      {64, {{640, Activation::relu}, {600, Activation::relu}, {3, Activation::linear}}, 260, 30});
  work.experiment.training.batch_size = 130;
  return work;
}

/// The contract's limit for what several ranks may lose against one: 1e-5 in float32. In float64 only the
/// order of sums differs.
void expect_losses_near(const RankTrained& found, const RankTrained& expected, double limit) {
  for (std::size_t i = 0; i < expected.losses.size(); ++i)
    EXPECT_NEAR(found.losses[i] / expected.losses[i], 1, limit) << "epoch " << i;
  EXPECT_NEAR(found.val_loss / expected.val_loss, 1, limit);
  EXPECT_NEAR(found.penalty, expected.penalty, limit * (1 + expected.penalty));
}

void expect_as_one(const Work& work, int ranks, Precision precision, double limit) {
  const RankTrained expected = trained_rank(*compiled(work, precision), work);
  const auto found = trained_by(ranks, work, precision);
  expect_losses_near(found.front(), expected, limit);
  for (const RankTrained& other : found) EXPECT_EQ(other, found.front()) << "all ranks have the same bits";
}

/// The same where each rank holds its home rows alone.
std::vector<RankTrained> trained_with_shared_rows(int ranks, const Work& work, Precision precision) {
  std::vector<RankTrained> results(static_cast<std::size_t>(ranks));
  ThreadGroup group(ranks);
  group.run([&](Exchange& exchange) {
    Work own = work;
    own.data = keep_home_rows(work.data, exchange.rank(), exchange.size());
    auto executable = make_cpu_engine()->compile_rank(own, cpu_accelerator(precision, 1), exchange);
    if (!executable) throw std::runtime_error(to_string(executable.error()));
    results[static_cast<std::size_t>(exchange.rank())] = trained_rank(**executable, own);
  });
  return results;
}

/// Whoever holds a row: the same bits.
TEST(Ranks, ThatShareTheRowsTrainAsThoseThatHoldThemAll) {
  for (const int ranks : {2, 3, 7})
    EXPECT_EQ(trained_with_shared_rows(ranks, work_of_few_rows(), Precision::float32),
              trained_by(ranks, work_of_few_rows(), Precision::float32))
        << ranks;
  EXPECT_EQ(trained_with_shared_rows(3, clipped_work(), Precision::float64),
            trained_by(3, clipped_work(), Precision::float64));
  Work unshuffled = work_of_few_rows();
  unshuffled.experiment.training.shuffle = false;
  EXPECT_EQ(trained_with_shared_rows(2, unshuffled, Precision::float32),
            trained_by(2, unshuffled, Precision::float32));
}

/// Rows of 400 KB: a window has fewer steps than an epoch.
TEST(Ranks, FetchSharedRowsWindowByWindow) {
  Work work = make_sample_work({100'000, {{3, Activation::linear}}, 200, 20});
  work.experiment.training.batch_size = 20;
  EXPECT_EQ(trained_with_shared_rows(2, work, Precision::float32), trained_by(2, work, Precision::float32));
}

TEST(Ranks, TrainAsOneDoes) {
  for (const int ranks : {2, 3, 4}) {
    expect_as_one(work_of_few_rows(), ranks, Precision::float32, 1e-5);
    expect_as_one(work_of_few_rows(), ranks, Precision::float64, 1e-13);
  }
}

TEST(Ranks, TrainAsOneDoesWithDropoutPenaltiesAndClipping) {
  expect_as_one(clipped_work(), 3, Precision::float32, 1e-5);
  expect_as_one(clipped_work(), 3, Precision::float64, 1e-12);
}

TEST(Ranks, SendSeveralBuckets) {
  expect_as_one(work_of_buckets(), 2, Precision::float32, 1e-5);
  expect_as_one(work_of_buckets(), 2, Precision::float64, 1e-12);
}

TEST(Ranks, WithoutARowOfSomeBatchesJoinTheExchange) {
  Work work = work_of_few_rows();
  work.experiment.training.batch_size = 6;  // of 45: the last batch has three rows for seven ranks
  expect_as_one(work, 7, Precision::float32, 1e-5);
}

TEST(Ranks, TrainAsOneDoesWithFrozenLayers) {
  Work work = work_of_buckets();
  work.frozen = {true, false, true};
  expect_as_one(work, 2, Precision::float64, 1e-12);
}

/// bfloat16 rounds activations and deltas to 8 bits, the same on each rank; only the float32 sums of
/// gradients differ in their order. One of them may round a weight the other way, which is 2^-9 of it.
TEST(Ranks, TrainAsOneDoesInBfloat16) {
  if (!cpu::library_products_built() || !cpu::multiplies_bfloat16())
    GTEST_SKIP() << "this processor or build has no bfloat16";
  expect_as_one(work_of_buckets(), 2, Precision::bfloat16, 2e-3);
}

TEST(Ranks, GiveTheSameBitsAgainWithAnyNumberOfThreads) {
  const auto first = trained_by(3, work_of_buckets(), Precision::float32);
  EXPECT_EQ(trained_by(3, work_of_buckets(), Precision::float32), first);
  EXPECT_EQ(trained_by(3, work_of_buckets(), Precision::float32, 2), first);
}

/// Each element is summed and updated the same way, whoever does it: the same bits. Padding is never moved.
TEST(Ranks, ShardTheOptimizersStateWithoutChangingABit) {
  for (const Precision precision : {Precision::float32, Precision::float64})
    for (const int ranks : {2, 3})
      EXPECT_EQ(trained_by(ranks, work_of_buckets(), precision, 2, true),
                trained_by(ranks, work_of_buckets(), precision));
  EXPECT_EQ(trained_by(7, work_of_few_rows(), Precision::float32, 1, true),
            trained_by(7, work_of_few_rows(), Precision::float32));
  Work frozen = work_of_buckets();
  frozen.frozen = {false, true, false};
  EXPECT_EQ(trained_by(2, frozen, Precision::float32, 1, true), trained_by(2, frozen, Precision::float32));
  if (!cpu::library_products_built() || !cpu::multiplies_bfloat16()) return;
  EXPECT_EQ(trained_by(2, work_of_buckets(), Precision::bfloat16, 1, true),
            trained_by(2, work_of_buckets(), Precision::bfloat16));
}

/// The norm of the gradients is summed in another order: rounding alone.
TEST(Ranks, ShardTheOptimizersStateAndClip) {
  const RankTrained expected = trained_rank(*compiled(clipped_work(), Precision::float64), clipped_work());
  const auto found = trained_by(3, clipped_work(), Precision::float64, 1, true);
  expect_losses_near(found.front(), expected, 1e-12);
  for (const RankTrained& other : found) EXPECT_EQ(other, found.front());
}

/// Two ranks keep half of each of adam's two moments, up to a vector for each of two buckets.
TEST(Ranks, ShardedNeedLessMemory) {
  const Work work = work_of_buckets();
  const auto whole = cpu::make_plan(work, Precision::float32, 1, {0, 2});
  const auto first = cpu::make_plan(work, Precision::float32, 1, {0, 2}, true);
  const auto second = cpu::make_plan(work, Precision::float32, 1, {1, 2}, true);
  EXPECT_GT(whole->moment_elements, 64U * 640 + 640 * 600 + 600 * 3);
  EXPECT_EQ(first->moment_elements + second->moment_elements, whole->moment_elements);
  EXPECT_LE(second->moment_elements - first->moment_elements, 2U * 16);
  EXPECT_NEAR(static_cast<double>(whole->bytes - first->bytes),
              static_cast<double>(whole->moment_elements) * sizeof(float), 256);
}

TEST(Ranks, ShardedGiveAndTakeWholeMoments) {
  const Work work = work_of_buckets();
  const auto one = compiled(work, Precision::float32);
  std::vector<std::vector<double>> given, found;
  ThreadGroup group(3);
  group.run([&](Exchange& exchange) {
    AcceleratorSpec accelerator = cpu_accelerator(Precision::float32);
    accelerator.shard_optimizer = true;
    auto executable = make_cpu_engine()->compile_rank(work, accelerator, exchange);
    for (std::size_t layer = 0; layer < 3; ++layer) {
      const LayerWeights& shape = work.initial_weights[layer];
      std::vector<double> weight(shape.weight.size()),
          bias(shape.bias.size(), 0.5 + static_cast<double>(layer));
      for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<double>(i % 4096);
      (*executable)->write_moment(1, layer, weight, bias);
      std::vector<double> weight_found(weight.size()), bias_found(bias.size());
      (*executable)->read_moment(1, layer, weight_found, bias_found);
      if (exchange.rank() != 2) continue;
      given.insert(given.end(), {weight, bias});
      found.insert(found.end(), {weight_found, bias_found});
    }
  });
  EXPECT_EQ(found, given);
}

TEST(Ranks, GiveTheSameSumsHoweverAnEpochIsHandedOut) {
  const Work work = work_of_few_rows();
  std::vector<BatchSums> sums;
  for (const std::int64_t at_once : {1, 2}) {
    ThreadGroup group(2);
    group.run([&](Exchange& exchange) {
      auto executable = make_cpu_engine()->compile_rank(work, cpu_accelerator(Precision::float32), exchange);
      BatchSums of_epoch;
      (*executable)->begin_epoch(0);
      for (int i = 0; i < 2; i += static_cast<int>(at_once)) (*executable)->run_steps(at_once, of_epoch);
      if (exchange.rank() == 0) sums.push_back(of_epoch);
    });
  }
  EXPECT_EQ(sums[0].loss, sums[1].loss);
  EXPECT_EQ(sums[0].absolute, sums[1].absolute);
}

TEST(Ranks, TellThatTheExchangeFailed) {
  ThreadGroup group(2);
  group.fails_from = 1;
  try {
    group.run([&](Exchange& exchange) {
      const Work work = work_of_few_rows();
      auto executable =
          make_cpu_engine()->compile_rank(work, cpu_accelerator(Precision::float32, 2), exchange);
      train(**executable, 1);
    });
    FAIL() << "the exchange failed and nobody was told";
  } catch (const ExchangeError& error) {
    EXPECT_STREQ(error.what(), "rank 1 on here: the link is cut");
  }
}

TEST(Ranks, OfOneTrainOnTheirOwn) {
  const Work work = work_of_few_rows();
  ThreadGroup group(1);
  group.run([&](Exchange& exchange) {
    auto executable = make_cpu_engine()->compile_rank(work, cpu_accelerator(Precision::float32), exchange);
    ASSERT_TRUE(executable);
    train(**executable, 2);
  });
  EXPECT_EQ(group.operations, 0U) << "one rank has nothing to exchange";
}

/// 10 rows over seven ranks begin at 0 1 2 4 5 7 8: the fourth has one. 9 begin at 0 1 2 3 5 6 7: it has two.
TEST(RowShare, OfAShortBatchMayBeLargerThanOfAWholeOne) {
  std::vector<std::int64_t> of_ten, of_nine;
  for (std::int64_t rank = 0; rank < 7; ++rank) {
    of_ten.push_back(RowShare{rank, 7}.count(10));
    of_nine.push_back(RowShare{rank, 7}.count(9));
  }
  EXPECT_EQ(of_ten, (std::vector<std::int64_t>{1, 1, 2, 1, 2, 1, 2}));
  EXPECT_EQ(of_nine, (std::vector<std::int64_t>{1, 1, 1, 2, 1, 1, 2}));
  Work work = work_of_few_rows();
  work.data.train.samples = 29;
  work.experiment.training.batch_size = 10;
  EXPECT_EQ(cpu::make_plan(work, Precision::float32, 1, {3, 7})->batch_rows, 2U);
}

}  // namespace
}  // namespace accelbench
