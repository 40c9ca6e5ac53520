// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine says of devices, and what it refuses before a training begins.
#include "core/engine/device_limits.h"
#include "gpu/measure_limits.h"
#include "tests/gpu/emulation/machine.h"
#include "tests/gpu/fixture.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;
using cuda::emulation::machine;

class CudaEngineTest : public OnDevice {
 protected:
  std::string refusal(const Work& work, const AcceleratorSpec& spec) const {
    const Status status = engine_->can_run(work, spec);
    return status ? "" : to_string(status.error());
  }
};

TEST_F(CudaEngineTest, ListsDevicesWithCapabilityMemoryAndPrecisions) {
  machine().devices = 2;
  const auto devices = engine_->devices();
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[1].id, "cuda:1");
  EXPECT_EQ(devices[1].name, "Emulated GPU");
  EXPECT_EQ(devices[1].capability, "9.0");
  EXPECT_EQ(devices[1].uuid, "GPU-00000000-0000-0000-0000-000000000001");
  EXPECT_EQ(devices[1].pci, "0000:01:00.0");
  EXPECT_TRUE(devices[1].runtime.starts_with("CUDA 1"));
  EXPECT_EQ(devices[1].memory_bytes, std::int64_t{4} << 30);
  EXPECT_EQ(devices[1].precisions, (std::vector<std::string>{"float32", "tf32", "bfloat16"}));
  EXPECT_TRUE(devices[1].usable);
}

TEST_F(CudaEngineTest, ADeviceThatIsTooOldHasTheReason) {
  machine().capability = 61;
  const auto devices = engine_->devices();
  EXPECT_FALSE(devices.front().usable);
  EXPECT_EQ(devices.front().reason, "compute capability 6.1: needs the CUDA 12 build");
  machine().capability = 75;
  EXPECT_EQ(engine_->devices().front().precisions, std::vector<std::string>{"float32"});
}

TEST_F(CudaEngineTest, MeasuresWhatTheDeviceGives) {
  EXPECT_NE(dynamic_cast<const MeasuresDevice*>(engine_.get()), nullptr);
  machine().microseconds = {{"multiply", 100}, {"copy", 50}};
  const auto limits = cuda::measure_limits({Precision::float32, Precision::bfloat16}, 1e-4, 128);
  ASSERT_EQ(limits.size(), 2U + 2);
  EXPECT_EQ(limits[0].name, "float32 matrix products of 128 x 128");
  EXPECT_NEAR(limits[0].value, 2.0 * 128 * 128 * 128 / 100e-6, 1e6);  // 2 s^3 operations in 100 us
  EXPECT_EQ(limits[1].products, Precision::bfloat16);
  EXPECT_NEAR(limits[2].value, 2.0 * 128 * 128 * 4 / 50e-6, 1e6);  // read and written in 50 us
  EXPECT_EQ(limits[3].unit, "s");
  EXPECT_NEAR(limits[3].value, 1e-3, 1e-6);  // a kernel takes 1000 us here
}

TEST_F(CudaEngineTest, WithoutADeviceThereIsAReason) {
  machine().devices = 0;
  EXPECT_EQ(engine_->devices().size(), 0U);
  EXPECT_NE(cuda::no_device_reason(), "");
}

TEST_F(CudaEngineTest, RefusesWhatTheDeviceLacks) {
  const Work work = middle_work();
  AcceleratorSpec spec = accelerator(Precision::float16);
  EXPECT_EQ(refusal(work, spec),
            "accelerators.gpu: error: cuda:0 trains in float32, tf32, bfloat16, not in float16; use "
            "precision: float32");
  spec = accelerator();
  spec.devices = {"3"};
  EXPECT_EQ(
      refusal(work, spec),
      "accelerators.gpu.devices: error: there is no device 3: this machine has 1; use a number from 0 to 0");
  spec.devices = {"0", "0"};
  const auto compiled = engine_->compile(work, spec);
  ASSERT_FALSE(compiled);
  EXPECT_EQ(to_string(compiled.error()), "accelerators.gpu: error: trains by ranks only");
  spec.shard_optimizer = true;
  EXPECT_NE(refusal(work, spec).find("sharing out the optimizer over CUDA devices"), std::string::npos);
}

TEST_F(CudaEngineTest, RefusesAModelThatDoesNotFitWithTheBytes) {
  const Work work = middle_work();
  machine().memory_bytes = std::int64_t{512} << 20;
  const std::int64_t needed = engine_->estimate(work, accelerator())->memory_bytes;
  EXPECT_EQ(refusal(work, accelerator()), "cuda:0: error: training needs " + std::to_string(needed) +
                                              " bytes of memory and 536870912 for the libraries, 536870912 "
                                              "are free; use fewer samples, fewer units "
                                              "or a smaller batch");
}

TEST_F(CudaEngineTest, SizesThatNoDeviceHasAreRefusedAndNotCountedWrong) {
  SampleShape shape;
  shape.layers = {{3}, {1}};
  Work work = make_sample_work(shape);
  work.experiment.model.layers.front().units = std::int64_t{1} << 40;
  work.experiment.training.batch_size = std::int64_t{1} << 40;
  EXPECT_FALSE(engine_->estimate(work, accelerator()));
}

TEST_F(CudaEngineTest, RefusesAWorkWhoseBuffersAreTooShort) {
  Work work = middle_work();
  work.data.train.y = work.data.train.y.first(10);
  EXPECT_FALSE(engine_->compile(work, accelerator()));
}

}  // namespace
}  // namespace accelbench
