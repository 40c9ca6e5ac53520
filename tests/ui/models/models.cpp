// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <limits>

#include "tests/ui/stand_in.h"
#include "ui/models/accelerators_model.h"
#include "ui/models/format.h"
#include "ui/models/layers_model.h"
#include "ui/models/runs_model.h"
#include "ui/session/run_feed.h"

namespace accelbench {

class Models : public QObject {
  Q_OBJECT

  using Tester = QAbstractItemModelTester;

 private slots:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void layers_are_edited_added_moved_and_removed() {
    ExperimentDocument document;
    LayersModel model(document);
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(model.setData(model.index(0, LayersModel::units), 128));
    QVERIFY(model.setData(model.index(0, LayersModel::activation), QStringLiteral("tanh")));
    QVERIFY(model.setData(model.index(1, LayersModel::dropout), 0.25));
    QVERIFY(!model.setData(model.index(0, LayersModel::activation), QStringLiteral("nonsense")));
    const auto& layers = document.experiment().model.layers;
    QVERIFY((layers[0] == LayerSpec{128, Activation::tanh, 0.0}));
    QCOMPARE(layers[1].dropout, 0.25);
    model.move_layer(0, 1);
    QCOMPARE(layers[1].units, 128);
    model.add_layer(1);
    QCOMPARE(model.rowCount(), 4);
    model.remove_layer(0);
    QCOMPARE(model.rowCount(), 3);
    while (document.undo_stack()->canUndo()) document.undo_stack()->undo();
    QVERIFY(document.experiment() == seed_experiment());
    QCOMPARE(model.rowCount(), 3);
  }

  void the_last_layer_of_all_stays() {
    ExperimentDocument document;
    LayersModel model(document);
    for (int i = 0; i < 5; ++i) model.remove_layer(0);
    QCOMPARE(model.rowCount(), 1);
  }

