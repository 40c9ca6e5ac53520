// SPDX-License-Identifier: GPL-3.0-or-later
// Every operation, activation, loss, optimizer and odd shape through the engine's own host code and kernels,
// against the float64 reference.
#include "tests/gpu/selftest_fixture.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

TEST_F(Selftest, HoldsInFloat32) { EXPECT_EQ(failures(Precision::float32), ""); }
TEST_F(Selftest, HoldsInTf32) { EXPECT_EQ(failures(Precision::tf32), ""); }
TEST_F(Selftest, HoldsInBfloat16) { EXPECT_EQ(failures(Precision::bfloat16), ""); }

}  // namespace
}  // namespace accelbench
