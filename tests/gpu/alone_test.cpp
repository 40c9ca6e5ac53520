// SPDX-License-Identifier: GPL-3.0-or-later
// One rank that exchanges with nobody, in this process: on the emulated device with the stand-in of NCCL, by
// check.sh on a real one with the real NCCL. Several ranks: ranks_test.cpp.
#include <cstdlib>

#include "gpu/nccl/library.h"
#include "tests/gpu/fixture.h"
#include "tests/gpu/lone_exchange.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

class AloneInExchange : public OnDevice {
 protected:
  void SetUp() override {
    OnDevice::SetUp();
    if (IsSkipped()) return;
    const auto library = cuda::nccl::load();
    if (!library) GTEST_SKIP() << to_string(library.error());
  }
  std::unique_ptr<Executable> as_rank(const Work& work) {
    auto executable = engine_->compile_rank(work, accelerator(), host_);
    if (!executable) throw std::runtime_error(to_string(executable.error()));
    return std::move(*executable);
  }

  LoneExchange host_;
};

TEST_F(AloneInExchange, HasTheBitsOfADeviceWithoutExchange) {
  const Work work = middle_work();
  const auto alone = compiled(work);
  const auto losses = train(*alone, work, 4, 100);
  const auto weights = weights_of(*alone, work);
  for (const std::int64_t chunk : {1, 2, 100}) {
    const auto rank = as_rank(work);
    EXPECT_EQ(train(*rank, work, 4, chunk), losses) << chunk;
    EXPECT_EQ(weights_of(*rank, work), weights) << chunk;
    EXPECT_TRUE(rank->finite());
  }
}

TEST_F(AloneInExchange, ClipsAndPenalisesAsWithoutExchange) {
  Work work = middle_work();
  work.experiment.training.clip_norm = 0.05;
  work.experiment.training.l2 = 0.01;
  const auto alone = compiled(work), rank = as_rank(work);
  EXPECT_EQ(train(*rank, work, 3, 2), train(*alone, work, 3, 2));
  EXPECT_EQ(weights_of(*rank, work), weights_of(*alone, work));
  BatchSums seen, seen_alone;
  rank->evaluate(0, 10, seen);
  alone->evaluate(0, 10, seen_alone);
  EXPECT_EQ(mean_loss(seen), mean_loss(seen_alone));
  EXPECT_EQ(seen.samples, 21);
}

TEST_F(AloneInExchange, TellsHowItExchanges) {
  const auto details = as_rank(middle_work())->details();
  EXPECT_NE(details.path_reason.find("gradients exchanged in 1 parts by NCCL 2."), std::string::npos)
      << details.path_reason;
}

}  // namespace
}  // namespace accelbench
