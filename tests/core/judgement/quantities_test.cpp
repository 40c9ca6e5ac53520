// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/quantities.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/core/judgement/facts.h"

namespace accelbench {
namespace {

using testing::Facts;
using testing::wobble;

RunSummary reached_after(double seconds) {
  RunSummary summary;
  summary.target = TargetReached{"loss", 0.1, true, seconds};
  return summary;
}

RunSummary missed() {
  RunSummary summary;
  summary.target = TargetReached{"loss", 0.1, false, {}};
  return summary;
}

/// The gpu needs a third of the time and misses in the rounds that are named.
Facts::Run third_of_the_time(std::vector<std::int64_t> misses) {
  return [misses](const std::string& row, std::int64_t round) {
    if (row == "gpu" && std::ranges::find(misses, round) != misses.end()) return missed();
    return reached_after(row == "gpu" ? std::exp(0.02 * wobble(round)) : 3);
  };
}

Facts facts_of(Quantity quantity, std::int64_t rounds, const Facts::Run& run) {
  Facts facts({"cpu", "gpu"});
  facts.request.comparison.quantity = quantity;
  facts.request.comparison.rounds = {rounds, rounds, false};
  facts.add_rounds(rounds, run);
  return facts;
}

// d = −ln 3 − 0.02 three times, + 0 four times, + 0.02 three times: six averages are the least, the ninth
// lies half-way to the middle: e^(∓0.01)/3.
TEST(Quantities, LessTimeIsFaster) {
  const PairJudgement pair = facts_of(Quantity::time_to_target, 10, third_of_the_time({})).pair("gpu");
  EXPECT_EQ(pair.verdict, Verdict::faster);
  EXPECT_NEAR(*pair.ratio, 1.0 / 3, 1e-3);
  EXPECT_EQ(pair.sentence, "gpu reaches the target in 0.333× the time of cpu (0.330–0.337, 95 %, 10 rounds)");
}

TEST(Quantities, AMissIsTheSlowestOfAll) {
  const PairJudgement pair = facts_of(Quantity::time_to_target, 10, third_of_the_time({4})).pair("gpu");
  EXPECT_EQ(pair.missed_a, 1);
  EXPECT_EQ(pair.missed_b, 0);
  // One of ten lies at the other end with the highest rank: W = 10 > 8, so 5 % does not separate them.
  EXPECT_EQ(pair.verdict, Verdict::not_separated);
  EXPECT_TRUE(pair.low);
  EXPECT_FALSE(pair.high);
  EXPECT_NEAR(*pair.ratio, 1.0 / 3, 0.02);
  EXPECT_TRUE(pair.sentence.ends_with("; gpu missed the target in 1 round")) << pair.sentence;
}

TEST(Quantities, MissesAreRankedBelowTenRoundsToo) {
  const PairJudgement pair = facts_of(Quantity::time_to_target, 8, third_of_the_time({4})).pair("gpu");
  EXPECT_EQ(pair.method, "Wilcoxon, Hodges–Lehmann");
  EXPECT_EQ(facts_of(Quantity::time_to_target, 8, third_of_the_time({})).pair("gpu").method, "paired t");
}

TEST(Quantities, MoreThanAFifthMissedHasNoRatio) {
  EXPECT_TRUE(facts_of(Quantity::time_to_target, 10, third_of_the_time({4, 7})).pair("gpu").ratio);
  const PairJudgement pair = facts_of(Quantity::time_to_target, 10, third_of_the_time({1, 4, 7})).pair("gpu");
  EXPECT_EQ(pair.verdict, Verdict::target_not_reached);
  EXPECT_FALSE(pair.ratio || pair.low || pair.high);
  EXPECT_TRUE(pair.resolved);
  EXPECT_EQ(pair.sentence, "gpu missed the target in 3 of 10 rounds, cpu in 0: no ratio");
}

TEST(Quantities, BothMissedIsATie) {
  const auto run = [](const std::string& row, std::int64_t round) {
    return round == 3 ? missed() : reached_after(row == "gpu" ? std::exp(0.02 * wobble(round)) : 3);
  };
  const PairJudgement pair = facts_of(Quantity::time_to_target, 10, run).pair("gpu");
  EXPECT_EQ(pair.missed_a, 1);
  EXPECT_EQ(pair.missed_b, 1);
  EXPECT_EQ(pair.rounds, 10);
  EXPECT_TRUE(pair.low && pair.high);
  EXPECT_EQ(pair.verdict, Verdict::faster);
}

TEST(Quantities, ARunThatDivergedMissedItsTarget) {
  RunSummary diverged = missed();
  diverged.status = RunStatus::diverged;
  EXPECT_TRUE(counts_for(Quantity::time_to_target, diverged));
  EXPECT_FALSE(counts_for(Quantity::throughput, diverged));
  EXPECT_TRUE(std::isinf(*quantity_of(Quantity::time_to_target, diverged, {}).value));
  diverged.status = RunStatus::failed;
  EXPECT_FALSE(counts_for(Quantity::time_to_target, diverged));
}

TEST(Quantities, LossesAreLowerOrHigher) {
  const auto run = [](const std::string& row, std::int64_t round) {
    RunSummary summary;
    summary.final_loss = row == "gpu" ? 0.05 * std::exp(0.01 * wobble(round)) : 0.1;
    return summary;
  };
  const PairJudgement pair = facts_of(Quantity::final_loss, 6, run).pair("gpu");
  EXPECT_EQ(pair.verdict, Verdict::lower);
  EXPECT_TRUE(pair.sentence.starts_with("the final loss of gpu is 0.500× that of cpu (0.495–0.505,"))
      << pair.sentence;
}

TEST(Quantities, ALossOfNothingIsLowerThanAnyOther) {
  const auto run = [](const std::string& row, std::int64_t) {
    RunSummary summary;
    summary.final_loss = row == "gpu" ? 0 : 0.1;
    return summary;
  };
  const PairJudgement pair = facts_of(Quantity::final_loss, 6, run).pair("gpu");
  EXPECT_EQ(pair.verdict, Verdict::lower);
  EXPECT_EQ(pair.ratio, 0);
  Facts other_way = facts_of(Quantity::final_loss, 6, run);
  other_way.request.comparison.baseline = "gpu";
  EXPECT_EQ(other_way.pair("cpu").verdict, Verdict::higher);
  EXPECT_FALSE(other_way.pair("cpu").ratio);
  EXPECT_EQ(other_way.pair("cpu").sentence,
            "the final loss of cpu is higher than that of gpu (95 %, 6 rounds)");
}

Facts::Run energies(const std::string& boundary_of_gpu) {
  return [boundary_of_gpu](const std::string& row, std::int64_t round) {
    RunSummary summary = reached_after(1);
    summary.energy_boundary = row == "gpu" ? boundary_of_gpu : "cpu package";
    summary.energy_to_target_j = row == "gpu" ? 50 * std::exp(0.01 * wobble(round)) : 100;
    if (summary.energy_boundary.empty()) summary.energy_reason = "no counter is readable";
    return summary;
  };
}

TEST(Quantities, EnergyIsComparedWithinOneBoundary) {
  const auto same = facts_of(Quantity::energy_to_target, 6, energies("cpu package")).pair("gpu");
  EXPECT_EQ(same.verdict, Verdict::lower);
  EXPECT_TRUE(same.sentence.starts_with("gpu reaches the target with 0.500× the energy of cpu"));
  const auto other = facts_of(Quantity::energy_to_target, 6, energies("cuda:0")).pair("gpu");
  EXPECT_EQ(other.verdict, Verdict::unmeasured);
  EXPECT_EQ(other.reason, "energy of cuda:0 and energy of cpu package are not compared");
  const auto none = facts_of(Quantity::energy_to_target, 6, energies("")).pair("gpu");
  EXPECT_EQ(none.verdict, Verdict::unmeasured);
  EXPECT_EQ(none.reason, "gpu: no counter is readable");
  EXPECT_TRUE(none.resolved);
}

/// The gpu is H2O's; a third of the time and half of the loss of the cpu.
Facts::Run told_by_h2o(const std::string& monitor) {
  return [monitor](const std::string& row, std::int64_t round) {
    RunSummary summary;
    summary.engine = row == "gpu" ? "h2o" : "cpu";
    summary.final_loss = row == "gpu" ? 0.1 * std::exp(0.01 * wobble(round)) : 0.2;
    summary.target = TargetReached{monitor, 0.3, true, row == "gpu" ? std::exp(0.02 * wobble(round)) : 3};
    return summary;
  };
}

TEST(Quantities, LossesOfWeightsAtAnEpochsEndAreNotComparedWithMeansOverIt) {
  const std::string reason =
      "h2o tells the loss of its weights at an epoch's end, cpu the mean while it trained: not compared";
  for (const Quantity quantity : {Quantity::final_loss, Quantity::time_to_target}) {
    const auto pair = facts_of(quantity, 6, told_by_h2o("loss")).pair("gpu");
    EXPECT_EQ(pair.verdict, Verdict::unmeasured) << name_of(quantity);
    EXPECT_EQ(pair.reason, reason);
    EXPECT_FALSE(pair.ratio);
  }
  // Validation is the same for all.
  EXPECT_EQ(facts_of(Quantity::time_to_target, 6, told_by_h2o("val_loss")).pair("gpu").verdict,
            Verdict::faster);
}

// A third of the time at six times the price: twice the cost.
TEST(Quantities, CostIsTimeByPrice) {
  Facts facts = facts_of(Quantity::cost_to_target, 10, third_of_the_time({}));
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::unmeasured);
  facts.request.rows[0].price_per_hour = 1;
  facts.request.rows[1].price_per_hour = 6;
  facts.request.rows[0].currency = facts.request.rows[1].currency = "EUR";
  EXPECT_EQ(facts.pair("gpu").verdict, Verdict::higher);
  EXPECT_NEAR(*facts.pair("gpu").ratio, 2, 0.01);
  EXPECT_DOUBLE_EQ(*quantity_of(Quantity::cost_to_target, reached_after(3600), facts.request.rows[1]).value,
                   6);
  facts.request.rows[1].currency = "USD";
  EXPECT_EQ(facts.pair("gpu").reason, "prices in USD and in EUR are not compared");
}

TEST(Quantities, FiguresAreMedianAndExactInterval) {
  const auto run = [](const std::string&, std::int64_t round) {
    return testing::run_of(static_cast<double>(round));
  };
  const auto figure = [&](std::int64_t rounds) {
    return facts_of(Quantity::throughput, rounds, run).judged().rows.at(1).figures.at(0);
  };
  EXPECT_EQ(figure(5).median, 3);
  EXPECT_EQ(figure(5).low, 1);  // the range
  EXPECT_EQ(figure(5).high, 5);
  EXPECT_EQ(figure(10).median, 5.5);  // P(Binomial(10, 1/2) < 2) = 11/1024 ≤ 2.5 %: second and ninth
  EXPECT_EQ(figure(10).low, 2);
  EXPECT_EQ(figure(10).high, 9);
}

TEST(Quantities, FiguresSayHowOftenATargetWasMissed) {
  const Facts facts = facts_of(Quantity::time_to_target, 10, third_of_the_time({4, 7}));
  const QuantityFigure figure = facts.judged().rows.at(1).figures.at(1);
  EXPECT_EQ(figure.quantity, Quantity::time_to_target);
  EXPECT_TRUE(figure.median && figure.low);
  EXPECT_FALSE(figure.high);  // the ninth of ten is a miss
  EXPECT_EQ(figure.reason, "the target was missed in 2 of 10 rounds");
}

TEST(Quantities, FiguresSayWhyThereAreNone) {
  Facts facts =
      facts_of(Quantity::throughput, 6, [](const std::string&, std::int64_t) { return RunSummary{}; });
  facts.record.rounds[0].runs[1].summary.status = RunStatus::failed;
  facts.record.rounds[0].runs[1].summary.reason = "out of memory";
  const QuantityFigure figure = facts.judged().rows.at(1).figures.at(0);
  EXPECT_FALSE(figure.median || figure.low || figure.high);
  EXPECT_EQ(figure.rounds, 0);
  EXPECT_EQ(figure.reason, "failed: out of memory");
}

}  // namespace
}  // namespace accelbench
