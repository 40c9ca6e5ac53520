// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QDoubleSpinBox>
#include <QFile>
#include <QImage>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <latch>

#include "core/experiment/yaml.h"
#include "tests/ui/stand_in.h"
#include "tests/ui/window/editor_keys.h"
#include "ui/main_window.h"
#include "ui/panels/export_dialog.h"

namespace accelbench {

using State = TrainingController::State;

class Window : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    make_window(stand_in::train);
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void problems_stand_beside_their_field_and_keep_train_from_starting() {
    auto* box = window_->findChild<QDoubleSpinBox*>(QStringLiteral("training.optimizer.learning_rate"));
    box->setValue(0);
    QVERIFY(!box->accessibleDescription().isEmpty());
    QVERIFY(!window_->train());
    QVERIFY(window_->messages().isVisible());
    window_->document().undo_stack()->undo();
    QVERIFY(box->accessibleDescription().isEmpty());
  }

  void training_fills_table_charts_and_log() {
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    const auto* table = window_->findChild<QTableView*>(QStringLiteral("runs"));
    QCOMPARE(table->model()->rowCount(), 3);
    QCOMPARE(table->model()->index(0, RunsModel::state).data().toString(), QStringLiteral("completed"));
    QCOMPARE(window_->board().rows()[2].loss->size(), std::size_t{100});
    QVERIFY(window_->runs().log().contains(QStringLiteral("completed")));
    QCOMPARE(window_->status().text(), QStringLiteral("3 of 3 runs completed"));
    QVERIFY(window_->findChild<QLabel*>(QStringLiteral("runs_note"))->text().contains(QStringLiteral("0.5")));
  }

  void no_name_is_cut_where_there_is_room() {
    window_->resize(1280, 800);
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    const auto* table = window_->findChild<QTableView*>(QStringLiteral("runs"));
    QTRY_VERIFY(!table->horizontalScrollBar()->isVisible());  // once all columns have their widths
    for (int row = 0; row < table->model()->rowCount(); ++row)
      for (int column = 0; column < table->model()->columnCount(); ++column) {
        if (table->isColumnHidden(column)) continue;
        const QModelIndex cell = table->model()->index(row, column);
        const int icon = column == RunsModel::name ? table->iconSize().width() : 0;
        const int text = table->fontMetrics().horizontalAdvance(cell.data().toString());
        QVERIFY2(text + icon + 6 <= table->columnWidth(column), qPrintable(cell.data().toString()));
      }
  }

  void threads_that_stay_idle_are_explained_once() {
    make_window([](const TrainingRequest& request, EventSink& sink, std::stop_token stop) {
      auto outcome = stand_in::train(request, sink, stop);
      for (RunSummary& run : outcome->runs) {
        run.devices = {{"cpu", 0.25, "process", {}}};
        sink.on_event(stand_in::event(run.accelerator, 10.1, RunFinished{RunStatus::completed, {}, 0, run}));
      }
      return outcome;
    });
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    QCOMPARE(window_->runs().log().count(QStringLiteral("small step")),
             1);  // of "all threads", not of 1 thread
    const auto* model = window_->findChild<QTableView*>(QStringLiteral("runs"))->model();
    for (int row = 0; row < 3; ++row) {
      const QString label = model->index(row, RunsModel::name).data().toString();
      QString tip;
      for (int column = 0; column < model->columnCount(); ++column)
        tip += model->index(row, column).data(Qt::ToolTipRole).toString();
      QCOMPARE(tip.contains(QStringLiteral("small step")), label.contains(QStringLiteral("all threads")));
    }
  }

  void a_device_that_cannot_be_used_says_its_id_and_why() {
    const auto* table = window_->findChild<QTableView*>(QStringLiteral("accelerators"));
    const QString text = table->model()->index(3, 0).data().toString();
    QCOMPARE(text, QStringLiteral("cuda — not usable:\nthis build has no CUDA engine yet"));
    QVERIFY(table->rowHeight(3) >= 2 * table->fontMetrics().height());
  }

