// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QLineEdit>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <chrono>
#include <thread>

#include "core/run/checkpoint_folder.h"
#include "tests/ui/stand_in.h"
#include "ui/main_window.h"

namespace accelbench {

using State = TrainingController::State;
using Pace = TrainingController::Pace;

namespace {

const Field<std::vector<AcceleratorSpec>> accelerators(
    "accelerators", [](auto& e) -> auto& { return e.accelerators; });
const Field<std::vector<CallbackSpec>> callbacks(
    "training.callbacks", [](auto& e) -> auto& { return e.training.callbacks; });
const Field<double> measure(
    "comparison.measure_s", [](auto& e) -> auto& { return e.comparison.measure_s; });

}  // namespace

/// What a hand does to a training that runs. The trainings are real; a pause asked for before the run exists
/// holds from its first step on, so that nothing here hangs on how fast the machine is.
class Control : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    pause_is_asked_ = true;
    // Else the training could be over, on one busy core, before the pause is asked for.
    make_window([this](const TrainingRequest& request, EventSink& sink, std::stop_token stop) {
      while (!pause_is_asked_ && !stop.stop_requested())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      return train(request, sink, stop);
    });
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void nothing_is_offered_while_nothing_trains() {
    for (const char* name : {"pause", "one_epoch", "checkpoint"}) QVERIFY2(!action(name)->isEnabled(), name);
    QVERIFY(!rate()->isEnabled());
  }

  void an_engine_that_takes_no_commands_offers_none() {
    make_window([](const TrainingRequest& request, EventSink& sink, std::stop_token stop) {
      const AcceleratorSpec& first = request.experiment.accelerators.front();
      sink.on_event(stand_in::event(first.id, 0, stand_in::started(first, 5)));
      while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      return stand_in::train(request, sink, stop);
    });
    QVERIFY(window_->train());
    QTRY_COMPARE(row().state, RunRow::State::running);
    QVERIFY(!action("pause")->isEnabled());
    QVERIFY(!rate()->isEnabled());
    window_->stop();
    QTRY_COMPARE(window_->controller().state(), State::idle);
  }

  void one_epoch_makes_exactly_one_and_a_pause_changes_no_bit() {
    const double unpaused = loss_of_a_training_without_a_pause();
    begin_paused();
    const auto* table = window_->findChild<QTableView*>(QStringLiteral("runs"));
    QCOMPARE(table->model()->index(0, RunsModel::state).data().toString(), QStringLiteral("paused"));
    QCOMPARE(window_->status().text(), QStringLiteral("Paused after epoch 0"));
    for (const std::int64_t epoch : {1, 2, 3}) {
      action("one_epoch")->trigger();
      QTRY_COMPARE(window_->controller().pace(), Pace::paused);
      QTRY_COMPARE(epochs(), epoch);
    }
    const double elapsed_s = window_->status().elapsed_s();
    wait_for_ticks(5);
    QCOMPARE(epochs(), 3);
    QCOMPARE(window_->status().text(), QStringLiteral("Paused after epoch 3"));
    QCOMPARE(window_->status().elapsed_s(), elapsed_s);  // the clock stands
    QCOMPARE(action("pause")->text(), QStringLiteral("&Continue"));
    action("pause")->trigger();
    QTRY_COMPARE(window_->controller().state(), State::idle);
    QCOMPARE(epochs(), 20);
    QCOMPARE(*row().summary->final_loss, unpaused);
    QCOMPARE(action("pause")->text(), QStringLiteral("&Pause"));
    QVERIFY(!action("pause")->isEnabled());
  }

  void a_pause_in_the_middle_holds_until_stop() {
    set_epochs(100'000'000);  // never ends by itself
    QVERIFY(window_->train());
    QTRY_VERIFY(action("pause")->isEnabled() && row().last_epoch);
    action("pause")->trigger();
    QTRY_COMPARE(window_->controller().pace(), Pace::paused);
    wait_for_ticks(8);  // what was on its way has come
    const std::int64_t reached = epochs();
    const double step = row().step;
    wait_for_ticks(5);
    QCOMPARE(epochs(), reached);
    QCOMPARE(row().step, step);
    QVERIFY(window_->status().text().startsWith(QStringLiteral("Paused")));
    window_->stop();
    QTRY_COMPARE(window_->controller().state(), State::idle);
    QCOMPARE(row().summary->status, RunStatus::stopped);
  }

