// SPDX-License-Identifier: GPL-3.0-or-later
// The emulated device notices what a real one would do wrong, or never tell.
#include <cublasLt.h>

#include "gpu/kernels/launches.h"
#include "gpu/products.h"
#include "gpu/resources.h"
#include "tests/gpu/emulation/machine.h"
#include "tests/gpu/fixture.h"

namespace accelbench::cuda {
namespace {

using emulation::machine;
using emulation::Order;

class EmulationTest : public ::testing::Test {
 protected:
  void SetUp() override { emulation::reset_machine(); }

  /// What is wrong with a product of 16 × 8 × 24 after a change to it; empty: nothing.
  std::string complaint(const std::function<void(ProductSpec&)>& change) {
    const DeviceMemory memory = device_memory(1 << 20), workspace = device_memory(32 << 20);
    auto* const base = static_cast<std::byte*>(memory.get());
    ProductSpec spec;
    spec.m = 16, spec.n = 8, spec.k = 24;
    spec.a = base, spec.lda = 16, spec.b = base + 4096, spec.ldb = 24, spec.d = base + 8192, spec.ldd = 16;
    change(spec);
    const ProductLibrary library(Precision::float32);
    const Stream stream = make_stream();
    try {
      const auto algorithms = library.algorithms(spec, 1);
      library.run(spec, algorithms.at(0), workspace.get(), stream.get());
    } catch (const std::logic_error& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(EmulationTest, HoldsProductsToTheLibrarysRules) {
  EXPECT_EQ(complaint([](ProductSpec&) {}), "");
  EXPECT_EQ(complaint([](ProductSpec& spec) { spec.ldb = 20; }),
            "cuBLASLt: a leading dimension is below the rows");
  EXPECT_EQ(complaint([](ProductSpec& spec) { spec.ldb = 25; }),
            "cuBLASLt: a leading dimension is no multiple of 16 bytes");
  EXPECT_EQ(complaint([](ProductSpec& spec) { spec.epilogue = Epilogue::bias; }),
            "cuBLASLt: bias pointer and epilogue do not agree");
  EXPECT_EQ(complaint([](ProductSpec& spec) { spec.d = const_cast<void*>(spec.a); }),
            "cuBLASLt: D lies over an operand");
  EXPECT_EQ(complaint([](ProductSpec& spec) { spec.a = static_cast<const std::byte*>(spec.a) + 8; }),
            "cuBLASLt: an address is no multiple of 16 bytes");
  EXPECT_EQ(complaint([](ProductSpec& spec) { spec.m = 1 << 20, spec.lda = spec.ldd = 1 << 20; }),
            "A of a product leaves its memory");
  EXPECT_EQ(complaint([](ProductSpec& spec) {
              spec.epilogue = Epilogue::relu_slopes, spec.mask = spec.d, spec.mask_stride = 64;
            }),
            "cuBLASLt: the mask's leading dimension is no multiple of 128 bits");
}

TEST_F(EmulationTest, AKernelThatLeavesItsBufferIsNoticed) {
  const DeviceMemory memory = device_memory(4096);
  const Stream stream = make_stream();
  SumParts kernel;
  kernel.of = {static_cast<const float*>(memory.get()), 16};
  kernel.parts = 3, kernel.stride = 8;
  kernel.sums = {static_cast<float*>(memory.get()) + 64, 8};
  EXPECT_THROW(launch(kernel, stream.get()), std::out_of_range);
}

/// Two kernels on two streams, the second of which reads what the first writes.
void give_two(cudaStream_t first, cudaStream_t second, float* values, cudaEvent_t event, bool ordered) {
  follow(second, first, event);  // both belong to the capture
  SumParts write{{values, 1}, 1, 1, {values + 4, 1}}, read{{values + 4, 1}, 1, 1, {values + 8, 1}};
  launch(write, first);
  if (ordered) follow(second, first, event);
  launch(read, second);
  follow(first, second, event);
}

TEST_F(EmulationTest, AForgottenDependencyShows) {
  const DeviceMemory memory = device_memory(4096);
  auto* const values = static_cast<float*>(memory.get());
  const Stream first = make_stream(), second = make_stream();
  const Event event = make_event();
  machine().order = Order::reversed;
  for (const bool ordered : {true, false}) {
    values[0] = 3, values[4] = values[8] = 0;
    const Graph graph =
        capture(first.get(), [&] { give_two(first.get(), second.get(), values, event.get(), ordered); });
    check(cudaGraphLaunch(graph.get(), first.get()), "launching");
    EXPECT_EQ(values[8], ordered ? 3.0F : 0.0F);
  }
}

TEST_F(EmulationTest, AStreamThatIsForkedAndNotJoinedIsRefused) {
  const DeviceMemory memory = device_memory(4096);
  auto* const values = static_cast<float*>(memory.get());
  const Stream first = make_stream(), second = make_stream();
  const Event event = make_event();
  EXPECT_THROW(capture(first.get(),
                       [&] {
                         launch(SumParts{{values, 1}, 1, 1, {values + 4, 1}}, first.get());
                         follow(second.get(), first.get(), event.get());
                         launch(SumParts{{values, 1}, 1, 1, {values + 8, 1}}, second.get());
                       }),
               std::logic_error);
}

}  // namespace
}  // namespace accelbench::cuda
