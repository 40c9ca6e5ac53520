// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/judgement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/core/judgement/facts.h"

namespace accelbench {
namespace {

using testing::Facts;
using testing::run_of;
using testing::wobble;
using Looks = std::vector<std::int64_t>;

/// The gpu is three times as fast, give or take a few per cent.
RunSummary three_times(const std::string& row, std::int64_t round) {
  return run_of(row == "gpu" ? 3000 * std::exp(0.02 * wobble(round)) : 1000);
}

RunSummary equal(const std::string& row, std::int64_t round) {
  return run_of(row == "gpu" ? 1000 * std::exp(0.02 * wobble(round)) : 1000);
}

TEST(Judgement, SaysNothingBeforeTheFirstLook) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(5, three_times);
  const Judgement judged = facts.judged();
  EXPECT_EQ(judged.pairs.front().verdict, Verdict::too_few_rounds);
  EXPECT_FALSE(judged.pairs.front().ratio);
  EXPECT_EQ(judged.pairs.front().sentence, "gpu and cpu: no verdict before round 6 (5 so far)");
  EXPECT_EQ(judged.planned_looks, (Looks{6, 10, 15, 22, 30}));
  EXPECT_EQ(judged.next_look, 6);
  EXPECT_TRUE(judged.looks.empty());
  EXPECT_EQ(judged.best, (std::vector<std::string>{""}));
  EXPECT_FALSE(judged.resolved);
}

// d = ln 3 + 0.02·(−1, 0, 1, −1, 0, 1): s = 0.02·√(4/5), half-width t(1 − 0.0147697/2, 5)·s/√6.
TEST(Judgement, IsThePairedTAtTheFirstLook) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(6, three_times);
  const PairJudgement pair = facts.pair("gpu");
  EXPECT_EQ(pair.verdict, Verdict::faster);
  EXPECT_EQ(pair.method, "paired t");
  EXPECT_NEAR(*pair.ratio, 3, 1e-12);
  EXPECT_NEAR(pair.level, 0.0147697, 1e-7);
  EXPECT_DOUBLE_EQ(pair.confidence, 0.95);
  const double half = 3.64861 * 0.02 * std::sqrt(0.8 / 6);  // t(0.992615, 5)
  EXPECT_NEAR(std::log(*pair.high / 3), half, 1e-5);
  EXPECT_NEAR(std::log(3 / *pair.low), half, 1e-5);
  EXPECT_TRUE(pair.resolved);
  EXPECT_EQ(pair.sentence, "gpu trains 3.00× as fast as cpu (2.92–3.08, 95 %, 6 rounds)");
  EXPECT_EQ(facts.judged().best, (std::vector<std::string>{"gpu"}));
  EXPECT_TRUE(facts.judged().resolved);
}

TEST(Judgement, ChangesOnlyAtLooks) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(6, three_times);
  const PairJudgement at_look = facts.pair("gpu");
  facts.add_rounds(3, equal);
  EXPECT_EQ(facts.pair("gpu"), at_look);
  facts.add_rounds(1, equal);
  const PairJudgement later = facts.pair("gpu");
  EXPECT_NE(later, at_look);
  EXPECT_EQ(later.method, "Wilcoxon, Hodges–Lehmann");
  const Judgement judged = facts.judged();
  ASSERT_EQ(judged.looks.size(), 2u);
  EXPECT_EQ(judged.looks[0].pairs.front(), at_look);
  EXPECT_NEAR(judged.looks[0].alpha_spent, 0.01477, 1e-5);
  EXPECT_EQ(judged.next_look, 15);
}

TEST(Judgement, ANumberOfRoundsIsOneLookWithAllOfAlpha) {
  Facts facts({"cpu", "gpu"});
  facts.request.comparison.rounds = {8, 8, false};
  facts.add_rounds(7, three_times);
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::too_few_rounds);
  facts.add_rounds(1, three_times);
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::faster);
  EXPECT_NEAR(facts.pair("gpu").level, 0.05, 1e-10);
  EXPECT_FALSE(facts.judged().next_look);
}

TEST(Judgement, OneRoundHasARatioAndNoInterval) {
  Facts facts({"cpu", "gpu"});
  facts.request.comparison.rounds = {1, 1, false};
  facts.add_rounds(1, three_times);
  const PairJudgement pair = facts.pair("gpu");
  EXPECT_EQ(pair.verdict, Verdict::not_separated);
  EXPECT_TRUE(pair.ratio);
  EXPECT_FALSE(pair.low || pair.high || pair.resolved);
  EXPECT_EQ(pair.sentence,
            "gpu and cpu are not separated: 1 round cannot tell how large the difference is at most (95 %)");
}

