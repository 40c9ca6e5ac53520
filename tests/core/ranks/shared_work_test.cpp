// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/shared_work.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <mutex>

#include "tests/core/base/temporary_folder.h"
#include "tests/core/exchange/thread_group.h"

namespace accelbench::ranks {
namespace {

using accelbench::testing::TemporaryFolder;
using accelbench::testing::ThreadGroup;

/// 900 000 × 20 values are more than 2^24: each rank reads its own. Training rows are 12 blocks and a part of
/// one.
Experiment many_rows() {
  Experiment experiment;
  SyntheticData source;
  source.samples = 900'000;
  source.features = 20;
  experiment.data.source = source;
  experiment.data.validation_split = 0.1;
  experiment.data.standardize = true;
  experiment.model.layers = {{.units = 1}};
  return experiment;
}

ChildWork prepared_from(Experiment experiment, DataRoots roots = {}) {
  ChildWork prepared{std::move(experiment), {}, nullptr, std::move(roots), make_work, false};
  prepared.accelerator.shard_data = true;
  return prepared;
}

std::vector<Work> works_of(int ranks, const ChildWork& prepared) {
  std::vector<Work> works(static_cast<std::size_t>(ranks));
  ThreadGroup group(ranks);
  group.run([&](Exchange& exchange) {
    bool ended = false;
    auto work = make_rank_work(prepared, exchange, ended);
    if (!work) throw std::runtime_error(to_string(work.error()));
    works[static_cast<std::size_t>(exchange.rank())] = std::move(*work);
  });
  return works;
}

void expect_part(const Samples& part, const Samples& whole) {
  ASSERT_EQ(part.samples, whole.samples);
  const RowRange held = part.held;
  ASSERT_EQ(static_cast<std::int64_t>(part.x.size()), held.count * whole.features);
  EXPECT_TRUE(std::ranges::equal(
      part.x, whole.x.subspan(static_cast<std::size_t>(held.first * whole.features), part.x.size())));
  ASSERT_EQ(static_cast<std::int64_t>(part.y.size()), held.count);
  EXPECT_TRUE(
      std::ranges::equal(part.y, whole.y.subspan(static_cast<std::size_t>(held.first), part.y.size())));
}

TEST(SharedWork, ManyRowsAreReadInPartsWithTheBitsAndTheFingerprintOfTheWhole) {
  const Work whole = make_work(many_rows(), {}).value();
  const std::vector<Work> works = works_of(3, prepared_from(many_rows()));
  std::int64_t rows = 0;
  for (const Work& work : works) {
    EXPECT_EQ(work.fingerprint, whole.fingerprint);
    EXPECT_EQ(work.data.mean, whole.data.mean);
    EXPECT_EQ(work.data.deviation, whole.data.deviation);
    EXPECT_EQ(work.data.train.held.first, rows);
    rows += work.data.train.held.count;
    expect_part(work.data.train, whole.data.train);
    expect_part(work.data.validation, whole.data.validation);
  }
  EXPECT_EQ(rows, 810'000);
  EXPECT_EQ(works[0].data.train.held.count, 4 * 65'536) << "12 whole blocks for three ranks";
}

TEST(SharedWork, FewRowsAreReadAsAWholeAndPutAway) {
  Experiment experiment = many_rows();
  std::get<SyntheticData>(experiment.data.source).samples = 100;
  const Work whole = make_work(experiment, {}).value();
  const std::vector<Work> works = works_of(4, prepared_from(experiment));
  for (const Work& work : works) {
    EXPECT_EQ(work.fingerprint, whole.fingerprint);
    expect_part(work.data.train, whole.data.train);
    EXPECT_GE(work.data.train.held.count, 90 / 4);
  }
}

/// Everybody gets to know, and nobody waits.
TEST(SharedWork, WhatOneRankCannotReadEndsAll) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "t.csv") << "a,y\n1,2\n3,4\n5,6\n";
  Experiment experiment = many_rows();
  experiment.data.source = CsvData{.path = "t.csv", .target = {"y"}};
  const ChildWork good = prepared_from(experiment, {folder.path(), {}});
  const ChildWork bad = prepared_from(experiment, {folder.path() / "none", {}});
  std::vector<std::string> reasons(2);
  ThreadGroup group(2);
  group.run([&](Exchange& exchange) {
    bool ended = false;
    const auto work = make_rank_work(exchange.rank() == 1 ? bad : good, exchange, ended);
    EXPECT_TRUE(ended);
    reasons[static_cast<std::size_t>(exchange.rank())] = work ? "" : to_string(work.error());
  });
  EXPECT_NE(reasons[0].find("rank 1 on host here: "), std::string::npos) << reasons[0];
  EXPECT_NE(reasons[1], "");
}

TEST(SharedWork, RowsAreSharedWhereTheyAreMany) {
  AcceleratorSpec accelerator;
  accelerator.engine = EngineKind::cpu;
  Experiment experiment = many_rows();
  std::get<SyntheticData>(experiment.data.source).samples = 3'355'443;  // 20 × 4 bytes: just below 256 MiB
  EXPECT_FALSE(shares_rows(accelerator, outline_of_work(experiment, {}).value()));
  std::get<SyntheticData>(experiment.data.source).samples = 3'355'444;
  EXPECT_TRUE(shares_rows(accelerator, outline_of_work(experiment, {}).value()));
  accelerator.shard_data = false;
  EXPECT_FALSE(shares_rows(accelerator, outline_of_work(experiment, {}).value()));
}

}  // namespace
}  // namespace accelbench::ranks
