// SPDX-License-Identifier: GPL-3.0-or-later
// What ranks tell each other before their devices meet, on ranks that are threads.
#include "gpu/nccl/meeting.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/core/exchange/thread_group.h"

namespace accelbench::cuda::nccl {
namespace {

/// What each of the ranks hears.
std::vector<std::string> heard(const std::vector<Stand>& stands) {
  std::vector<std::string> texts(stands.size());
  testing::ThreadGroup group(static_cast<int>(stands.size()));
  group.run([&](Exchange& exchange) {
    const auto rank = static_cast<std::size_t>(exchange.rank());
    const Status met = meet(exchange, stands[rank]);
    texts[rank] = met ? "" : met.error().message;
  });
  return texts;
}

TEST(Meeting, LetsRanksWithDevicesOfTheirOwnGoOn) {
  EXPECT_EQ(heard({{{}, 22809, "GPU-a"}, {{}, 22809, "GPU-b"}}), (std::vector<std::string>{"", ""}));
  EXPECT_EQ(heard({{{}, 0, {}}, {{}, 0, {}}}), (std::vector<std::string>{"", ""}));
}

TEST(Meeting, NamesTheRankThatCannotGoOnToAllOthers) {
  const auto texts = heard({{}, {unavailable("cuda:1", "out of memory", "use a smaller batch"), 0, {}}, {}});
  EXPECT_EQ(texts[1], "out of memory");  // with its place and fix beside it
  EXPECT_NE(texts[0].find("rank 1 on host "), std::string::npos);
  EXPECT_NE(texts[0].find(": cuda:1: out of memory; use a smaller batch"), std::string::npos) << texts[0];
  EXPECT_EQ(texts[2], texts[0]);
}

TEST(Meeting, RefusesAnotherNcclAndADeviceTakenTwice) {
  const auto versions = heard({{{}, 22809, "GPU-a"}, {{}, 21903, "GPU-b"}});
  EXPECT_NE(versions[0].find("has NCCL 2.19.3, the first rank 2.28.9"), std::string::npos) << versions[0];
  const auto devices = heard({{{}, 22809, "GPU-a"}, {{}, 22809, "GPU-b"}, {{}, 22809, "GPU-a"}});
  for (const std::string& text : devices)
    EXPECT_NE(text.find("and rank 0 have the same device, GPU-a"), std::string::npos) << text;
}

TEST(Meeting, CutsTextsThatAreTooLong) {
  const auto texts = heard({{}, {failed("", std::string(5000, 'x')), 0, std::string(500, 'y')}});
  EXPECT_GT(texts[0].size(), 400U);
  EXPECT_LT(texts[0].size(), 600U);
}

}  // namespace
}  // namespace accelbench::cuda::nccl
