// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/ceilings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "core/telemetry/device.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

Ceilings sample() {
  Ceilings ceilings;
  ceilings.cpu = this_machine().cpu;
  ceilings.cores = 4;
  ceilings.vector_target = "AVX3";
  ceilings.library = "oneDNN 2.6.3";
  ceilings.program = "Accelbench";
  ceilings.measured = "2026-11-23T10:00:00Z";
  ceilings.multiply_add_flop_per_s = 1.25e11;
  ceilings.products = {{Precision::float32, {100e9, 350e9}}, {Precision::bfloat16, {200e9, 800e9}}};
  ceilings.triad_bytes_per_s = {15e9, 40e9};
  return ceilings;
}

/// With the text `from` replaced by `to`.
std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// The user's data folder lies in a folder of the test's own.
class KeptCeilings : public ::testing::Test {
 protected:
  KeptCeilings() { setenv("XDG_DATA_HOME", folder_.path().c_str(), 1); }
  ~KeptCeilings() override { unsetenv("XDG_DATA_HOME"); }
  void write(const std::string& text) const {
    std::filesystem::create_directories(ceilings_file().parent_path());
    std::ofstream(ceilings_file()) << text;
  }
  testing::TemporaryFolder folder_;
};

TEST(Ceilings, GrowWithTheThreadsUpToAllCores) {
  const Ceilings ceilings = sample();
  const auto of = [&](std::int64_t threads) {
    return product_ceiling(ceilings, Precision::float32, threads);
  };
  EXPECT_EQ(of(0), std::nullopt);
  EXPECT_EQ(of(1), 100e9);
  EXPECT_EQ(of(3), 300e9);
  EXPECT_EQ(of(4), 350e9);
  EXPECT_EQ(of(64), 350e9);
  EXPECT_EQ(product_ceiling(ceilings, Precision::bfloat16, 2), 400e9);
  EXPECT_EQ(product_ceiling(ceilings, Precision::float64, 1), std::nullopt);
}

TEST(Ceilings, AreTheBestOfTwoMeasurementsOfTheSameMachine) {
  Ceilings busy = sample();
  busy.measured = "2026-11-24T10:00:00Z";
  busy.products[0].flop_per_s = {110e9, 120e9};
  busy.triad_bytes_per_s = {10e9, 41e9};
  const Ceilings best = best_of(sample(), busy);
  EXPECT_EQ(best.measured, busy.measured);
  EXPECT_EQ(best.products[0].flop_per_s, (CoreRates{110e9, 350e9}));
  EXPECT_EQ(best.products[1], sample().products[1]);
  EXPECT_EQ(best.triad_bytes_per_s, (CoreRates{15e9, 41e9}));
  busy.library = "oneDNN 3.0.0";
  EXPECT_EQ(best_of(sample(), busy), busy);
}

TEST(Ceilings, ReadBackAsTheyWereWritten) {
  const auto read = read_ceilings(ceilings_document(sample()), "here");
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(*read, sample());
}

TEST(Ceilings, RefuseDocumentsThatDoNotHold) {
  const std::string good = ceilings_document(sample());
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "no JSON object"},
      {"[1, 2]", "no JSON object"},
      {good.substr(0, good.size() / 2), "no JSON object"},
      {changed(good, R"("accelbench_ceilings": 1)", R"("accelbench_ceilings": 2)"),
       "'accelbench_ceilings' is not 1"},
      {changed(good, R"("cores": 4)", R"("cores": 0)"), "'cores' is no whole number"},
      {changed(good, R"("cores": 4)", R"("cores": 4.5)"), "'cores' is no whole number"},
      {changed(good, R"("cores": 4)", R"("cores": 99999999999999999999)"), "'cores' is no whole number"},
      {changed(good, R"("library": "oneDNN 2.6.3")", R"("library": [])"), "'library' is no text"},
      {changed(good, "float32", "float33"), "'gemm_flop_per_s.float33' is no precision"},
      {changed(good, R"("one_core": 100000000000.0)", R"("one_core": -1)"),
       "'gemm_flop_per_s.float32.one_core' is no rate above 0"},
      {changed(good, R"("one_core": 100000000000.0)", R"("one_core": 1e400)"), "no JSON object"},
      {changed(good, R"("one_core": 100000000000.0)", R"("one_core": 1e300)"), "is no rate above 0"},
      {changed(good, "triad_bytes_per_s", "triad"), "'triad_bytes_per_s' is no object"},
  };
  for (const auto& [document, reason] : cases) {
    const auto read = read_ceilings(document, "here");
    ASSERT_FALSE(read) << document;
    EXPECT_NE(read.error().message.find(reason), std::string::npos)
        << reason << " / " << read.error().message;
    EXPECT_EQ(read.error().place, "here");
  }
}

TEST_F(KeptCeilings, AreNothingUntilMeasured) {
  const auto kept = kept_ceilings();
  ASSERT_TRUE(kept);
  EXPECT_FALSE(kept->has_value());
  EXPECT_EQ(gemm_ceiling_flop_per_s(Precision::float32, 1), std::nullopt);
}

TEST_F(KeptCeilings, AnswerForThisMachine) {
  ASSERT_TRUE(keep_ceilings(sample()));
  const auto kept = kept_ceilings();
  ASSERT_TRUE(kept && *kept);
  EXPECT_EQ(**kept, sample());
  EXPECT_EQ(gemm_ceiling_flop_per_s(Precision::float32, 1), 100e9);
  // Threads beyond this machine's cores have no core of their own.
  EXPECT_EQ(gemm_ceiling_flop_per_s(Precision::float32, 1000),
            product_ceiling(sample(), Precision::float32, this_machine().cores));
  EXPECT_EQ(gemm_ceiling_flop_per_s(Precision::tf32, 1), std::nullopt);
}

TEST_F(KeptCeilings, OfAnotherProcessorAreNotUsed) {
  Ceilings foreign = sample();
  foreign.cpu = "Abacus 1";
  ASSERT_TRUE(keep_ceilings(foreign));
  const auto kept = kept_ceilings();
  ASSERT_FALSE(kept);
  EXPECT_NE(kept.error().message.find("another processor, 'Abacus 1'"), std::string::npos)
      << kept.error().message;
  EXPECT_EQ(gemm_ceiling_flop_per_s(Precision::float32, 1), std::nullopt);
}

TEST_F(KeptCeilings, ThatAreDamagedAreToldAndReplaced) {
  for (const std::string& text : {std::string("{"), std::string(1 << 20, '['), std::string("\xff\xfe")}) {
    write(text);
    EXPECT_FALSE(kept_ceilings());
    EXPECT_EQ(gemm_ceiling_flop_per_s(Precision::float32, 1), std::nullopt);
  }
  ASSERT_TRUE(keep_ceilings(sample()));
  EXPECT_EQ(gemm_ceiling_flop_per_s(Precision::float32, 1), 100e9);
}

TEST_F(KeptCeilings, AreNotKeptWhereThereIsNoFolder) {
  std::ofstream(folder_.path() / "accelbench") << "a file";
  const auto kept = keep_ceilings(sample());
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().kind, ErrorKind::failed);
}

}  // namespace
}  // namespace accelbench