// Ten differences, −0.02, 0, 0.02 in turn, average to within ±0.02.
TEST(Judgement, EqualOnesAreNotSeparatedButResolved) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(10, equal);
  const PairJudgement pair = facts.pair("gpu");
  EXPECT_EQ(pair.verdict, Verdict::not_separated);
  EXPECT_TRUE(pair.resolved);
  EXPECT_LT(std::log(*pair.high / *pair.low) / 2, std::log(1.03));
  EXPECT_EQ(pair.sentence, "gpu and cpu are not separated: the difference is under 2.1 % (95 %, 10 rounds)");
  EXPECT_EQ(facts.judged().best, (std::vector<std::string>{""}));
}

TEST(Judgement, TheSameBitsAreNoDifferenceAtAll) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(6, [](const std::string&, std::int64_t round) { return run_of(1000 + wobble(round)); });
  EXPECT_EQ(facts.pair("gpu").sentence,
            "gpu and cpu are not separated: no difference at all (95 %, 6 rounds)");
  EXPECT_TRUE(facts.pair("gpu").resolved);
}

// The interval of the first look is ±4 %, wider than the resolution of 3 %.
TEST(Judgement, ExpectsTheLookAtWhichItsNoiseWouldBeSmallEnough) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(6, [](const std::string& row, std::int64_t round) {
    return run_of(row == "gpu" ? 1000 * std::exp(0.03 * wobble(round)) : 1000);
  });
  // s/√n of the first look is 0.03·√0.8/√6 = 0.01095. At n: z(level)·0.03·√0.8/√n < ln 1.03 = 0.02956 first
  // for 10 rounds: 2.506 · 0.02683/3.162 = 0.0213.
  const Judgement judged = facts.judged();
  EXPECT_FALSE(judged.resolved);
  EXPECT_EQ(judged.pairs.front().expected_rounds, 10);
  EXPECT_EQ(judged.expected_rounds, 10);
}

TEST(Judgement, SharesAlphaAmongPairsAndGivesItWholeToTheLeader) {
  Facts facts({"cpu", "gpu", "tpu"});
  facts.add_rounds(6, [](const std::string& row, std::int64_t round) {
    const double speed = row == "cpu" ? 1000 : row == "gpu" ? 2000 : 3000;
    return run_of(speed * std::exp(row == "tpu" ? 0.01 * wobble(round) : 0));
  });
  const Judgement judged = facts.judged();
  EXPECT_DOUBLE_EQ(judged.pairs[0].confidence, 0.975);
  EXPECT_NEAR(judged.pairs[0].level, 0.00738486, 1e-8);  // levels of 2.5 %
  EXPECT_EQ(judged.best, (std::vector<std::string>{"tpu"}));
  ASSERT_EQ(judged.leader_pairs.size(), 2u);
  EXPECT_EQ(judged.leader_pairs[1].b, "gpu");
  EXPECT_NEAR(*judged.leader_pairs[1].ratio, 1.5, 1e-9);
  EXPECT_NEAR(judged.leader_pairs[1].level, 0.0147697, 1e-7);
}

TEST(Judgement, NobodyIsBestWhileTwoLeadTogether) {
  Facts facts({"cpu", "gpu", "tpu"});
  facts.add_rounds(10, [](const std::string& row, std::int64_t round) {
    return run_of(row == "cpu" ? 1000 : row == "gpu" ? 3000 : 3000 * std::exp(0.02 * wobble(round)));
  });
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::faster);
  EXPECT_EQ(facts.pair("tpu").verdict, Verdict::faster);
  EXPECT_EQ(facts.judged().best, (std::vector<std::string>{""}));
}

TEST(Judgement, RanksNeitherAnotherAlgorithmNorAnotherWork) {
  Facts facts({"cpu", "gpu", "h2o"});
  facts.record.certificates[1].comparable = false;
  facts.record.certificates[1].reason = "its gradient differs by 12 %";
  facts.record.certificates[2].algorithm = "ADADELTA";
  facts.add_rounds(6, three_times);
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::not_comparable);
  EXPECT_EQ(facts.pair("gpu").sentence, "gpu and cpu are not comparable: gpu: its gradient differs by 12 %");
  EXPECT_EQ(facts.pair("h2o").verdict, Verdict::different_algorithm);
  EXPECT_FALSE(facts.pair("gpu").ratio || facts.pair("h2o").ratio);
  EXPECT_TRUE(facts.judged().resolved);
  EXPECT_EQ(facts.judged().best, (std::vector<std::string>{""}));  // only one is left
}