  void a_learning_rate_set_by_hand_marks_the_run() {
    begin_paused();
    QCOMPARE(rate()->text(), QStringLiteral("0.001"));
    QVERIFY(!mark()->isVisible());
    enter("nonsense");
    QVERIFY(window_->messages().text().contains(QStringLiteral("expected a number above 0")));
    QVERIFY(!row().changed_by_hand);
    QCOMPARE(rate()->text(), QStringLiteral("0.001"));
    action("one_epoch")->trigger();
    QTRY_COMPARE(window_->controller().pace(), Pace::paused);
    QTRY_COMPARE(epochs(), 1);
    enter("0.0005");
    QVERIFY(mark()->isVisible());
    QTRY_VERIFY(
        window_->messages().text().contains(QStringLiteral("epoch 2: learning rate set to 0.0005 by hand")));
    QCOMPARE(rate()->text(), QStringLiteral("0.0005"));
    action("pause")->trigger();
    QTRY_COMPARE(window_->controller().state(), State::idle);
    QCOMPARE(row().last_epoch->learning_rate, 0.0005);
    QCOMPARE(row().summary->algorithm, std::string("learning rate changed by hand at epoch 2"));
    QVERIFY(!window_->board().ratio_to(row().identity.id, row()));
    const auto* table = window_->findChild<QTableView*>(QStringLiteral("runs"));
    QCOMPARE(table->model()->index(0, RunsModel::state).data().toString(),
             QStringLiteral("completed, by hand"));
  }

  void what_is_typed_waits_for_enter_and_escape_takes_it_back() {
    begin_paused();
    rate()->setFocus();
    rate()->selectAll();
    QTest::keyClicks(rate(), QStringLiteral("0.25"));
    wait_for_ticks(3);
    QCOMPARE(rate()->text(), QStringLiteral("0.25"));  // not overwritten while it is typed
    QTest::keyClick(rate(), Qt::Key_Escape);
    QTRY_COMPARE(rate()->text(), QStringLiteral("0.001"));
    QVERIFY(!row().changed_by_hand);
  }

  void a_checkpoint_stands_beside_the_results() {
    const QTemporaryDir folder;
    qputenv("XDG_DATA_HOME", folder.path().toUtf8());
    begin_paused();
    QVERIFY(!action("checkpoint")->isEnabled());  // not recorded: no folder
    window_->stop();
    QTRY_COMPARE(window_->controller().state(), State::idle);
    window_->set_recording(true);
    begin_paused();
    QTRY_VERIFY(action("checkpoint")->isEnabled());
    action("one_epoch")->trigger();
    QTRY_COMPARE(window_->controller().pace(), Pace::paused);
    action("checkpoint")->trigger();
    const auto checkpoints = checkpoints_beside(window_->results_file());
    QTRY_COMPARE(checkpoints_in(checkpoints, row().identity.id).size(), std::size_t{1});
    QTRY_VERIFY(window_->messages().text().contains(QStringLiteral("epoch-000001")));
  }

 private:
  void make_window(TrainFunction function) {
    window_ = std::make_unique<MainWindow>(std::move(function));
    window_->set_recording(false);
    window_->set_question([](Question) { return Answer::quit; });
    window_->devices().set_devices(stand_in::devices());
    window_->document().set(accelerators, {seed_experiment().accelerators.front()}, QStringLiteral("one"));
    window_->document().set<std::vector<CallbackSpec>>(callbacks, {}, QStringLiteral("none"));
    window_->document().set(measure, 0.0, QStringLiteral("no window"));
    set_epochs(20);
    window_->show();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }

  void set_epochs(std::int64_t epochs) {
    const Field<std::int64_t> field(
        "training.epochs", [](auto& e) -> auto& { return e.training.epochs; });
    window_->document().set(field, epochs, QStringLiteral("epochs"));
  }

  /// At rest before the first step.
  void begin_paused() {
    pause_is_asked_ = false;
    QVERIFY(window_->train());
    window_->controller().pause();
    pause_is_asked_ = true;
    QTRY_VERIFY(row().paused && row().phase == Phase::train);
  }

  double loss_of_a_training_without_a_pause() {
    window_->train();
    if (!QTest::qWaitFor([this] { return window_->controller().state() == State::idle; })) return 0;
    return row().summary->final_loss.value_or(0);
  }

  void enter(const char* text) {
    rate()->setFocus();
    rate()->selectAll();
    QTest::keyClicks(rate(), QLatin1String(text));
    QTest::keyClick(rate(), Qt::Key_Return);
  }

  void wait_for_ticks(int count) { QTest::qWait(100 * count); }  // the window looks 10 times a second
  const RunRow& row() const { return window_->board().rows().front(); }
  std::int64_t epochs() const { return row().last_epoch ? row().last_epoch->epoch : 0; }
  QAction* action(const char* name) const { return window_->findChild<QAction*>(QLatin1String(name)); }
  QLineEdit* rate() const { return window_->findChild<QLineEdit*>(QStringLiteral("run_learning_rate")); }
  QLabel* mark() const { return window_->findChild<QLabel*>(QStringLiteral("rate_by_hand")); }

  std::atomic<bool> pause_is_asked_{true};
  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Control)
#include "control.moc"
