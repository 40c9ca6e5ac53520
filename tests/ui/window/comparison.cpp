// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <algorithm>
#include <latch>

#include "tests/ui/stand_in_comparison.h"
#include "ui/main_window.h"

namespace accelbench {

using State = TrainingController::State;

/// Compare in the window, with facts that can be checked by hand and real verdicts.
class Compared : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    make_window(stand_in::compare);
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void before_the_first_comparison_the_page_says_what_one_would_do() {
    const auto* before = window_->findChild<QLabel*>(QStringLiteral("verdict_before"));
    QVERIFY2(before->text().contains(QStringLiteral("Ctrl+F5")), qPrintable(before->text()));
    // 6 to 30 rounds of 3 launches, 2 s each: at least 36 s, at most 180 s of measuring.
    QVERIFY2(before->text().contains(QStringLiteral("36.0 s")), qPrintable(before->text()));
    QVERIFY2(before->text().contains(QStringLiteral("3 min 00 s")), qPrintable(before->text()));
  }

  void a_comparison_ends_with_verdicts_that_its_facts_give() {
    compare_to_the_end();
    const Judgement& judgement = window_->compared().judgement();
    QVERIFY(judgement.resolved);
    QCOMPARE(judgement.rounds, 6);
    QCOMPARE(judgement.set_aside, 1);
    const PairJudgement* pair = window_->compared().pair("cpu-all", Quantity::throughput);
    QVERIFY(pair != nullptr);
    QCOMPARE(pair->verdict, Verdict::faster);
    QVERIFY(*pair->ratio > 1.96 && *pair->ratio < 2.04);  // 2, each within 1 %
    QVERIFY2(window_->verdict().sentences().contains(QString::fromStdString(pair->sentence)),
             qPrintable(window_->verdict().sentences()));
    QCOMPARE(window_->status().text().left(8), QStringLiteral("Compared"));
  }

  void the_table_has_one_row_an_accelerator() {
    compare_to_the_end();
    const auto* model = window_->findChild<QTableView*>(QStringLiteral("comparison"))->model();
    QCOMPARE(model->rowCount(), 3);
    QCOMPARE(cell(0, ComparisonModel::verdict), QStringLiteral("baseline"));
    QCOMPARE(cell(1, ComparisonModel::verdict), QStringLiteral("faster"));
    QCOMPARE(cell(1, ComparisonModel::state), QStringLiteral("6 rounds"));
    QVERIFY2(cell(1, ComparisonModel::throughput).startsWith(u'2'),
             qPrintable(cell(1, ComparisonModel::throughput)));
    const auto* table = window_->findChild<QTableView*>(QStringLiteral("comparison"));
    QVERIFY(table->isColumnHidden(ComparisonModel::time_to_target));  // no target was asked for
  }

  void figures_show_what_was_found() {
    compare_to_the_end();
    const auto* forest = window_->findChild<ForestPlot*>();
    QCOMPARE(forest->content().rows.size(), std::size_t{2});
    QVERIFY(forest->content().rows[0].separated);
    const auto* dots = window_->findChild<DotPlot*>();
    QCOMPARE(dots->content().series.size(), std::size_t{3});
    QCOMPARE(dots->content().series[0].dots.size(), std::size_t{7});  // 6 rounds and one set aside
    QCOMPARE(std::ranges::count(dots->content().series[0].dots, true, &Dot::set_aside), std::ptrdiff_t{1});
    const auto* phases = window_->findChild<PhaseBars*>();
    QCOMPARE(phases->content().bars.size(), std::size_t{6});  // rounds and cold start of each
    const auto* certificates = window_->findChild<QTableView*>(QStringLiteral("certificates"))->model();
    QCOMPARE(certificates->rowCount(), 12);  // 3 certificates with 3 checks
    const auto* disturbances = window_->findChild<QLabel*>(QStringLiteral("verdict_disturbances"));
    QVERIFY2(disturbances->text().contains(QStringLiteral("31 %")), qPrintable(disturbances->text()));
  }

  void bands_cover_the_rounds_that_count() {
    compare_to_the_end();
    QCOMPARE(window_->compared().loss_bands()[0]->runs, 6);
    const BandSeries& band = *window_->compared().throughput_bands()[0];
    // Row 0 in attempts 1, 2, 4 … 7 (3 was set aside): wobble of (7 r) mod 5 − 2 is in −2 … 2.
    QCOMPARE(band.low[0], 990.0);
    QCOMPARE(band.high[0], 1010.0);
    QCOMPARE(window_->compared().runs().rows()[0].loss->size(), std::size_t{100});
  }

  void nothing_is_coloured_that_is_not_separated() {
    make_window([](const ComparisonRequest& request, ComparisonSink& sink, std::stop_token stop) {
      ComparisonRequest equal = request;
      equal.a_a = true;  // all rows at 1000 samples a second
      return stand_in::compare(equal, sink, stop);
    });
    compare_to_the_end();
    for (const ForestRow& row : window_->findChild<ForestPlot*>()->content().rows) QVERIFY(!row.separated);
    QCOMPARE(cell(1, ComparisonModel::verdict), QStringLiteral("not separated"));
  }

  void models_keep_their_promises() {
    compare_to_the_end();
    for (const char* name : {"comparison", "certificates"})
      QAbstractItemModelTester(window_->findChild<QTableView*>(QLatin1String(name))->model(),
                               QAbstractItemModelTester::FailureReportingMode::QtTest);
  }

