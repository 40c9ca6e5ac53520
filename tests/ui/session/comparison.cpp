// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "tests/ui/stand_in_comparison.h"
#include "ui/session/comparison_board.h"
#include "ui/session/comparison_controller.h"

namespace accelbench {

using State = TrainingController::State;

class ComparisonSession : public QObject {
  Q_OBJECT

 private slots:
  void the_thread_that_compares_waits_until_the_window_has_drawn() {
    ComparisonFeed feed;
    std::atomic<int> woken = 0;
    feed.set_wake([&] { ++woken; });
    std::atomic<bool> returned = false;
    std::jthread worker([&] {
      feed.on_run_end({}, {});
      returned = true;
    });
    while (woken == 0) std::this_thread::yield();
    QCOMPARE(feed.take().size(), std::size_t{1});  // told before it waits
    feed.drawn();
    worker.join();
    QVERIFY(returned);
  }

  /// A window that hangs must not hang the comparison.
  void it_waits_a_moment_at_most() {
    ComparisonFeed feed;
    feed.set_wake([] {});
    feed.on_round_end({}, {});
    QCOMPARE(feed.take().size(), std::size_t{1});
  }

  void heartbeats_and_steps_are_not_kept() {
    ComparisonFeed feed;
    feed.on_event(stand_in::event("a#1", 0, Heartbeat{1}));
    feed.on_event(stand_in::event("a#1", 0, StepEvent{1, 0.5}));
    feed.on_event(stand_in::event("a#1", 0, MessageEvent{"info", "x"}));
    QCOMPARE(feed.take().size(), std::size_t{1});
  }

  void a_bug_is_a_failed_comparison() {
    ComparisonController controller(
        [](const ComparisonRequest&, ComparisonSink&, std::stop_token) -> Result<ComparisonOutcome> {
          throw std::runtime_error("boom");
        });
    controller.start(seed_job());
    QTRY_COMPARE(controller.state(), State::idle);
    QVERIFY(!*controller.outcome());
    QCOMPARE(controller.outcome()->error().message, std::string("boom"));
  }

  void destruction_stops_a_comparison() {
    std::atomic<bool> stopped = false;
    {
      ComparisonController controller([&](const ComparisonRequest&, ComparisonSink&, std::stop_token stop) {
        while (!stop.stop_requested()) std::this_thread::yield();
        stopped = true;
        return Result<ComparisonOutcome>(ComparisonOutcome{});
      });
      controller.start(seed_job());
    }
    QVERIFY(stopped);
  }

  void the_board_takes_curves_when_a_run_has_ended() {
    const Experiment seed = *experiment_with(seed_experiment(), {});
    ComparisonBoard board;
    board.begin(seed, identities(seed), false);
    ComparisonFeed feed;
    RoundRecord round;
    round.attempt = round.round = 1;
    round.runs = {{"cpu#1", "cpu", "cpu", 0, {}, {}}};
    feed.on_round_begin(round);
    AcceleratorSpec told = seed.accelerators[0];
    told.id = "cpu#1";
    round.runs[0].summary = stand_in::tell_run(feed, told, 10, 500);
    board.apply(feed.take());
    QCOMPARE(board.runs().rows()[0].loss->size(), std::size_t{0});  // it may still be measured
    feed.on_run_end(round, round.runs[0]);
    board.apply(feed.take());
    QCOMPARE(board.runs().rows()[0].loss->size(), std::size_t{10});
    QCOMPARE(board.loss_bands()[0]->runs, 0);  // its round may still be set aside
    round.finished = true;
    feed.on_round_end(round, {});
    board.apply(feed.take());
    QCOMPARE(board.loss_bands()[0]->runs, 1);
    QCOMPARE(board.facts().rounds.size(), std::size_t{1});
  }

  void launches_of_certificates_and_trials_make_no_curves() {
    const Experiment seed = *experiment_with(seed_experiment(), {});
    ComparisonBoard board;
    board.begin(seed, identities(seed), false);
    ComparisonFeed feed;
    AcceleratorSpec told = seed.accelerators[0];
    told.id = "cpu#0.gradient";
    stand_in::tell_run(feed, told, 3, 500);
    RoundRecord round;
    round.runs = {{"cpu#1", "cpu", "cpu", 0, {}, {}}};
    feed.on_run_end(round, round.runs[0]);
    board.apply(feed.take());
    QCOMPARE(board.runs().rows()[0].loss->size(), std::size_t{0});
  }

 private:
  static ComparisonJob seed_job() {
    ComparisonJob job;
    job.request.experiment = seed_experiment();
    return job;
  }

  static std::vector<RunIdentity> identities(const Experiment& experiment) {
    std::vector<RunIdentity> rows;
    for (const AcceleratorSpec& spec : experiment.accelerators)
      rows.push_back({spec.id, QString::fromStdString(spec.id), Qt::red, 10});
    return rows;
  }
};

}  // namespace accelbench

QTEST_GUILESS_MAIN(accelbench::ComparisonSession)
#include "comparison.moc"