TEST(Judgement, ABaselineThatIsNotComparableIsTheReasonOfAllPairs) {
  Facts facts({"cpu", "gpu"});
  facts.record.certificates[0].comparable = false;
  facts.record.certificates[0].reason = "it drops the last batch";
  facts.add_rounds(6, three_times);
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::not_comparable);
  EXPECT_EQ(facts.pair("gpu").reason, "cpu: it drops the last batch");
}

TEST(Judgement, ALearningRateChangedByHandIsNotRanked) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(6, three_times);
  facts.record.rounds[3].runs[1].summary.algorithm = "learning rate changed by hand";
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::different_algorithm);
  EXPECT_EQ(facts.pair("gpu").reason, "gpu: learning rate changed by hand");
  EXPECT_EQ(facts.judged().best, (std::vector<std::string>{""}));
}

TEST(Judgement, FailedRunsLoseTheirRoundAndAreCounted) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(8, three_times);
  facts.request.comparison.rounds = {8, 8, false};
  facts.record.rounds[2].runs[1].summary.status = RunStatus::failed;
  facts.record.rounds[5].runs[1].summary.status = RunStatus::diverged;
  const PairJudgement pair = facts.pair("gpu");
  EXPECT_EQ(pair.rounds, 6);
  EXPECT_EQ(pair.failed_a, 2);
  EXPECT_EQ(pair.failed_b, 0);
  EXPECT_EQ(pair.verdict, Verdict::faster);
  EXPECT_TRUE(pair.sentence.ends_with("; gpu failed in 2 rounds")) << pair.sentence;
}

TEST(Judgement, RoundsSetAsideDoNotCountAndAreShownApart) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(3, three_times);
  facts.add_round([](const std::string&, std::int64_t) { return run_of(1000); }).set_aside = true;
  facts.add_rounds(3, three_times);
  const Judgement judged = facts.judged();
  EXPECT_EQ(judged.rounds, 6);
  EXPECT_EQ(judged.set_aside, 1);
  EXPECT_EQ(judged.pairs.front().rounds, 6);
  EXPECT_EQ(judged.pairs.front().verdict, Verdict::faster);
  ASSERT_EQ(judged.pairs_with_set_aside.size(), 1u);
  EXPECT_EQ(judged.pairs_with_set_aside[0].rounds, 7);
  EXPECT_NEAR(*judged.pairs_with_set_aside[0].ratio, std::pow(3, 6.0 / 7), 0.02);  // one of seven says 1
}

TEST(Judgement, AnUnfinishedRoundDoesNotCount) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(6, three_times);
  facts.record.rounds.back().finished = false;
  EXPECT_EQ(facts.judged().rounds, 5);
}

TEST(Judgement, ARowThatWasGivenUpNeedsNoMoreRounds) {
  Facts facts({"cpu", "gpu", "tpu"});
  facts.add_rounds(6, [](const std::string& row, std::int64_t round) {
    return run_of(row == "tpu" ? 1000 * std::exp(0.3 * wobble(round)) : row == "gpu" ? 2000 : 1000);
  });
  EXPECT_FALSE(facts.judged().resolved);
  facts.record.rounds[5].runs.pop_back();  // the tpu
  EXPECT_EQ(facts.pair("tpu").rounds, 5);
  EXPECT_TRUE(facts.judged().resolved);
}

// The interval is 1.010–1.030: it leaves 1 out and reaches into a floor of 2 %.
TEST(Judgement, AClaimNeedsItsWholeIntervalOutsideTheNoiseFloor) {
  Facts facts({"cpu", "gpu"});
  facts.add_rounds(6, [](const std::string& row, std::int64_t round) {
    return run_of(row == "gpu" ? 1020 * std::exp(0.0075 * wobble(round)) : 1000);
  });
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::faster);
  facts.record.floor = NoiseFloor{};
  facts.record.floor->floor = 1.02;
  const PairJudgement pair = facts.pair("gpu");
  EXPECT_EQ(pair.verdict, Verdict::not_separated);
  EXPECT_TRUE(pair.within_floor);
  EXPECT_TRUE(pair.resolved);  // narrower than the resolution
  EXPECT_EQ(pair.sentence,
            "gpu and cpu are not separated: 1.02× (1.01–1.03, 95 %, 6 rounds) is not clear of this machine's "
            "noise floor of 2 %");
  EXPECT_EQ(facts.judged().best, (std::vector<std::string>{""}));
  facts.record.floor->quantity = Quantity::train_time;  // of another quantity: says nothing here
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::faster);
}

