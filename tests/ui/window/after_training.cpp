// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "core/work/trained_model.h"
#include "tests/ui/stand_in.h"
#include "ui/main_window.h"
#include "ui/session/kept_weights.h"

namespace accelbench {

/// Real trainings in the window, then their weights; a sweep; what cannot be used.
class AfterTraining : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    qputenv("XDG_DATA_HOME", folder_.path().toUtf8());
  }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    window_ = std::make_unique<MainWindow>(train);
    window_->devices().set_devices(stand_in::devices());
    window_->resize(1280, 800);
    window_->show();
    set<double>(
        "comparison.measure_s", 0, [](auto& e) -> auto& { return e.comparison.measure_s; });
    set<std::int64_t>(
        "training.epochs", 5, [](auto& e) -> auto& { return e.training.epochs; });
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void a_training_keeps_its_weights_and_f9_evaluates_them() {
    run_training();
    for (const RunRow& row : window_->board().rows()) {
      const auto model = read_trained_model(kept_weights_file(window_->results_file(), row.identity.id));
      QVERIFY2(model.has_value(), model ? "" : to_string(model.error()).c_str());
      QCOMPARE(model->features(), std::int64_t{10});
    }
    QTest::keyClick(window_.get(), Qt::Key_F9);
    QTRY_VERIFY_WITH_TIMEOUT(figures().contains(QStringLiteral("Samples: 10")), 20'000);
    // The page answers with the loss that the training had at its end, on the part that it has not seen.
    const double told = window_->board().rows().front().summary->final_val_loss.value();
    const QString shown = QString::number(told, 'g', 4);
    QVERIFY2(figures().contains(shown.left(5)), qPrintable(figures() + u' ' + shown));
  }

  void weights_are_counted_and_cleaned_with_their_results() {
    run_training();
    const auto kept = kept_weights_file(window_->results_file(), "cpu").parent_path();
    QVERIFY(QFileInfo::exists(QString::fromStdString(kept.string())));
    HistoryList history;
    QVERIFY(history.remove({QString::fromStdString(window_->results_file().string())}));
    QVERIFY(!QFileInfo::exists(QString::fromStdString(kept.string())));
  }

  void too_many_weights_are_not_kept_and_the_page_says_so() {
    TrainingJob job;
    job.request.experiment = seed_experiment();
    job.results_file = folder_.filePath(QStringLiteral("big.accelresults")).toStdString();
    job.request.experiment.model.layers[0].units = 1 << 14;
    job.request.experiment.model.layers[1].units = 1 << 14;  // 268 million weights: 1 GiB in float32
    const auto rows = rows_of(job.request);
    QVERIFY(rows);
    QVERIFY(keep_weights(job, *rows, 10).contains(QStringLiteral("not kept")));
    QVERIFY(job.request.weights_out.empty());
    job.request.experiment = seed_experiment();
    const auto small = rows_of(job.request);
    QVERIFY(keep_weights(job, *small, 10).isEmpty());
    QVERIFY(!job.request.weights_out.empty());
    // 2817 weights of 4 bytes on three rows, and what stands beside them.
    QVERIFY(bytes_of_weights(*small, 10) > 3 * 2817 * 4);
    QVERIFY(bytes_of_weights(*small, 10) < 3 * 2817 * 4 + 3 * 8192);
  }

  void a_sweep_trains_one_row_a_variant() {
    set<std::vector<SweepAxis>>(
        "sweep", {{"model.layers.0.activation", {"relu", "sigmoid"}}},
        [](auto& e) -> auto& { return e.sweep; });
    run_training();
    const auto& rows = window_->board().rows();
    QCOMPARE(rows.size(), std::size_t{6});
    for (const RunRow& row : rows) {
      QVERIFY(row.summary && row.summary->status == RunStatus::completed);
      QVERIFY(read_trained_model(kept_weights_file(window_->results_file(), row.identity.id)));
    }
    // The variants are other works: their final losses differ.
    QVERIFY(rows[0].summary->final_loss != rows[3].summary->final_loss);
    window_->evaluate_in_sight();
    QTRY_VERIFY_WITH_TIMEOUT(figures().contains(QStringLiteral("Samples: 10")), 20'000);
    window_->evaluation().choose_run(3);
    window_->evaluation().evaluate();
    const QString sigmoid = QString::number(rows[3].summary->final_val_loss.value(), 'g', 4).left(5);
    QTRY_VERIFY2_WITH_TIMEOUT(figures().contains(sigmoid), qPrintable(figures() + u' ' + sigmoid), 20'000);
  }

  void weights_meet_the_data_of_the_editor() {
    run_training();
    set<std::int64_t>(
        "data.features", 7, [](auto& e) -> auto& { return std::get<SyntheticData>(e.data.source).features; });
    auto* samples = window_->findChild<QComboBox*>(QStringLiteral("evaluate_samples"));
    samples->setCurrentIndex(1);
    window_->evaluation().evaluate();
    auto* state = window_->findChild<QLabel*>(QStringLiteral("evaluate_state"));
    QTRY_VERIFY2_WITH_TIMEOUT(
        state->text().contains(QStringLiteral("7")) && state->text().contains(QStringLiteral("10")),
        qPrintable(state->text()), 20'000);
  }

  void engines_that_cannot_be_used_stand_in_the_list_with_their_reason() {
    auto devices = stand_in::devices();
    Device keras;
    keras.id = keras.engine = "keras";
    keras.reason = "not installed: no package keras; install it with accelbench-cli engines install keras";
    devices.push_back(keras);
    window_->devices().set_devices(devices);
    const auto* table = window_->findChild<QTableView*>(QStringLiteral("accelerators"));
    QStringList rows;
    for (int row = 0; row < table->model()->rowCount(); ++row)
      rows << table->model()->index(row, 0).data().toString();
    QCOMPARE(rows.size(), 5);
    QVERIFY2(rows[3].contains(QStringLiteral("this build has no CUDA engine yet")), qPrintable(rows[3]));
    QVERIFY2(
        rows[4].startsWith(QStringLiteral("Keras")) && rows[4].contains(QStringLiteral("no package keras")),
        qPrintable(rows[4]));
  }

 private:
  template <class T, class Access>
  void set(const char* key, T value, Access access) {
    window_->document().set(Field<T>(QString::fromUtf8(key), access), std::move(value),
                            QStringLiteral("test"));
  }
  void run_training() {
    bool ended = false;
    connect(window_.get(), &MainWindow::training_ended, this, [&ended] { ended = true; });
    QVERIFY(window_->train());
    QTRY_VERIFY_WITH_TIMEOUT(ended, 60'000);
  }
  QString figures() const {
    return window_->findChild<QLabel*>(QStringLiteral("evaluation_figures"))->text();
  }

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::AfterTraining)
#include "after_training.moc"
