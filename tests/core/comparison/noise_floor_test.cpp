// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/noise_floor.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "../base/temporary_folder.h"

namespace accelbench {
namespace {

AcceleratorSpec cpu(std::int64_t threads) {
  AcceleratorSpec one;
  one.id = "cpu-" + std::to_string(threads);
  one.threads = threads;
  return one;
}

Machine machine() {
  Machine one;
  one.cpu = "Test CPU 9000";
  one.cores = 8;
  return one;
}

PairJudgement pair(Quantity quantity, double low, double high) {
  PairJudgement one;
  one.quantity = quantity;
  one.low = low;
  one.high = high;
  one.rounds = 10;
  return one;
}

constexpr const char* work = "0123abcd";
constexpr const char* june = "2026-06-01T12:00:00Z";

KeptFloor floor(double value, std::int64_t threads, Quantity quantity = Quantity::throughput,
                const std::string& measured = june) {
  const FloorSubject subject = floor_subject(machine(), work, cpu(threads));
  return {subject, {value, cpu(threads).id, quantity, subject.cpu, work, measured, 10}};
}

TEST(FloorOf, IsTheOuterEndOfTheIntervalWhicheverSideItLies) {
  Judgement judgement;
  judgement.pairs = {pair(Quantity::throughput, 0.98, 1.01), pair(Quantity::train_time, 0.995, 1.03)};
  const FloorSubject subject = floor_subject(machine(), work, cpu(1));
  const auto throughput = floor_of(judgement, cpu(1), subject, Quantity::throughput, june).value();
  EXPECT_DOUBLE_EQ(throughput.floor, 1 / 0.98);
  EXPECT_EQ(throughput.accelerator, "cpu-1");
  EXPECT_EQ(throughput.machine, "Test CPU 9000");
  EXPECT_EQ(throughput.workload, work);
  EXPECT_EQ(throughput.measured, june);
  EXPECT_EQ(throughput.rounds, 10);
  EXPECT_DOUBLE_EQ(floor_of(judgement, cpu(1), subject, Quantity::train_time, june).value().floor, 1.03);
  EXPECT_EQ(floors_of(judgement, cpu(1), subject, june).size(), 2U);
}

TEST(FloorOf, WithoutAnIntervalSaysWhatIsMissing) {
  Judgement judgement;
  const FloorSubject subject = floor_subject(machine(), work, cpu(1));
  auto missing = floor_of(judgement, cpu(1), subject, Quantity::throughput, june);
  EXPECT_EQ(to_string(missing.error()),
            "noise floor of throughput: error: it has no interval after these rounds; measure more rounds: "
            "--rounds N");
  judgement.pairs = {pair(Quantity::throughput, 1, 1)};
  judgement.pairs[0].low.reset();
  judgement.pairs[0].reason = "2 rounds, and the first look is at 6";
  missing = floor_of(judgement, cpu(1), subject, Quantity::throughput, june);
  EXPECT_EQ(missing.error().message, "2 rounds, and the first look is at 6");
}

TEST(WayOf, NamesAndPricesDoNotMatterSettingsDo) {
  AcceleratorSpec other = cpu(1);
  other.id = other.label = "another";
  other.color = "#ff0000";
  other.price_per_hour = 3;
  EXPECT_EQ(way_of(other), way_of(cpu(1)));
  EXPECT_EQ(way_of(cpu(1)), "cpu; float32; threads 1; path auto; strict; recompute none");
  other.precision = Precision::bfloat16;
  EXPECT_NE(way_of(other), way_of(cpu(1)));
  AcceleratorSpec all = cpu(1);
  all.threads.reset();
  EXPECT_NE(way_of(all), way_of(cpu(1)));
}

TEST(FindFloor, IsTheLargestOfBothSides) {
  const std::vector<KeptFloor> kept = {floor(1.01, 1), floor(1.04, 2), floor(1.5, 3)};
  const auto found =
      find_floor(kept, machine(), work, {cpu(1), cpu(2)}, Quantity::throughput, "2026-06-11T11:00:00Z");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->floor, kept[1].floor);
  EXPECT_EQ(found->days, 9);  // ten days less an hour
  EXPECT_EQ(found->text, "noise floor 1.04 of cpu-2, measured 2026-06-01 in 10 rounds");
}

TEST(FindFloor, OldOnesAndHalfOnesAreUsedAndSaid) {
  const auto found = find_floor({floor(1.02, 1)}, machine(), work, {cpu(1), cpu(2)}, Quantity::throughput,
                                "2026-07-11T12:00:00Z");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->days, 40);
  EXPECT_EQ(
      found->text,
      "noise floor 1.02 of cpu-1, measured 2026-06-01 in 10 rounds; that is 40 days ago: measure it again; "
      "1 of 2 accelerators have none");
}