TEST(Judgement, TheFloorOfAnIntervalIsItsFartherEnd) {
  PairJudgement pair;
  EXPECT_FALSE(noise_floor(pair));
  pair.low = 0.8;
  pair.high = 1.1;
  EXPECT_DOUBLE_EQ(*noise_floor(pair), 1.25);
}

TEST(Judgement, VariantsAreFamiliesOfTheirOwn) {
  Facts facts({"cpu"});
  facts.request.rows.clear();
  facts.record.certificates.clear();
  for (const std::size_t variant : {0u, 1u})
    for (const std::string id : {"cpu", "gpu"})
      facts.add_row(
          {id + "@" + std::to_string(variant + 1), id, id, variant, {}, {}, variant ? "b: 2" : "b: 1"});
  facts.add_rounds(6, [](const std::string& row, std::int64_t round) {
    return run_of((row == "gpu@2"   ? 3000
                   : row == "gpu@1" ? 500
                                    : 1000) *
                  std::exp(0.01 * wobble(round + (row[0] == 'g'))));
  });
  const Judgement judged = facts.judged();
  EXPECT_EQ(judged.best, (std::vector<std::string>{"cpu@1", "gpu@2"}));
  EXPECT_EQ(facts.pair("gpu@1").b, "cpu@1");
  EXPECT_EQ(facts.pair("gpu@1").verdict, Verdict::slower);
  EXPECT_EQ(facts.pair("gpu@2").variant, 1u);
  EXPECT_DOUBLE_EQ(facts.pair("gpu@2").confidence, 0.95);  // not shared between variants
  EXPECT_TRUE(facts.pair("gpu@2").sentence.starts_with("b: 2: gpu trains 3.00× as fast"))
      << facts.pair("gpu@2").sentence;
}

TEST(Judgement, DecidingPairsStandFirstAndEveryQuantityIsJudged) {
  Facts facts({"cpu", "gpu"});
  facts.request.comparison.quantity = Quantity::train_time;
  facts.add_rounds(6, [](const std::string& row, std::int64_t round) {
    RunSummary summary = three_times(row, round);
    summary.train_s = 1000 / *summary.samples_per_second;
    return summary;
  });
  const Judgement judged = facts.judged();
  ASSERT_EQ(judged.pairs.size(), Names<Quantity>::table.size());
  EXPECT_EQ(judged.pairs[0].quantity, Quantity::train_time);
  EXPECT_EQ(judged.pairs[0].verdict, Verdict::faster);
  EXPECT_NEAR(*judged.pairs[0].ratio, 1.0 / 3, 1e-12);
  EXPECT_TRUE(judged.pairs[0].decides && !judged.pairs[1].decides);
  EXPECT_EQ(judged.pairs[1].verdict, Verdict::faster);  // throughput
  EXPECT_EQ(judged.pairs[2].verdict, Verdict::unmeasured);
  EXPECT_EQ(judged.pairs[2].reason, "the experiment has no target");
}

TEST(Judgement, OfTheSameFactsIsTheSameBitForBit) {
  Facts facts({"cpu", "gpu", "tpu"});
  facts.add_rounds(22, three_times);
  EXPECT_EQ(facts.judged(), facts.judged());
}

// What a stranger's file may hold.
TEST(Judgement, SurvivesFactsThatMakeNoSense) {
  Facts facts({"cpu", "gpu"});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  facts.add_rounds(40, [&](const std::string&, std::int64_t round) {
    const double odd[] = {0, -1, nan, std::numeric_limits<double>::infinity(), 5e-324, 1.7e308};
    return run_of(odd[round % 6]);
  });
  facts.record.rounds[1].runs.clear();
  facts.record.rounds[2].runs[0].row = "stranger";
  facts.record.floor = NoiseFloor{};
  facts.record.floor->floor = nan;
  const Judgement judged = facts.judged();
  EXPECT_EQ(judged.rounds, 40);
  EXPECT_EQ(judged.looks.size(), 5u);  // none beyond the last
  facts.request.rows.clear();
  EXPECT_TRUE(facts.judged().pairs.empty());
  EXPECT_FALSE(facts.judged().resolved);
}

}  // namespace
}  // namespace accelbench