  /// An engine that never looks up: the window goes on ticking, editing, and acknowledges Stop.
  void a_blocked_engine_does_not_block_the_window() {
    std::latch release(1);
    make_window([&](const TrainingRequest& request, EventSink& sink, std::stop_token stop) {
      release.wait();
      return stand_in::train(request, sink, stop);
    });
    QVERIFY(window_->train());
    int ticks = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&] { ++ticks; });
    timer.start(1);
    QTRY_VERIFY(ticks >= 20);
    auto* epochs = window_->findChild<QDoubleSpinBox*>(QStringLiteral("training.epochs"));
    epochs->stepUp();
    QCOMPARE(window_->document().experiment().training.epochs, 101);
    window_->stop();
    QCOMPARE(window_->status().text(), QStringLiteral("Stopping…"));
    const int at_stop = ticks;
    QTRY_VERIFY(ticks >= at_stop + 20);
    QCOMPARE(window_->controller().state(), State::stopping);
    release.count_down();
    QTRY_COMPARE(window_->controller().state(), State::idle);
  }

  void quitting_while_training_asks_and_waits_for_the_end() {
    std::latch release(1);
    make_window([&](const TrainingRequest&, EventSink&, std::stop_token) {
      release.wait();
      return Result<TrainingOutcome>(TrainingOutcome{});
    });
    QVERIFY(window_->train());
    window_->set_question([](Question) { return Answer::cancel; });
    QVERIFY(!window_->close());
    QCOMPARE(window_->controller().state(), State::running);
    int asked = 0;
    window_->set_question([&](Question question) {
      ++asked;
      return question == Question::quit_while_training ? Answer::quit : Answer::cancel;
    });
    QVERIFY(!window_->close());
    QVERIFY(window_->isVisible());
    release.count_down();
    QTRY_VERIFY(!window_->isVisible());
    QCOMPARE(asked, 1);
  }

  void unsaved_changes_are_asked_about() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("a.accel.yaml"));
    QVERIFY(window_->save_to(file));
    QVERIFY(!window_->isWindowModified());
    window_->findChild<QDoubleSpinBox*>(QStringLiteral("training.epochs"))->setValue(5);
    QVERIFY(window_->isWindowModified());
    window_->set_question([](Question) { return Answer::cancel; });
    window_->new_experiment();
    QCOMPARE(window_->document().experiment().training.epochs, 5);
    window_->set_question([](Question) { return Answer::save; });
    window_->new_experiment();
    QCOMPARE(window_->document().experiment().training.epochs, 100);
    QVERIFY(window_->open_file(file));
    QCOMPARE(window_->document().experiment().training.epochs, 5);
    QVERIFY(window_->windowTitle().contains(QStringLiteral("a.accel.yaml")));
  }

  void a_bad_file_is_told_in_the_window() {
    QVERIFY(!window_->open_file(QStringLiteral("/no/such/file.accel.yaml")));
    QVERIFY(window_->messages().isVisible());
    QVERIFY(window_->messages().text().contains(QStringLiteral("/no/such/file.accel.yaml")));
  }

  void without_a_ticked_accelerator_nothing_starts() {
    auto* model = window_->findChild<QTableView*>(QStringLiteral("accelerators"))->model();
    for (int row = 0; row < 3; ++row) model->setData(model->index(row, 0), Qt::Unchecked, Qt::CheckStateRole);
    QVERIFY(!window_->train());
    QVERIFY(window_->messages().isVisible());
  }

  void an_exported_picture_is_white_with_the_colours_of_the_runs() {
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("loss.png"));
    QVERIFY(export_chart(*window_->charts().chart(ChartBoard::loss), ExportFormat::png, 2, file));
    const QImage picture(file);
    QCOMPARE(picture.size(), LineChart::export_size() * 2);
    QCOMPARE(picture.pixelColor(3, 3), QColor(Qt::white));
    for (const RunRow& row : window_->board().rows()) QVERIFY(count(picture, row.identity.color) > 20);
    QVERIFY(!export_chart(*window_->charts().chart(ChartBoard::loss), ExportFormat::svg, 1,
                          folder.filePath(QStringLiteral("no/such/loss.svg"))));
  }

  void the_export_dialog_asks_before_it_overwrites() {
    const QTemporaryDir folder;
    ExportDialog dialog(window_->charts(), std::string(), folder.path());
    for (const auto* label : dialog.findChildren<QLabel*>())
      QVERIFY2(label->buddy() != nullptr || !label->text().contains(u'&'), qPrintable(label->text()));
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.accept();
    QCOMPARE(exported.count(), 1);
    int asked = 0;
    dialog.may_overwrite = [&](const QString&) { return ++asked > 1; };
    dialog.accept();
    QCOMPARE(exported.count(), 1);
    dialog.accept();
    QCOMPARE(exported.count(), 2);
  }

  void every_action_has_a_key_or_stands_in_a_menu_and_editors_have_names() {
    for (const QString& key : keys_of_editors(*window_))
      QVERIFY2(!window_->findChild<QWidget*>(key)->accessibleName().isEmpty(), qPrintable(key));
    for (const auto* button : window_->findChildren<QToolButton*>())
      if (button->isVisibleTo(window_.get()) &&
          (button->text().isEmpty() || button->text() == QStringLiteral("…")))
        QVERIFY2(!button->accessibleName().isEmpty() || button->parent()->inherits("QTabBar"),
                 qPrintable(button->objectName() + button->toolTip()));
    QStringList keys;
    for (const QAction* action : window_->findChildren<QAction*>())
      if (!action->shortcut().isEmpty()) keys << action->shortcut().toString(QKeySequence::PortableText);
    for (const char* needed : {"F5", "Shift+F5", "Ctrl+E", "Ctrl+N", "Ctrl+O", "Ctrl+S", "Ctrl+Z"})
      QVERIFY2(keys.contains(QLatin1String(needed)), needed);
    keys.sort();
    QCOMPARE(keys.removeDuplicates(), 0);
  }

  void a_sweep_shows_a_row_for_each_variant() {
    make_window([](const TrainingRequest& request, EventSink& sink, std::stop_token) {
      TrainingOutcome outcome;
      const auto rows = rows_of(request);
      for (const TrainingRow& row : rows->rows) {
        AcceleratorSpec told = row.accelerator;
        told.id = row.run;  // what its events carry
        outcome.runs.push_back(stand_in::tell_run(sink, told, 5, row.variant == 0 ? 1000 : 2000));
        outcome.runs.back().accelerator = row.accelerator.id;
        outcome.runs.back().variant = rows->variant_of(row);
      }
      return Result<TrainingOutcome>(outcome);
    });
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("sweep.accel.yaml"));
    Experiment experiment = seed_experiment();
    experiment.accelerators.resize(2);
    experiment.sweep = {{"training.batch_size", {"16", "32"}}};
    QFile stream(file);
    QVERIFY(stream.open(QIODevice::WriteOnly));
    stream.write(QByteArray::fromStdString(write_experiment(experiment)));
    stream.close();
    QVERIFY(window_->open_file(file));
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    const auto* model = window_->findChild<QTableView*>(QStringLiteral("runs"))->model();
    QCOMPARE(model->rowCount(), 4);
    for (int row = 0; row < 4; ++row) {
      const QString label = model->index(row, RunsModel::name).data().toString();
      QVERIFY2(label.endsWith(row < 2 ? QStringLiteral("training.batch_size: 16")
                                      : QStringLiteral("training.batch_size: 32")),
               qPrintable(label));
    }
    // A row is set against the baseline of its own variant, which is as fast: 2000 to 2000, not to 1000.
    QVERIFY(model->index(3, ratio_column(*model)).data().toString().startsWith(QStringLiteral("1.00")));
    QVERIFY(window_->runs().log().contains(QStringLiteral("cpu (training.batch_size: 32): completed")));
  }

 private:
  void make_window(TrainFunction train) {
    window_ = std::make_unique<MainWindow>(std::move(train));
    window_->set_recording(false);
    window_->set_question([](Question) { return Answer::discard; });
    window_->devices().set_devices(stand_in::devices());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  static int ratio_column(const QAbstractItemModel& model) {
    int column = 0;
    while (column < model.columnCount() &&
           model.headerData(column, Qt::Horizontal).toString() != QStringLiteral("× baseline"))
      ++column;
    return column;
  }

  static int count(const QImage& picture, const QColor& color) {
    int pixels = 0;
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x) pixels += picture.pixelColor(x, y) == color ? 1 : 0;
    return pixels;
  }

  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Window)
#include "window.moc"