TEST(FindFloor, OfAnotherMachineWorkloadWayOrQuantityIsNone) {
  const std::vector<KeptFloor> kept = {floor(1.02, 1)};
  const auto found = [&](const Machine& on, const std::string& of, const AcceleratorSpec& who,
                         Quantity what) { return find_floor(kept, on, of, {who}, what, june).has_value(); };
  EXPECT_TRUE(found(machine(), work, cpu(1), Quantity::throughput));
  Machine other = machine();
  other.cores = 4;
  EXPECT_FALSE(found(other, work, cpu(1), Quantity::throughput));
  EXPECT_FALSE(found(machine(), "other work", cpu(1), Quantity::throughput));
  EXPECT_FALSE(found(machine(), work, cpu(2), Quantity::throughput));
  EXPECT_FALSE(found(machine(), work, cpu(1), Quantity::final_loss));
}

/// The user's data folder lies in a folder of the test's own.
class NoiseFloorFile : public ::testing::Test {
 protected:
  NoiseFloorFile() {
    if (const char* before = getenv("XDG_DATA_HOME")) before_ = before;
    setenv("XDG_DATA_HOME", folder_.path().c_str(), 1);
  }
  ~NoiseFloorFile() override {
    before_ ? setenv("XDG_DATA_HOME", before_->c_str(), 1) : unsetenv("XDG_DATA_HOME");
  }
  void write(const std::string& text) const {
    std::filesystem::create_directories(noise_floor_file().parent_path());
    std::ofstream(noise_floor_file()) << text;
  }
  testing::TemporaryFolder folder_;
  std::optional<std::string> before_;
};

TEST_F(NoiseFloorFile, KeepsAndReplaces) {
  EXPECT_TRUE(kept_floors().value().empty());
  ASSERT_TRUE(keep_floors({floor(1.02, 1), floor(1.03, 1, Quantity::train_time)}));
  ASSERT_TRUE(keep_floors({floor(1.01, 1, Quantity::throughput, "2026-07-01T00:00:00Z")}));
  const auto kept = kept_floors().value();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0], floor(1.03, 1, Quantity::train_time));
  EXPECT_EQ(kept[1], floor(1.01, 1, Quantity::throughput, "2026-07-01T00:00:00Z"));
}

TEST_F(NoiseFloorFile, EntriesThatCannotBeAreLeftOut) {
  ASSERT_TRUE(keep_floors({floor(1.02, 1)}));
  auto json = nlohmann::json::parse(testing::content_of(noise_floor_file()));
  const auto good = json["floors"][0];
  const auto with = [&](const char* key, const nlohmann::json& value) {
    auto bad = good;
    bad[key] = value;
    json["floors"].push_back(bad);
  };
  with("floor", 0.5);
  with("floor", nullptr);
  with("floor", 1e300);
  with("rounds", -1);
  with("rounds", 1.5);
  with("quantity", "beauty");
  with("measured", "yesterday");
  with("machine", std::string(5000, 'x'));
  with("way", nullptr);
  json["floors"].push_back("text");
  json["floors"].push_back(nullptr);
  write(json.dump());
  EXPECT_EQ(kept_floors().value(), (std::vector<KeptFloor>{floor(1.02, 1)}));
}

TEST_F(NoiseFloorFile, FileThatIsNoneOfOursIsAnErrorAndThenReplaced) {
  for (const char* text : {"", "{", "[]", "{\"accelbench_noise_floors\": \"1\"}",
                           "{\"accelbench_noise_floors\": 0}", "{\"accelbench_noise_floors\": 1e999}"}) {
    write(text);
    const auto kept = kept_floors();
    ASSERT_FALSE(kept) << text;
    EXPECT_EQ(kept.error().message, "these are no noise floors of Accelbench");
  }
  write(std::string(100'000, '['));
  EXPECT_FALSE(kept_floors());
  ASSERT_TRUE(keep_floors({floor(1.02, 1)}));
  EXPECT_EQ(kept_floors().value().size(), 1U);
}

TEST_F(NoiseFloorFile, FileOfANewerVersionIsLeftAsItIs) {
  const std::string newer = "{\"accelbench_noise_floors\": 2, \"floors\": {}}";
  write(newer);
  EXPECT_EQ(kept_floors().error().message, "noise floors of format 2, and this program reads format 1");
  EXPECT_FALSE(keep_floors({floor(1.02, 1)}));
  EXPECT_EQ(testing::content_of(noise_floor_file()), newer);
}

TEST_F(NoiseFloorFile, VeryManyLoseTheOldest) {
  std::vector<KeptFloor> many;
  for (std::int64_t threads = 1; threads <= 2001; ++threads) many.push_back(floor(1.02, threads));
  ASSERT_TRUE(keep_floors(many));
  const auto kept = kept_floors().value();
  ASSERT_EQ(kept.size(), 2000U);
  EXPECT_EQ(kept.front(), floor(1.02, 2));
}

TEST_F(NoiseFloorFile, FolderThatCannotBeMadeIsAnErrorWithTheFix) {
  std::ofstream(folder_ / "file") << "x";
  setenv("XDG_DATA_HOME", (folder_ / "file").c_str(), 1);
  const auto kept = keep_floors({floor(1.02, 1)});
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().fix, "set XDG_DATA_HOME to a folder that can be written");
}

TEST(NowUtc, HasTheShapeThatIsKept) {
  const std::string now = now_utc();
  EXPECT_EQ(now.size(), std::string("2026-06-01T12:00:00Z").size());
  EXPECT_EQ(now.back(), 'Z');
}

}  // namespace
}  // namespace accelbench