  void accelerators_are_ticked_added_and_removed() {
    ExperimentDocument document;
    DeviceList devices;
    AcceleratorsModel model(document, devices);
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    devices.set_devices(stand_in::devices());
    QCOMPARE(model.accelerator_count(), 3);
    QCOMPARE(model.rowCount(), 4);  // and the GPU that cannot be used
    QCOMPARE(model.chosen().size(), std::size_t{3});
    QVERIFY(model.setData(model.index(1, 0), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(model.chosen().size(), std::size_t{2});
    QVERIFY(!document.is_modified());  // what is ticked belongs to the window
    AcceleratorSpec cpu;
    cpu.id = "cpu";
    model.add(cpu);
    QCOMPARE(document.experiment().accelerators.back().id, std::string("cpu-2"));
    model.remove(3);
    QCOMPARE(model.accelerator_count(), 3);
  }

  void an_accelerator_that_cannot_be_used_shows_why() {
    ExperimentDocument document;
    DeviceList devices;
    AcceleratorsModel model(document, devices);
    devices.set_devices(stand_in::devices());
    AcceleratorSpec gpu;
    gpu.id = "gpu";
    gpu.engine = EngineKind::cuda;
    model.add(gpu);
    const QModelIndex settings = model.index(3, AcceleratorsModel::settings);
    QCOMPARE(settings.data().toString(), QStringLiteral("this build has no CUDA engine yet"));
    QVERIFY(!(model.flags(model.index(3, 0)) & Qt::ItemIsUserCheckable));
    QCOMPARE(model.chosen().size(), std::size_t{3});
    QCOMPARE(model.rowCount(), 4);  // one row says it, not two
  }

  void runs_show_what_was_told() {
    RunBoard board;
    RunsModel model(board);
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    const Experiment seed = seed_experiment();
    board.begin({{seed.accelerators[0].id, QStringLiteral("A"), Qt::red, 10},
                 {seed.accelerators[1].id, QStringLiteral("B"), Qt::blue, 10}},
                false);
    model.begin(seed);
    QCOMPARE(model.columnCount(), RunsModel::fixed_columns + 2);  // accuracy and val_accuracy
    QCOMPARE(cell(model, 0, "State"), QStringLiteral("waiting"));
    QCOMPARE(cell(model, 0, "loss"), not_measured_text());
    RunFeed feed;
    stand_in::tell_run(feed, seed.accelerators[0], 10, 500);
    stand_in::tell_run(feed, seed.accelerators[1], 10, 1250);
    board.apply(feed.take());
    model.refresh();
    QCOMPARE(cell(model, 0, "State"), QStringLiteral("completed"));
    QCOMPARE(cell(model, 0, "loss"), QStringLiteral("0.1"));
    QCOMPARE(cell(model, 0, "val_loss"), QStringLiteral("0.15"));
    QCOMPARE(cell(model, 0, "val_accuracy"), QStringLiteral("0"));
    QCOMPARE(cell(model, 1, "Samples/s").replace(QChar::Nbsp, u' '), QStringLiteral("1.25 k"));
    QCOMPARE(cell(model, 1, "× baseline"), QStringLiteral("2.50"));
    QCOMPARE(cell(model, 1, "Utilization").replace(QChar::Nbsp, u' '), QStringLiteral("80 %"));
  }

  void what_a_run_tells_of_its_path_and_speed_gets_columns() {
    RunBoard board;
    RunsModel model(board);
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    const Experiment seed = seed_experiment();
    board.begin({{seed.accelerators[0].id, QStringLiteral("A"), Qt::red, 10},
                 {seed.accelerators[1].id, QStringLiteral("B"), Qt::blue, 10}},
                false);
    model.begin(seed);
    const int last = model.columnCount() - 1;  // Path, Threads, FLOP/s, Step
    for (int column = last - 3; column <= last; ++column) QVERIFY(!model.is_shown(column));
    RunFeed feed;
    RunSummary summary = stand_in::tell_run(feed, seed.accelerators[0], 10, 500);
    summary.path = "fused";
    summary.path_reason = "predicted 4 us";
    summary.threads = 1;
    summary.achieved_flop_per_s = 35e9;
    summary.gemm_ceiling_flop_per_s = 140e9;
    summary.step_split = StepSplit{0.1, 0.3, 0.4, 0.15, 0.05};
    board.apply(
        {stand_in::event(seed.accelerators[0].id, 1, RunFinished{RunStatus::completed, {}, 0, summary})});
    model.refresh();
    for (int column = last - 3; column <= last; ++column) QVERIFY(model.is_shown(column));
    QCOMPARE(cell(model, 0, "Path"), QStringLiteral("fused"));
    QCOMPARE(cell(model, 1, "Path"), not_measured_text());
    QCOMPARE(cell(model, 0, "Threads"), QStringLiteral("1"));
    QCOMPARE(cell(model, 0, "FLOP/s").replace(QChar::Nbsp, u' '), QStringLiteral("35.0 G · 25 %"));
    QCOMPARE(model.index(0, last - 3).data(Qt::ToolTipRole).toString(), QStringLiteral("predicted 4 us"));
    const auto parts = model.index(0, last).data(parts_role).value<QList<double>>();
    QCOMPARE(parts, (QList<double>{0.1, 0.3, 0.4, 0.15, 0.0, 0.05}));
    QVERIFY(model.index(0, last).data(Qt::ToolTipRole).toString().contains(QStringLiteral("backward")));
    QVERIFY(!model.index(1, last).data(parts_role).isValid());
  }

  void time_left_goes_when_nothing_is_left() {
    RunBoard board;
    RunsModel model(board);
    const Experiment seed = seed_experiment();
    board.begin({{seed.accelerators[0].id, QStringLiteral("A"), Qt::red, 10}}, false);
    model.begin(seed);
    QVERIFY(model.is_shown(RunsModel::eta));
    QSignalSpy changes(&model, &RunsModel::shape_changed);
    RunFeed feed;
    stand_in::tell_run(feed, seed.accelerators[0], 10, 500);
    board.apply(feed.take());
    model.refresh();
    model.refresh();
    QVERIFY(!model.is_shown(RunsModel::eta));
    QCOMPARE(changes.count(), 1);
  }

  void a_run_changed_by_hand_is_marked_and_not_compared() {
    RunBoard board;
    RunsModel model(board);
    const Experiment seed = seed_experiment();
    RunIdentity identity{seed.accelerators[0].id, QStringLiteral("A"), Qt::red, 10, false, 0.001};
    board.begin({identity}, false);
    model.begin(seed);
    RunStarted started = stand_in::started(seed.accelerators[0], 10);
    started.capabilities = run_capabilities();
    board.apply({stand_in::event(identity.id, 0, started)});
    QCOMPARE(*board.rows()[0].learning_rate(), 0.001);
    board.set_learning_rate(0.5);
    QCOMPARE(*board.rows()[0].learning_rate(), 0.5);
    board.apply({stand_in::event(identity.id, 1, EpochsEvent{{}, false, {stand_in::record(1)}})});
    QCOMPARE(*board.rows()[0].learning_rate(), 0.001);  // what the epoch says that it used
    RunFeed feed;
    stand_in::tell_run(feed, seed.accelerators[0], 10, 500);
    board.apply(feed.take());
    QCOMPARE(cell(model, 0, "State"), QStringLiteral("completed, by hand"));
    QCOMPARE(cell(model, 0, "× baseline"), not_measured_text());
  }

  void accuracy_on_a_regression_is_explained() {
    Experiment experiment = seed_experiment();
    QVERIFY(accuracy_note(experiment).contains(QStringLiteral("0.5")));
    experiment.training.metrics = {Metric::mae};
    QVERIFY(accuracy_note(experiment).isEmpty());
    experiment.training.metrics = {Metric::accuracy};
    experiment.training.loss = Loss::binary_crossentropy;
    QVERIFY(accuracy_note(experiment).isEmpty());
  }

  void quantities_read_well() {
    QCOMPARE(duration_text(0.25), QStringLiteral("250 ms"));
    QCOMPARE(duration_text(59.94), QStringLiteral("59.9 s"));
    QCOMPARE(duration_text(185.0), QStringLiteral("3 min 05 s"));
    QCOMPARE(duration_text(7260.0), QStringLiteral("2 h 01 min"));
    QCOMPARE(rate_text({}), not_measured_text());
    QCOMPARE(rate_text(999.0), QStringLiteral("999"));
    QCOMPARE(rate_text(12'345'678.0), QStringLiteral("12.3 M").replace(u' ', QChar::Nbsp));
    QCOMPARE(loss_text(std::numeric_limits<double>::quiet_NaN()), not_measured_text());
    QCOMPARE(loss_text(0.0123456), QStringLiteral("0.01235"));
  }

 private:
  static QString cell(const RunsModel& model, int row, const char* header) {
    for (int column = 0; column < model.columnCount(); ++column)
      if (model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() == QString::fromUtf8(header))
        return model.index(row, column).data().toString();
    return QStringLiteral("no such column");
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Models)
#include "models.moc"
