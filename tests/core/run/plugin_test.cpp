// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/run/child_training.h"
#include "core/run/engines.h"
#include "core/run/plugin_engine.h"
#include "core/run/training.h"
#include "scripted.h"

// The engine `cuda` around its plug-in, of which the tests have a stand-in that trains on the processor, with
// a libnvidia-ml.so.1 of theirs beside it.
namespace accelbench {
namespace {

namespace fs = std::filesystem;

class ToldPlugin {
 public:
  ToldPlugin(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  ~ToldPlugin() { unsetenv(name_); }
  ToldPlugin(const ToldPlugin&) = delete;
  ToldPlugin& operator=(const ToldPlugin&) = delete;

 private:
  const char* name_;
};

PluginPlaces places_of(const char* folder) {
  PluginPlaces places;
  places.folders = {fs::path(ACCELBENCH_STAND_IN_PLUGINS) / folder};
  places.nvml = fs::path(ACCELBENCH_FAKE_DRIVER) / "libnvidia-ml.so.1";
  places.driver = "/nowhere/libcuda.so.1";
  return places;
}

std::unique_ptr<Engine> engine_of(const PluginPlaces& places) {
  allow_plugins();
  return make_cuda_engine(places);
}

/// Why there is no device, told by each row that there is.
std::string reason_at(const PluginPlaces& places) {
  const auto devices = engine_of(places)->devices();
  for (const Device& device : devices) {
    EXPECT_FALSE(device.usable);
    EXPECT_EQ(device.reason, devices.front().reason);
  }
  return devices.front().reason;
}

AcceleratorSpec gpu_row(std::vector<std::string> devices = {}) {
  AcceleratorSpec row;
  row.id = "gpu";
  row.engine = EngineKind::cuda;
  row.devices = std::move(devices);
  return row;
}

TEST(PluginEngine, ListsTheDevicesOfThePlugin) {
  const auto devices = engine_of(places_of("fit"))->devices();
  ASSERT_EQ(devices.size(), 3U);
  EXPECT_EQ(devices[0].id, "cuda:0");
  EXPECT_EQ(devices[0].name, "Stand-in B");
  EXPECT_EQ(devices[0].pci, "0000:17:00.0");  // told by the driver
  EXPECT_EQ(devices[0].driver, "580.65.06");
  EXPECT_EQ(devices[0].runtime, "CUDA 13.0");
  EXPECT_TRUE(devices[1].usable);
  EXPECT_EQ(devices[2].reason, "compute capability 6.1: needs the CUDA 12 build");
}

TEST(PluginEngine, WithoutAPluginEachGpuHasTheReason) {
  const auto devices = engine_of(places_of("none"))->devices();
  ASSERT_EQ(devices.size(), 2U);  // of the driver
  EXPECT_EQ(devices[0].id, "cuda:0");
  EXPECT_EQ(devices[0].name, "Fake B");
  EXPECT_TRUE(
      devices[0].reason.starts_with("this build has no CUDA engine: there was no nvcc when it was built; "
                                    "install the package accelbench-cuda"))
      << devices[0].reason;
}

TEST(PluginEngine, WithoutADriverThereIsOneRow) {
  PluginPlaces places = places_of("fit");
  places.nvml = "/nowhere/libnvidia-ml.so.1";
  const auto devices = engine_of(places)->devices();
  ASSERT_EQ(devices.size(), 1U);
  EXPECT_EQ(devices[0].id, "cuda");
  EXPECT_EQ(devices[0].name, "built in, on NVIDIA GPUs");
  EXPECT_TRUE(devices[0].reason.starts_with("no NVIDIA driver on this machine")) << devices[0].reason;
  places.folders.clear();
  EXPECT_EQ(
      reason_at(places),
      "this build has no CUDA engine: there was no nvcc when it was built; no NVIDIA driver on this machine");
}

TEST(PluginEngine, ADriverWithoutItsManagementLibraryIsEnough) {
  PluginPlaces places = places_of("fit");
  places.nvml = "/nowhere/libnvidia-ml.so.1";
  places.driver = fs::path(ACCELBENCH_FAKE_DRIVER) / "libnvidia-ml.so.1";  // any library that can be loaded
  EXPECT_TRUE(engine_of(places)->devices().at(0).usable);
}

TEST(PluginEngine, RefusesWhatIsNotOfThisBuild) {
  EXPECT_NE(reason_at(places_of("no_symbol"))
                .find("is no engine of Accelbench's: it has no accelbench_engine_plugin"),
            std::string::npos);
  EXPECT_NE(reason_at(places_of("other_version"))
                .find("is for version 2 of the plug-in interface, this program has version 1"),
            std::string::npos);
  const std::string build = reason_at(places_of("other_build"));
  EXPECT_NE(build.find("was built as 'Accelbench 0.0.9, 9.3', this program as 'Accelbench "),
            std::string::npos)
      << build;
  EXPECT_NE(build.find("install the program and its plug-in from one build"), std::string::npos);
}

TEST(PluginEngine, PassesOnWhatTheLoaderSays) {
  std::string folder = (fs::temp_directory_path() / "accelbench-plugin-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::ofstream(fs::path(folder) / "accelbench-cuda.so") << "no library at all";
  PluginPlaces places = places_of("fit");
  places.folders = {folder};
  const std::string reason = reason_at(places);
  EXPECT_TRUE(reason.starts_with("the CUDA engine cannot be loaded: " + folder)) << reason;
  fs::remove_all(folder);
}

TEST(PluginEngine, SaysWhatDriverIsNeeded) {
  const ToldPlugin driver("FAKE_NVML_DRIVER", "470.223.02");
  const ToldPlugin cuda("FAKE_NVML_CUDA", "11040");
  EXPECT_EQ(reason_at(places_of("fit")),
            "driver 470 is older than CUDA 13 needs; install driver 580 or newer");
}

TEST(PluginEngine, PassesOnWhyThePluginCannotBeUsed) {
  const ToldPlugin score("STAND_IN_SCORE", "CUDA says: no device was found");
  EXPECT_EQ(reason_at(places_of("fit")), "CUDA says: no device was found");
}

TEST(PluginEngine, FindsDevicesByNumberAndUuid) {
  const auto devices = engine_of(places_of("fit"))->devices();
  EXPECT_EQ(find_cuda_device(devices, {})->id, "cuda:0");
  EXPECT_EQ(find_cuda_device(devices, {"1"})->id, "cuda:1");
  EXPECT_EQ(find_cuda_device(devices, {"cuda:1"})->id, "cuda:1");
  EXPECT_EQ(find_cuda_device(devices, {"GPU-aaaaaaaa-0000"})->id, "cuda:1");
  EXPECT_EQ(find_cuda_device(devices, {"GPU-bbb"})->id, "cuda:0");
  const auto missing = find_cuda_device(devices, {"3"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(missing.error().place, "cuda:3");
  EXPECT_EQ(missing.error().message, "this machine has cuda:0, cuda:1 and cuda:2");
  EXPECT_EQ(find_cuda_device(devices, {"GPU-aaaa"}).error().message,
            "is the beginning of the UUIDs of cuda:1 and cuda:2");
  EXPECT_EQ(find_cuda_device(devices, {"2"}).error().message,
            "compute capability 6.1: needs the CUDA 12 build");
  EXPECT_EQ(find_cuda_device(devices, {"0", "1"}).error().message,
            "one device is asked for at a time, each by a rank of its own");
}

TEST(PluginEngine, RefusesAPrecisionThatTheDeviceLacks) {
  const auto engine = engine_of(places_of("fit"));
  auto work = make_work(seed_experiment(), {});
  ASSERT_TRUE(work);
  AcceleratorSpec row = gpu_row();
  EXPECT_TRUE(engine->can_run(*work, row));
  row.precision = Precision::bfloat16;
  const auto refused = engine->can_run(*work, row);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "has no bfloat16, it has float32, tf32");
  EXPECT_EQ(refused.error().fix, "set precision: float32");
}

TEST(PluginEngine, NamesDevicesWithoutLoadingAnything) {
  const auto engine = make_cuda_engine(places_of("none"));
  EXPECT_EQ(engine->device_of(gpu_row()), "cuda:0");
  EXPECT_EQ(engine->device_of(gpu_row({"2"})), "cuda:2");
  EXPECT_EQ(engine->device_of(gpu_row({"GPU-bbbbbbbb"})), "cuda");
  EXPECT_TRUE(engine->own_process({}));
}

/// The real program with the stand-in where it looks for its plug-in.
class PluginInAChild : public testing::Test {
 protected:
  PluginInAChild() {
    request_.experiment = seed_experiment();
    request_.experiment.training.epochs = 20;
    request_.experiment.accelerators.resize(1);
    request_.experiment.accelerators.push_back(gpu_row());
    request_.program = ACCELBENCH_CLI;
  }
  const RunSummary& gpu(const Result<TrainingOutcome>& outcome) { return outcome->runs.at(1); }

  ToldPlugin plugins_{"ACCELBENCH_PLUGINS", std::string(ACCELBENCH_STAND_IN_PLUGINS) + "/fit"};
  ToldPlugin driver_{"LD_LIBRARY_PATH", ACCELBENCH_FAKE_DRIVER};
  TrainingRequest request_;
  test::KeepingSink sink_;
};

TEST_F(PluginInAChild, TrainsAndTellsTheDevice) {
  const ToldPlugin processes("FAKE_NVML_REASONS", "0x4");
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->where, Where::child);
  ASSERT_EQ(gpu(outcome).status, RunStatus::completed) << gpu(outcome).reason;
  EXPECT_EQ(gpu(outcome).device, "cuda:0");
  EXPECT_EQ(gpu(outcome).final_loss, outcome->runs[0].final_loss);  // the same engine below
  ASSERT_EQ(gpu(outcome).devices.size(), 2U);
  EXPECT_EQ(gpu(outcome).devices[0].id, "cuda:0");
  EXPECT_EQ(gpu(outcome).devices[0].memory_peak_bytes, std::int64_t{3} << 30);
  EXPECT_FALSE(gpu(outcome).devices[0].utilization_mean);  // shorter than what the driver averages over
  EXPECT_EQ(gpu(outcome).devices[1].id, "cpu");
  EXPECT_EQ(gpu(outcome).energy_boundary, "cuda:0");
  EXPECT_EQ(gpu(outcome).energy_j, 0.0);  // the counter of the tests stands still
  bool told = false;
  for (const DeviceEvent& event : sink_.all<DeviceEvent>())
    if (event.reading.device == "cuda:0") {
      EXPECT_EQ(event.reading.power_w, 312.5);
      EXPECT_EQ(event.reading.throttled, "power limit");
      told = true;
    }
  EXPECT_TRUE(told);
}

TEST_F(PluginInAChild, ACrashEndsItsOwnRowOnly) {
  const ToldPlugin fault("STAND_IN_FAULT", "segfault");
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->runs[0].status, RunStatus::completed);
  EXPECT_EQ(gpu(outcome).status, RunStatus::failed);
  EXPECT_NE(gpu(outcome).reason.find("SEGV"), std::string::npos)
      << gpu(outcome).reason;  // a sanitizer says it in its own words
}

TEST_F(PluginInAChild, ADeviceThatFailsIsToldWithItsTextAndTheDriversXid) {
  const ToldPlugin fault("STAND_IN_FAULT", "device_error");
  const ToldPlugin xid("FAKE_NVML_XID", "31");
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->runs[0].status, RunStatus::completed);
  EXPECT_EQ(gpu(outcome).status, RunStatus::failed);
  EXPECT_EQ(
      gpu(outcome).reason,
      "cuda:0: an illegal memory access was encountered (cudaErrorIllegalAddress, 700) in a step; the driver "
      "reports cuda:0: Xid 31 (memory page fault: a kernel used an address that is not its own)");
  EXPECT_LE(gpu(outcome).steps, 5);
  EXPECT_GT(gpu(outcome).steps, 0);
}

TEST_F(PluginInAChild, AStopEndsADeviceThatHangs) {
  const ToldPlugin fault("STAND_IN_FAULT", "hang");
  request_.accelerators = {"gpu"};
  std::stop_source stop;
  sink_.before = [&stop](const Event& event) {
    if (std::holds_alternative<Heartbeat>(event.what)) stop.request_stop();
  };
  const auto outcome = train(request_, sink_, stop.get_token());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::stopped) << outcome->runs[0].reason;
}

TEST_F(PluginInAChild, ADeviceThatDoesNotExistIsUnavailableBesideOneThatTrains) {
  request_.experiment.accelerators[1].devices = {"7"};
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->runs[0].status, RunStatus::completed);
  EXPECT_EQ(gpu(outcome).status, RunStatus::unavailable);
  EXPECT_EQ(gpu(outcome).reason,
            "cuda:7: this machine has cuda:0, cuda:1 and cuda:2; name one of these by its number or UUID");
}

TEST_F(PluginInAChild, TwoOnOneDeviceAtOnceAreRefusedBeforeTraining) {
  request_.together = true;
  request_.experiment.accelerators.push_back(gpu_row({"0"}));
  request_.experiment.accelerators.back().id = "gpu-too";
  const auto refused = train(request_, sink_, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(refused.error().message,
            "gpu and gpu-too are both on cuda:0, expected one accelerator a device where all train at once");
  request_.experiment.accelerators.back().devices = {"1"};
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->runs[2].device, "cuda:1");
  EXPECT_EQ(outcome->runs[2].status, RunStatus::completed) << outcome->runs[2].reason;
}

}  // namespace
}  // namespace accelbench
