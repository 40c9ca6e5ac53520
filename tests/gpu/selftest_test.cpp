// SPDX-License-Identifier: GPL-3.0-or-later
// Every operation, activation, loss, optimizer and odd shape through the engine's own host code and kernels,
// against the float64 reference.
#include "core/engine/selftest.h"

#include "core/cpu/cpu_engine.h"
#include "tests/gpu/emulated.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;
using cuda::emulation::machine;
using cuda::emulation::Order;

class Selftest : public Emulated {
 protected:
  /// What did not hold, one line each.
  std::string failures(Precision precision) {
    const std::vector<AcceleratorSpec> accelerators = {accelerator(precision)};
    const auto results = selftest({*engine_, accelerators, *reference_}, selftest_cases());
    if (!results) return to_string(results.error());
    std::string text;
    for (const SelftestFailure& failure : results->front().failures)
      text += failure.group + ", " + failure.name + ": " + failure.what + "\n";
    if (results->front().refused > 0) text += "refused: " + results->front().reason + "\n";
    return text;
  }

  std::unique_ptr<Engine> reference_ = make_cpu_engine();
};

TEST_F(Selftest, HoldsInFloat32) { EXPECT_EQ(failures(Precision::float32), ""); }
TEST_F(Selftest, HoldsInTf32) { EXPECT_EQ(failures(Precision::tf32), ""); }
TEST_F(Selftest, HoldsInBfloat16) { EXPECT_EQ(failures(Precision::bfloat16), ""); }

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
