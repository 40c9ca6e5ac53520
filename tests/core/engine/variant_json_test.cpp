// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/variant_json.h"

#include <gtest/gtest.h>

#include "core/engine/event_json.h"

namespace accelbench {
namespace {

const Variant all_kinds = {"a name",
                           {{"training.batch_size", "16"},
                            {"training.shuffle", "true"},
                            {"training.optimizer.learning_rate", "0.25"},
                            {"training.metrics", "[accuracy, mae]"},
                            {"training.optimizer", "{name: sgd, momentum: 0.9}"},
                            {"model.layers.0.activation", "relu"},
                            {"name", "\"16\""}}};

TEST(VariantJson, ValuesThatAreJsonStandAsSuch) {
  EXPECT_EQ(to_json(all_kinds)["settings"].dump(),
            R"({"training.batch_size":16,"training.shuffle":true,"training.optimizer.learning_rate":0.25,)"
            R"("training.metrics":"[accuracy, mae]","training.optimizer":"{name: sgd, momentum: 0.9}",)"
            R"("model.layers.0.activation":"relu","name":"\"16\""})");
}

TEST(VariantJson, EventsAndSummariesCarryItAndReadBackEqual) {
  Event event{"cpu@2", 0, 0.5,
              RunStarted{"cpu", "cpu", {"stop"}, "cpu", "float32", "f00d", 9, 3, 5, all_kinds}};
  const auto started = event_from_json(to_json_line(event));
  ASSERT_TRUE(started) << to_string(started.error());
  EXPECT_EQ(std::get<RunStarted>(started->what).variant, all_kinds);
  RunFinished finished;
  finished.summary.variant = all_kinds;
  event.what = finished;
  const auto ended = event_from_json(to_json_line(event));
  ASSERT_TRUE(ended) << to_string(ended.error());
  EXPECT_EQ(std::get<RunFinished>(ended->what).summary.variant, all_kinds);
}

TEST(VariantJson, WithoutASweepThereIsNoSuchKey) {
  EXPECT_FALSE(to_json(RunSummary{}).contains("variant"));
  const Event event{"cpu", 0, 0.5, RunStarted{}};
  EXPECT_EQ(to_json_line(event).find("variant"), std::string::npos);
}

TEST(VariantJson, OfAnotherShapeIsAnError) {
  auto json = to_json(RunSummary{});
  json["variant"] = "relu";
  EXPECT_FALSE(summary_from_json(json));
}

}  // namespace
}  // namespace accelbench