  void a_blocked_comparison_does_not_block_the_window() {
    std::latch release(1);
    make_window([&](const ComparisonRequest& request, ComparisonSink& sink, std::stop_token stop) {
      release.wait();
      return stand_in::compare(request, sink, stop);
    });
    QVERIFY(window_->compare());
    int ticks = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&] { ++ticks; });
    timer.start(1);
    QTRY_VERIFY(ticks >= 20);
    QVERIFY(!window_->train());  // one thing at a time
    QVERIFY(!window_->compare());
    window_->stop();
    QCOMPARE(window_->status().text(), QStringLiteral("Stopping…"));
    const int at_stop = ticks;
    QTRY_VERIFY(ticks >= at_stop + 20);
    release.count_down();
    QTRY_COMPARE(window_->comparison().state(), State::idle);
    QCOMPARE(window_->compared().facts().end, ComparisonEnd::stopped);
  }

  void a_pause_is_passed_on() {
    std::latch release(1);
    std::shared_ptr<RunControl> control;
    make_window([&](const ComparisonRequest& request, ComparisonSink& sink, std::stop_token stop) {
      control = request.control;
      release.wait();
      return stand_in::compare(request, sink, stop);
    });
    QVERIFY(window_->compare());
    window_->pause_or_go_on();
    QVERIFY(window_->comparison().pauses());
    window_->pause_or_go_on();
    QVERIFY(!window_->comparison().pauses());
    release.count_down();
    QTRY_COMPARE(window_->comparison().state(), State::idle);
    QVERIFY(control != nullptr);
  }

  void one_accelerator_is_offered_its_noise_floor() {
    auto* model = window_->findChild<QTableView*>(QStringLiteral("accelerators"))->model();
    for (int row = 1; row < 3; ++row) model->setData(model->index(row, 0), Qt::Unchecked, Qt::CheckStateRole);
    QVERIFY(!window_->compare());
    QVERIFY2(window_->messages().text().contains(QStringLiteral("two accelerators")),
             qPrintable(window_->messages().text()));
  }

  void quitting_while_comparing_asks_and_waits() {
    std::latch release(1);
    make_window([&](const ComparisonRequest& request, ComparisonSink& sink, std::stop_token stop) {
      release.wait();
      return stand_in::compare(request, sink, stop);
    });
    QVERIFY(window_->compare());
    int asked = 0;
    window_->set_question([&](Question) { return ++asked, Answer::quit; });
    QVERIFY(!window_->close());
    release.count_down();
    QTRY_VERIFY(!window_->isVisible());
    QCOMPARE(asked, 1);
  }

  /// The first accelerator cannot be used: it is passed on, so that the comparison says why it takes no part,
  /// and the next one is the baseline.
  void what_cannot_be_used_is_no_baseline() {
    Experiment asked;
    make_window([&](const ComparisonRequest& request, ComparisonSink& sink, std::stop_token stop) {
      asked = request.experiment;
      return stand_in::compare(request, sink, stop);
    });
    std::vector<AcceleratorSpec> changed = seed_experiment().accelerators;
    AcceleratorSpec gpu;
    gpu.id = "gpu";
    gpu.engine = EngineKind::cuda;
    changed.insert(changed.begin(), gpu);
    const Field<std::vector<AcceleratorSpec>> field(
        "accelerators", [](auto& e) -> auto& { return e.accelerators; });
    window_->document().set(field, changed, QStringLiteral("gpu"));
    QVERIFY(window_->compare());
    QTRY_COMPARE_WITH_TIMEOUT(window_->comparison().state(), State::idle, 60000);
    QCOMPARE(asked.accelerators.size(), std::size_t{4});
    QCOMPARE(asked.comparison.baseline, std::string("cpu"));
  }

  void an_error_leaves_the_page_ready_for_the_next_try() {
    make_window([](const ComparisonRequest&, ComparisonSink&, std::stop_token) -> Result<ComparisonOutcome> {
      return bad_input("data", "the file is gone", "bring it back");
    });
    QSignalSpy ended(window_.get(), &MainWindow::comparison_ended);
    QVERIFY(window_->compare());
    QTRY_COMPARE(ended.count(), 1);
    QVERIFY(window_->messages().text().contains(QStringLiteral("the file is gone")));
    QVERIFY(window_->compared().empty());
  }

  void all_of_it_can_be_copied() {
    compare_to_the_end();
    for (auto* button : window_->verdict().findChildren<QToolButton*>())
      if (button->text() == QStringLiteral("Copy")) button->click();
    QVERIFY(QGuiApplication::clipboard()->text().contains(window_->verdict().sentences()));
  }

 private:
  void make_window(CompareFunction function) {
    window_ = std::make_unique<MainWindow>(stand_in::train, std::move(function));
    window_->set_recording(false);
    window_->set_question([](Question) { return Answer::discard; });
    window_->devices().set_devices(stand_in::devices());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  void compare_to_the_end() {
    QSignalSpy ended(window_.get(), &MainWindow::comparison_ended);
    QVERIFY(window_->compare());
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
  }

  QString cell(int row, int column) const {
    const auto* model = window_->findChild<QTableView*>(QStringLiteral("comparison"))->model();
    return model->index(row, column).data().toString();
  }

  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Compared)
#include "comparison.moc"
