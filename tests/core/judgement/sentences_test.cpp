// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/sentences.h"

#include <gtest/gtest.h>

namespace accelbench {
namespace {

PairJudgement pair_of(double ratio, std::optional<double> low, std::optional<double> high, Verdict verdict) {
  PairJudgement pair;
  pair.ratio = ratio;
  pair.low = low;
  pair.high = high;
  pair.verdict = verdict;
  pair.confidence = 0.95;
  pair.rounds = 10;
  return pair;
}

std::string sentence(const PairJudgement& pair, double floor = 1) {
  return sentence_of(pair, {"gpu", "cpu", ""}, floor, 6);
}

TEST(Sentences, SayRatioIntervalConfidenceAndRounds) {
  EXPECT_EQ(sentence(pair_of(3.12, 2.91, 3.38, Verdict::faster)),
            "gpu trains 3.1× as fast as cpu (2.9–3.4, 95 %, 10 rounds)");
  EXPECT_EQ(sentence(pair_of(0.321, 0.305, 0.339, Verdict::slower)),
            "gpu trains 0.32× as fast as cpu (0.30–0.34, 95 %, 10 rounds)");
}

TEST(Sentences, NeverWriteWhatIsBesideOneAsOne) {
  EXPECT_EQ(sentence(pair_of(0.9982, 0.9971, 0.9993, Verdict::slower)),
            "gpu trains 0.998× as fast as cpu (0.997–0.999, 95 %, 10 rounds)");
  EXPECT_EQ(sentence(pair_of(1.0034, 1.0002, 1.0066, Verdict::faster)),
            "gpu trains 1.0034× as fast as cpu (1.0002–1.0066, 95 %, 10 rounds)");
}

TEST(Sentences, NotSeparatedSaysHowLargeTheDifferenceIsAtMost) {
  EXPECT_EQ(sentence(pair_of(1.001, 0.985, 1.017, Verdict::not_separated)),
            "gpu and cpu are not separated: the difference is under 1.7 % (95 %, 10 rounds)");
  EXPECT_EQ(sentence(pair_of(1.001, 0.99, 1.02, Verdict::not_separated)),
            "gpu and cpu are not separated: the difference is under 2 % (95 %, 10 rounds)");
  EXPECT_EQ(sentence(pair_of(1.001, 0.99, 1.233, Verdict::not_separated)),
            "gpu and cpu are not separated: the difference is under 24 % (95 %, 10 rounds)");
  EXPECT_EQ(sentence(pair_of(1.4, 0.5, 4.1, Verdict::not_separated)),
            "gpu and cpu are not separated: the difference is under 310 % (95 %, 10 rounds)");
}

TEST(Sentences, AnOpenEndIsInfinite) {
  PairJudgement pair = pair_of(0.33, 0.31, std::nullopt, Verdict::not_separated);
  pair.missed_a = 1;
  EXPECT_EQ(
      sentence(pair),
      "gpu and cpu are not separated: 10 rounds cannot tell how large the difference is at most (95 %); "
      "gpu missed the target in 1 round");
  pair.quantity = Quantity::time_to_target;
  pair.verdict = Verdict::slower;
  pair.ratio = 3.3;
  pair.low = 1.2;
  EXPECT_EQ(
      sentence(pair),
      "gpu reaches the target in 3.3× the time of cpu (1.2–∞, 95 %, 10 rounds); gpu missed the target in "
      "1 round");
}

TEST(Sentences, HaveTheirOwnWordsForEachQuantity) {
  PairJudgement pair = pair_of(0.5, 0.4, 0.6, Verdict::faster);
  const auto said = [&](Quantity quantity) {
    pair.quantity = quantity;
    return sentence(pair).substr(0, sentence(pair).find(" ("));
  };
  EXPECT_EQ(said(Quantity::train_time), "gpu trains in 0.50× the time of cpu");
  EXPECT_EQ(said(Quantity::final_loss), "the final loss of gpu is 0.50× that of cpu");
  EXPECT_EQ(said(Quantity::energy_to_target), "gpu reaches the target with 0.50× the energy of cpu");
  EXPECT_EQ(said(Quantity::cost_to_target), "gpu reaches the target at 0.50× the cost of cpu");
}

TEST(Sentences, ConfidenceIsNeverMoreThanItIs) {
  EXPECT_EQ(percent_text(0.95), "95 %");
  EXPECT_EQ(percent_text(1 - 0.05 / 2), "97.5 %");
  EXPECT_EQ(percent_text(1 - 0.05 / 3), "98.3 %");
  EXPECT_EQ(percent_text(1 - 0.05 / 99), "99.9 %");
}

}  // namespace
}  // namespace accelbench
