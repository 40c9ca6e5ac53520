// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/event_stream.h"

#include <gtest/gtest.h>

#include <future>

#include "core/engine/event_json.h"
#include "scripted.h"

namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::KeepingSink;

EpochRecord epoch(const EventStream& events, std::int64_t number) {
  EpochRecord record;
  record.epoch = number;
  record.t_s = events.t_s(monotonic_ns());
  return record;
}

TEST(EventStream, NumbersEventsAndKeepsTheirOrder) {
  KeepingSink sink;
  {
    EventStream events("run 1", monotonic_ns(), sink);
    events.post(RunStarted{});
    events.phase(Phase::train, true);
    events.epoch(epoch(events, 1));
    events.message("info", "between");
    events.epoch(epoch(events, 2));
    events.phase(Phase::train, false, 0.5);
    events.finish({});
  }
  const auto heard = sink.events();
  const std::vector<std::size_t> kinds = {0, 1, 3, 5,
                                          3, 1, 7};  // started phase epoch message epoch phase finished
  ASSERT_EQ(heard.size(), kinds.size());
  for (std::size_t i = 0; i < heard.size(); ++i) {
    EXPECT_EQ(heard[i].run, "run 1");
    EXPECT_EQ(heard[i].seq, static_cast<std::int64_t>(i));
    EXPECT_EQ(heard[i].what.index(), kinds[i]) << to_json_line(heard[i]);
    EXPECT_GE(heard[i].t_s, i == 0 ? 0 : heard[i - 1].t_s);
  }
  EXPECT_EQ(std::get<PhaseEvent>(heard[5].what).seconds, 0.5);
}

TEST(EventStream, EveryOfAHundredThousandEpochsArrivesOnceInFewEvents) {
  KeepingSink sink;
  {
    EventStream events("cpu", monotonic_ns(), sink);
    events.describe({Metric::mae}, true);
    for (int i = 1; i <= 100'000; ++i) events.epoch(epoch(events, i));
    events.finish({});
  }
  const auto epochs = sink.epochs();
  ASSERT_EQ(epochs.size(), 100'000U);
  for (std::size_t i = 0; i < epochs.size(); ++i)
    ASSERT_EQ(epochs[i].epoch, static_cast<std::int64_t>(i) + 1);
  const auto together = sink.all<EpochsEvent>();
  EXPECT_LT(together.size(), 1000U);
  EXPECT_EQ(together.front().metrics, std::vector<Metric>{Metric::mae});
  EXPECT_TRUE(together.front().validation);
  for (const Event& event : sink.events()) EXPECT_LT(to_json_line(event).size(), std::size_t{4} << 20);
}

TEST(EventStream, EpochIsToldWhileTheTrainingGoesOn) {
  KeepingSink sink;
  std::promise<void> heard;
  sink.before = [&heard](const Event& event) {
    if (std::holds_alternative<EpochsEvent>(event.what)) heard.set_value();
  };
  EventStream events("cpu", monotonic_ns(), sink);
  events.epoch(epoch(events, 1));
  EXPECT_EQ(heard.get_future().wait_for(10s), std::future_status::ready);
}

TEST(EventStream, StepsAreDroppedAndCountedWhileTheSinkIsBlocked) {
  KeepingSink sink;
  std::promise<void> blocked;
  std::promise<void> release;
  auto released = release.get_future().share();
  std::atomic<bool> first{true};
  sink.before = [&](const Event&) {
    if (first.exchange(false)) blocked.set_value(), released.wait();
  };
  EventStream events("cpu", monotonic_ns(), sink);
  events.message("info", "the sink blocks on this");
  blocked.get_future().wait();
  constexpr int told = 50'000;
  for (int i = 1; i <= told; ++i) events.step(i, 0.5);
  EpochRecord record = epoch(events, 1);
  events.epoch(record);  // still has room
  release.set_value();
  events.finish({});
  const auto finished = sink.all<RunFinished>();
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_GT(finished[0].dropped, 0);
  EXPECT_EQ(static_cast<std::int64_t>(sink.all<StepEvent>().size()) + finished[0].dropped, told);
  EXPECT_EQ(sink.epochs().size(), 1U);
}

TEST(EventStream, HeartbeatsTellTheStepReachedAtLeastOnceASecond) {
  KeepingSink sink;
  EventStream events("cpu", monotonic_ns(), sink);
  events.reached(17);
  std::this_thread::sleep_for(1100ms);
  events.finish({});
  const auto heartbeats = sink.all<Heartbeat>();
  ASSERT_GE(heartbeats.size(), 1U);
  EXPECT_EQ(heartbeats.front().step, 17);
}

TEST(EventStream, ReadingsAreMergedByTime) {
  KeepingSink sink;
  {
    EventStream events("cpu", monotonic_ns(), sink);
    events.epoch(epoch(events, 1));
    events.readings({{"cpu", 0.5, "busy", {}, {}, {}, {}}});
    events.epoch(epoch(events, 2));
    events.finish({});
  }
  const auto heard = sink.events();
  ASSERT_EQ(heard.size(), 4U);
  EXPECT_TRUE(std::holds_alternative<DeviceEvent>(heard[1].what));
}

}  // namespace
}  // namespace accelbench
