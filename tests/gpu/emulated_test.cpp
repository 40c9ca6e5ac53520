// SPDX-License-Identifier: GPL-3.0-or-later
// What only the emulated device shows: who waits, what is launched, which algorithm is taken, orders of
// graphs.
#include <cstdlib>

#include "tests/gpu/emulation/machine.h"
#include "tests/gpu/fixture.h"

namespace accelbench {
namespace testing {
void begin_with_device() {
  setenv("ACCELBENCH_NCCL", ACCELBENCH_FAKE_NCCL, 1);
  cuda::emulation::reset_machine();
}
}  // namespace testing
namespace {

using namespace accelbench::testing;
using cuda::emulation::machine;
using cuda::emulation::Order;

class EmulatedTraining : public OnDevice {};

TEST_F(EmulatedTraining, ChunksAndOrdersOfGraphsChangeNoBit) {
  const Work work = middle_work();
  const auto first = compiled(work);
  const auto losses = train(*first, work, 4, 5);
  const auto weights = weights_of(*first, work);
  for (const Order order : {Order::reversed, Order::shuffled, Order::shuffled})
    for (const std::int64_t chunk : {1, 2, 5}) {
      machine().order = order;
      machine().seed = static_cast<std::uint64_t>(chunk) + 40;
      const auto again = compiled(work);
      EXPECT_EQ(train(*again, work, 4, chunk), losses) << chunk;
      EXPECT_EQ(weights_of(*again, work), weights) << chunk;
    }
}

TEST_F(EmulatedTraining, WaitsForNothingAndReservesNothingInsideOfAnEpoch) {
  const Work work = middle_work();
  const auto executable = compiled(work);
  executable->begin_epoch(0);
  BatchSums sums;
  const std::int64_t waited = machine().synchronisations, reserved = machine().allocations;
  executable->run_steps(2, sums);
  executable->run_steps(100, sums);
  EXPECT_EQ(sums.samples, 75);
  EXPECT_TRUE(executable->finite());
  BatchSums seen;
  executable->evaluate(0, executable->evaluation_steps(), seen);
  EXPECT_EQ(seen.samples, 21);
  EXPECT_EQ(machine().synchronisations, waited);
  EXPECT_EQ(machine().allocations, reserved);
}

TEST_F(EmulatedTraining, AnEpochIsAFewLaunches) {
  SampleShape shape;
  shape.layers = {{4, Activation::relu}, {1}};
  shape.samples = 8 * 150 + 3;  // 150 full batches and a short one: 64 + 64 + 8 + 8 + 6 · 1 + 1
  Work work = make_sample_work(shape);
  work.experiment.training.batch_size = 8;
  const auto executable = compiled(work);
  executable->begin_epoch(0);
  BatchSums sums;
  machine().launches = 0;
  executable->run_steps(1000, sums);
  EXPECT_EQ(machine().launches, 2 + 2 + 6 + 1);
  EXPECT_EQ(sums.samples, 1203);
}

TEST_F(EmulatedTraining, AnErrorOfTheDeviceHasItsNameAndPlace) {
  const Work work = middle_work();
  const auto executable = compiled(work);
  executable->begin_epoch(0);
  machine().fails_at = machine().operations + 20;
  BatchSums sums;
  try {
    executable->run_steps(100, sums);
    FAIL() << "no error";
  } catch (const DeviceError& error) {
    EXPECT_STREQ(error.what(),
                 "cudaErrorIllegalAddress: an illegal memory access was encountered, while launching steps");
  }
}

TEST_F(EmulatedTraining, TakesTheFasterAlgorithmAndKeepsItForTheNextStart) {
  const Work work = middle_work();
  machine().microseconds = {{"algorithm 2", 900}};
  std::vector<std::string> taken;
  const auto note = [&taken](const std::string& name) {
    if (name.starts_with("multiply")) taken.push_back(name.substr(0, 21));
  };
  const auto executable = compiled(work);
  machine().on_operation = note;
  executable->begin_epoch(0);
  BatchSums sums;
  executable->run_steps(1, sums);
  for (const std::string& name : taken) EXPECT_EQ(name, "multiply, algorithm 2");
  EXPECT_EQ(taken.size(), 4U + 4 + 3);  // forward, weight gradients, input gradients

  taken.clear();
  machine().microseconds = {{"algorithm 1", 100}};  // what is kept is not timed again
  const auto again = compiled(work);
  EXPECT_EQ(taken.size(), 11U + 11 + 4);  // each kind of step once, before it is captured: nothing is timed
  taken.clear();
  again->begin_epoch(0);
  again->run_steps(1, sums);
  for (const std::string& name : taken) EXPECT_EQ(name, "multiply, algorithm 2");
}

TEST_F(EmulatedTraining, GivesEverythingBack) {
  const std::int64_t before = machine().allocated_bytes;
  {
    const Work work = middle_work();
    const auto executable = compiled(work);
    EXPECT_EQ(machine().allocated_bytes - before, engine_->estimate(work, accelerator())->memory_bytes);
  }
  EXPECT_EQ(machine().allocated_bytes, before);
}

}  // namespace
}  // namespace accelbench
