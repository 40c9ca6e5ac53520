// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <csignal>

#include "core/base/clock.h"
#include "core/h2o/server.h"
#include "h2o_samples.h"
#include "tests/core/run/scripted.h"

// Several nodes of the real server by a flat file. Ten seconds and more: only where ACCELBENCH_SLOW_TESTS is
// set.
namespace accelbench {
namespace {

class RealNodes : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("ACCELBENCH_SLOW_TESTS") == nullptr) GTEST_SKIP() << "ACCELBENCH_SLOW_TESTS is not set";
    const auto found = h2o::find_installation(test::real_places());
    if (!found) GTEST_SKIP() << to_string(found.error());
  }
};

TEST_F(RealNodes, TwoTrainOneModel) {
  Experiment experiment = test::exact_experiment();
  std::get<SyntheticData>(experiment.data.source).samples = 5000;
  const Work work = test::work_of(experiment);
  const auto engine = make_h2o_engine({}, test::real_places());
  AcceleratorSpec row = test::h2o_row();
  row.nodes = 2;
  row.determinism = Determinism::fast;
  test::KeepingSink sink;
  EventStream events("h2o", monotonic_ns(), sink);
  const RunSummary summary = run_once({work, *engine, row}, events, {});
  EXPECT_EQ(summary.status, RunStatus::completed) << summary.reason;
  EXPECT_NE(summary.algorithm.find("weights averaged over 2 nodes"), std::string::npos) << summary.algorithm;
  events.finish(summary);
  EXPECT_EQ(sink.epochs().size(), 4U);
}

TEST_F(RealNodes, AKilledNodeIsNoticed) {
  h2o::ServerPlan plan;
  plan.installation = h2o::find_installation(test::real_places()).value();
  plan.nodes = 2;
  const auto server = h2o::Server::start(plan, {});
  ASSERT_TRUE(server) << to_string(server.error());
  EXPECT_FALSE((*server)->ended());
  ::kill((*server)->process(), SIGKILL);
  const auto end = (*server)->ended_by_now();
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->starts_with("node 1 of 2 of H2O was ended by SIGKILL")) << *end;
}

}  // namespace
}  // namespace accelbench
