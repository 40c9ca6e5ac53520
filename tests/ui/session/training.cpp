// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <latch>
#include <stdexcept>

#include "tests/ui/stand_in.h"
#include "ui/session/device_list.h"
#include "ui/session/run_board.h"
#include "ui/session/training_controller.h"

namespace accelbench {

using State = TrainingController::State;

class Training : public QObject {
  Q_OBJECT

 private slots:
  void a_training_goes_through_running_to_idle() {
    TrainingController controller(stand_in::train);
    QSignalSpy changes(&controller, &TrainingController::state_changed);
    controller.start(seed_job());
    QCOMPARE(controller.state(), State::running);
    QTRY_COMPARE(controller.state(), State::idle);
    QCOMPARE(changes.count(), 2);
    QVERIFY(controller.outcome() && *controller.outcome());
    QCOMPARE((*controller.outcome())->runs.size(), std::size_t{3});
  }

  void stop_is_acknowledged_before_the_engine_looks() {
    std::latch release(1);
    TrainingController controller([&](const TrainingRequest&, EventSink&, std::stop_token stop) {
      release.wait();
      TrainingOutcome outcome;
      outcome.runs.resize(stop.stop_requested() ? 1 : 2);
      return Result<TrainingOutcome>(outcome);
    });
    controller.start(seed_job());
    controller.stop();
    QCOMPARE(controller.state(), State::stopping);
    controller.start(seed_job());  // not while another is on its way
    QCOMPARE(controller.state(), State::stopping);
    release.count_down();
    QTRY_COMPARE(controller.state(), State::idle);
    QCOMPARE((*controller.outcome())->runs.size(), std::size_t{1});
  }

  void a_bug_in_an_engine_is_a_failed_training() {
    TrainingController controller(
        [](const TrainingRequest&, EventSink&, std::stop_token) -> Result<TrainingOutcome> {
          throw std::runtime_error("boom");
        });
    controller.start(seed_job());
    QTRY_COMPARE(controller.state(), State::idle);
    QVERIFY(!*controller.outcome());
    QCOMPARE(controller.outcome()->error().message, std::string("boom"));
  }

  void destruction_stops_a_training() {
    std::atomic<bool> stopped = false;
    {
      TrainingController controller([&](const TrainingRequest&, EventSink&, std::stop_token stop) {
        while (!stop.stop_requested()) std::this_thread::yield();
        stopped = true;
        return Result<TrainingOutcome>(TrainingOutcome{});
      });
      controller.start(seed_job());
    }
    QVERIFY(stopped);
  }

  void the_feed_keeps_order_and_joins_heartbeats() {
    RunFeed feed;
    feed.on_event(stand_in::event("a", 0, Heartbeat{1}));
    feed.on_event(stand_in::event("a", 1, Heartbeat{2}));
    feed.on_event(stand_in::event("b", 2, Heartbeat{3}));
    feed.on_event(stand_in::event("b", 3, MessageEvent{"info", "x"}));
    const auto events = feed.take();
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(std::get<Heartbeat>(events[0].what).step, 2);
    QCOMPARE(events[1].run, std::string("b"));
    QVERIFY(feed.take().empty());
  }

  void the_board_gathers_what_runs_tell() {
    RunFeed feed;
    const Experiment seed = seed_experiment();
    stand_in::tell_run(feed, seed.accelerators[0], 10, 500);
    stand_in::tell_run(feed, seed.accelerators[1], 10, 750);
    RunBoard board;
    board.begin({{seed.accelerators[0].id, QStringLiteral("A"), Qt::red, 10},
                 {seed.accelerators[1].id, QStringLiteral("B"), Qt::blue, 10},
                 {seed.accelerators[2].id, QStringLiteral("C"), Qt::green, 10}},
                false);
    board.apply(feed.take());
    const RunRow& row = board.rows()[0];
    QCOMPARE(row.loss->size(), std::size_t{10});
    QCOMPARE(row.loss->y.back(), 0.1);
    QCOMPARE(row.loss->step.back(), 30.0);
    QCOMPARE(row.utilization_curve->size(), std::size_t{10});
    QCOMPARE(row.progress(), 1.0);
    QCOMPARE(board.progress(), 2.0 / 3.0);  // two of three runs have ended
    QCOMPARE(*board.ratio_to(seed.accelerators[0].id, board.rows()[1]), 1.5);
    QVERIFY(!board.ratio_to(seed.accelerators[0].id, board.rows()[2]));
  }

  void runs_together_have_no_ratio() {
    RunFeed feed;
    const Experiment seed = seed_experiment();
    stand_in::tell_run(feed, seed.accelerators[0], 10, 500);
    RunBoard board;
    board.begin({{seed.accelerators[0].id, QStringLiteral("A"), Qt::red, 10}}, true);
    board.apply(feed.take());
    QVERIFY(!board.ratio_to(seed.accelerators[0].id, board.rows()[0]));
  }

  void the_time_left_follows_the_epochs() {
    const Experiment seed = seed_experiment();
    RunBoard board;
    board.begin({{seed.accelerators[0].id, QStringLiteral("A"), Qt::red, 100}}, false);
    board.apply(
        {stand_in::event(seed.accelerators[0].id, 0, stand_in::started(seed.accelerators[0], 100)),
         stand_in::event(seed.accelerators[0].id, 1, EpochsEvent{{}, false, {stand_in::record(10)}})});
    QCOMPARE(*board.rows()[0].eta_s(), 9.0);  // 10 epochs took 1 s, 90 are left
    // Stopped early, it measures: the epochs that are left will not come.
    board.apply({stand_in::event(seed.accelerators[0].id, 1.1, PhaseEvent{Phase::measure, true, {}})});
    QVERIFY(!board.rows()[0].eta_s());
    // Stopped after 10 of 100 epochs: nothing to wait for, but it did not reach the end.
    board.apply({stand_in::event(seed.accelerators[0].id, 1.2, RunFinished{RunStatus::stopped, {}, 0, {}})});
    QCOMPARE(board.rows()[0].progress(), 1.0);
    QCOMPARE(board.rows()[0].reached(), 0.1);
  }

  void devices_are_read_from_json() {
    const auto devices = parse_devices(R"({"devices":[{"id":"cpu","name":"X","usable":true,"memory_bytes":8},
      {"id":"cuda","name":"GPU","usable":false,"reason":"no driver","memory_bytes":null}]})");
    QVERIFY(devices);
    QCOMPARE((*devices)[1].engine, std::string("cuda"));
    DeviceList list;
    list.set_devices(*devices);
    QCOMPARE(list.reason_against("cuda"), QStringLiteral("no driver"));
    QVERIFY(list.reason_against("cpu").isEmpty());
    for (const char* bad : {"", "{}", "[]", "nonsense", "{\"devices\": 3}"}) QVERIFY(!parse_devices(bad));
  }

 private:
  static TrainingJob seed_job() {
    TrainingJob job;
    job.request.experiment = seed_experiment();
    return job;
  }
};

}  // namespace accelbench

QTEST_GUILESS_MAIN(accelbench::Training)
#include "training.moc"
