// SPDX-License-Identifier: GPL-3.0-or-later
// The selftest with products that cuBLASLt refuses or that win, in orders that graphs may take.
#include "tests/gpu/emulation/machine.h"
#include "tests/gpu/selftest_fixture.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;
using cuda::emulation::machine;
using cuda::emulation::Order;

TEST_F(Selftest, HoldsWithoutAnyFusedProduct) {
  for (const int epilogue : {130, 134, 136, 152, 512, 6}) machine().refused_epilogues.push_back(epilogue);
  machine().order = Order::reversed;
  EXPECT_EQ(failures(Precision::float32), "");
}

TEST_F(Selftest, HoldsWithEveryFusedProduct) {
  machine().microseconds = {{"epilogue 152", 100}};  // relu's slopes with the bias gradient
  machine().order = Order::shuffled;
  EXPECT_EQ(failures(Precision::float32), "");
  EXPECT_EQ(failures(Precision::bfloat16), "");
}

}  // namespace
}  // namespace accelbench
