// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_control.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/run/child_request.h"
#include "core/run/training_loop.h"
#include "scripted.h"

namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::KeepingSink;
using test::Script;
using test::ScriptedExecutable;

/// A training of 4 steps an epoch; commands are sent from inside of its steps.
struct ControlRehearsal {
  explicit ControlRehearsal(const Script& script) : executable(script) {
    plan.epochs = 6;
    plan.steps_per_epoch = 4;
    plan.learning_rate = 0.5;
    around.follower = &follower;
  }
  LoopResult run() {
    EventStream events("cpu", monotonic_ns(), sink);
    const LoopResult result = run_training_loop(plan, executable, {}, events, stop.get_token(), around);
    events.finish({});
    return result;
  }
  RunControl control;
  RunFollower follower{&control};
  ScriptedExecutable executable;
  KeepingSink sink;
  LoopPlan plan;
  LoopSurroundings around;
  std::stop_source stop;
};

TEST(RunControl, APauseRestsTrainsNothingAndIsNotCounted) {
  ControlRehearsal* here = nullptr;
  ControlRehearsal rehearsal({.step_time = 1ms, .on_step = [&here](std::int64_t step) {
                         if (step == 5) here->control.pause();
                       }});
  here = &rehearsal;
  std::jthread person([&rehearsal] {
    ASSERT_TRUE(rehearsal.control.wait_until_paused(10s));
    const std::int64_t steps = rehearsal.executable.all_steps;
    std::this_thread::sleep_for(700ms);
    EXPECT_EQ(rehearsal.executable.all_steps, steps);
    rehearsal.control.go_on();
  });
  // The person's wait must not end before the run follows: it follows since its construction.
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::completed);
  EXPECT_EQ(result.steps, 24);
  EXPECT_GE(result.paused_s, 0.7);
  EXPECT_LT(result.train_s, 0.7);
  EXPECT_FALSE(rehearsal.sink.all<Heartbeat>().empty());  // every half second, meanwhile
}

TEST(RunControl, AStopEndsAPauseAtOnce) {
  ControlRehearsal rehearsal({});
  rehearsal.control.pause();
  std::jthread person([&rehearsal] {
    ASSERT_TRUE(rehearsal.control.wait_until_paused(10s));
    rehearsal.stop.request_stop();
  });
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::stopped);
  EXPECT_EQ(result.steps, 0);
}

TEST(RunControl, StepEpochTrainsToTheEndOfTheEpoch) {
  ControlRehearsal rehearsal({});
  rehearsal.control.pause();
  std::jthread person([&rehearsal] {
    ASSERT_TRUE(rehearsal.control.wait_until_paused(10s));
    EXPECT_EQ(rehearsal.executable.all_steps, 0);
    rehearsal.control.step_epoch();
    while (rehearsal.executable.all_steps < 4) std::this_thread::sleep_for(1ms);
    ASSERT_TRUE(rehearsal.control.wait_until_paused(10s));
    EXPECT_EQ(rehearsal.executable.all_steps, 4);
    rehearsal.control.go_on();
  });
  EXPECT_EQ(rehearsal.run().steps, 24);
}

TEST(RunControl, ARateSetByHandIsUsedAndTold) {
  ControlRehearsal* here = nullptr;
  ControlRehearsal rehearsal({.step_time = 60ms, .on_step = [&here](std::int64_t step) {
                         if (step == 6) {
                           EXPECT_TRUE(here->control.set_learning_rate(0.25));
                         }
                       }});
  here = &rehearsal;
  rehearsal.plan.epochs = 3;
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.changed_by_hand, std::vector<std::int64_t>{2});
  EXPECT_EQ(rehearsal.executable.learning_rates, (std::vector<double>{0.5, 0.25}));
  EXPECT_EQ(rehearsal.sink.learning_rates(), (std::vector<double>{0.5, 0.25, 0.25}));
}

TEST(RunControl, AScheduleSetsTheRateAgainAtTheNextEpoch) {
  ControlRehearsal* here = nullptr;
  ControlRehearsal rehearsal({.step_time = 60ms, .on_step = [&here](std::int64_t step) {
                         if (step == 6) {
                           EXPECT_TRUE(here->control.set_learning_rate(7));
                         }
                       }});
  here = &rehearsal;
  rehearsal.plan.epochs = 3;
  rehearsal.plan.schedule = ExponentialSchedule{0.5};
  rehearsal.run();
  EXPECT_EQ(rehearsal.sink.learning_rates(), (std::vector<double>{0.5, 7, 0.125}));
}

TEST(RunControl, RefusesRatesThatAreNoPositiveFiniteNumber) {
  RunControl control;
  for (const double rate : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    EXPECT_FALSE(control.set_learning_rate(rate)) << rate;
  EXPECT_TRUE(control.set_learning_rate(1e-9));
}

TEST(RunControl, WithoutAFolderACheckpointIsAWarning) {
  ControlRehearsal rehearsal({});
  rehearsal.control.checkpoint();
  EXPECT_EQ(rehearsal.run().status, RunStatus::completed);
  const auto messages = rehearsal.sink.all<MessageEvent>();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].text, "no checkpoint is written: this training has no folder for them");
}

TEST(RunCommand, GoesThroughJson) {
  for (const RunCommand command : {RunCommand{RunCommandKind::pause, 0},
                                   {RunCommandKind::go_on, 0},
                                   {RunCommandKind::step_epoch, 0},
                                   {RunCommandKind::checkpoint, 0},
                                   {RunCommandKind::set_learning_rate, 0.125}}) {
    const auto read = run_command_from_json(to_json_line(command));
    ASSERT_TRUE(read && *read);
    EXPECT_EQ(**read, command);
  }
  EXPECT_EQ(to_json_line(RunCommand{RunCommandKind::go_on, 0}), R"({"command":"continue"})");
  const auto stop = run_command_from_json(R"({"command": "stop"})");
  ASSERT_TRUE(stop);
  EXPECT_FALSE(*stop);
}

TEST(RunCommand, WhatIsNoneIsRefusedWithTheReason) {
  const auto reason = [](const char* line) {
    const auto read = run_command_from_json(line);
    return read ? std::string("taken") : read.error().message;
  };
  EXPECT_EQ(reason(R"({"command": "dance"})"),
            "unknown command 'dance'; this run takes: stop, pause, continue, step_epoch, checkpoint, "
            "set_learning_rate");
  EXPECT_EQ(reason(R"({"command": "set_learning_rate", "value": -1})"),
            "found -1, expected a number above 0");
  EXPECT_EQ(reason(R"({"command": "set_learning_rate", "value": null})"),
            "found 0, expected a number above 0");
  EXPECT_NE(reason(R"({"command": "set_learning_rate", "value": "fast"})"), "taken");
  EXPECT_NE(reason("[1, 2]"), "taken");
  EXPECT_NE(reason("\xff"), "taken");
}

}  // namespace
}  // namespace accelbench
