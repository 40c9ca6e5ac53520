// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/engine/engine.h"
#include "core/engine/monitor.h"

namespace accelbench {
namespace {

class NamedEngine : public Engine {
 public:
  EngineKind kind() const override { return EngineKind::cuda; }
  std::vector<Device> devices() const override {
    return {{"cuda:0", "Test GPU", "cuda", {}, {}, 0, true, ""}};
  }
  Status can_run(const Work&, const AcceleratorSpec&) const override { return {}; }
  Result<Estimate> estimate(const Work&, const AcceleratorSpec&) const override { return Estimate{}; }
  Result<std::unique_ptr<Executable>> compile(const Work&, const AcceleratorSpec&) const override {
    return failed("test", "nothing to compile");
  }
  std::string device_of(const AcceleratorSpec&) const override { return "cuda:0"; }
  std::int64_t threads_of(const AcceleratorSpec&) const override { return 1; }
};

TEST(EngineRegistry, FindsWhatIsBuiltAndSaysWhatIsNot) {
  EngineRegistry registry;
  registry.add(std::make_unique<NamedEngine>());
  EXPECT_NE(registry.find(EngineKind::cuda), nullptr);
  EXPECT_EQ(registry.find(EngineKind::jax), nullptr);
  EXPECT_EQ(registry.need(EngineKind::cuda).value(), registry.find(EngineKind::cuda));
  const auto missing = registry.need(EngineKind::jax);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(missing.error().message, "unavailable: this build has no jax engine yet");
}

TEST(EngineRegistry, ListsADeviceForEachEngineOfTheFormat) {
  EngineRegistry registry;
  registry.add(std::make_unique<NamedEngine>());
  const auto devices = registry.devices();
  ASSERT_EQ(devices.size(), Names<EngineKind>::table.size());
  EXPECT_EQ(devices[1].id, "cuda:0");
  EXPECT_TRUE(devices[1].usable);
  EXPECT_EQ(devices[0].id, "cpu");
  EXPECT_FALSE(devices[0].usable);
  EXPECT_EQ(devices[0].reason, "unavailable: this build has no cpu engine yet");
}

TEST(Monitor, NamesLossesAndMetricsOfTrainingAndValidation) {
  EpochRecord epoch;
  epoch.loss = 1;
  epoch.val_loss = 2;
  epoch.metrics[static_cast<std::size_t>(Metric::r2)] = 3;
  epoch.val_metrics[static_cast<std::size_t>(Metric::mae)] = 4;
  EXPECT_EQ(monitor_named("loss")->value(epoch), 1);
  EXPECT_EQ(monitor_named("val_loss")->value(epoch), 2);
  EXPECT_EQ(monitor_named("r2")->value(epoch), 3);
  EXPECT_EQ(monitor_named("val_mae")->value(epoch), 4);
  EXPECT_FALSE(monitor_named("speed"));
  EXPECT_FALSE(monitor_named("val_"));
  EXPECT_TRUE(monitor_named("val_accuracy")->rises());
  EXPECT_TRUE(monitor_named("r2")->rises());
  EXPECT_FALSE(monitor_named("rmse")->rises());
  EXPECT_FALSE(monitor_named("loss")->rises());
}

}  // namespace
}  // namespace accelbench
