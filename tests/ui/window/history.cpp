// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "tests/ui/stand_in_comparison.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

namespace accelbench {

using State = TrainingController::State;

/// The history, the differences, the log and the tables, as a person uses them.
class History : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    home_ = std::make_unique<QTemporaryDir>();
    qputenv("XDG_DATA_HOME", home_->path().toLocal8Bit());
    make_window();
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void a_training_is_listed_and_opened_again() {
    const QString file = record_training();
    make_window();
    show_history(1);
    QCOMPARE(cell(0, HistoryModel::name), QStringLiteral("Seed network"));
    QCOMPARE(cell(0, HistoryModel::kind), QStringLiteral("training"));
    QCOMPARE(cell(0, HistoryModel::outcome), QStringLiteral("loss 0.01 · 3.00\u00A0k samples/s"));
    table()->selectRow(0);
    QSignalSpy opened(window_.get(), &MainWindow::results_opened);
    QTest::keyClick(table(), Qt::Key_Return);
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(window_->board().rows().size(), std::size_t{3});
    QCOMPARE(window_->board().rows()[2].loss->size(), std::size_t{100});
    const auto* runs = window_->findChild<QTableView*>(QStringLiteral("runs"));
    QVERIFY(runs->isVisible());
    QCOMPARE(runs->model()->index(0, RunsModel::state).data().toString(), QStringLiteral("completed"));
  }

  void the_list_is_searched_and_sorted() {
    record_training();
    record_comparison();
    make_window();
    show_history(2);
    const QAbstractItemModelTester tester(table()->model());
    const QAbstractItemModelTester raw(
        static_cast<const QSortFilterProxyModel*>(table()->model())->sourceModel());
    auto* search = window_->findChild<QLineEdit*>(QStringLiteral("history_search"));
    QTest::keyClicks(search, QStringLiteral("comparison 6"));
    QCOMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(cell(0, HistoryModel::kind), QStringLiteral("comparison, 6 rounds"));
    QVERIFY2(cell(0, HistoryModel::outcome).startsWith(QStringLiteral("best: ")),
             qPrintable(cell(0, HistoryModel::outcome)));
    search->clear();
    table()->sortByColumn(HistoryModel::kind, Qt::DescendingOrder);
    QCOMPARE(cell(0, HistoryModel::kind), QStringLiteral("training"));
    table()->sortByColumn(HistoryModel::kind, Qt::AscendingOrder);
    QCOMPARE(cell(1, HistoryModel::kind), QStringLiteral("training"));
  }

  void what_cannot_be_read_says_why() {
    const QString file = record_training();
    QFile damaged(QFileInfo(file).absolutePath() + QStringLiteral("/x.accelresults"));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("nothing of ours");
    damaged.close();
    show_history(2);
    const int row = cell(0, HistoryModel::name) == QStringLiteral("x.accelresults") ? 0 : 1;
    QVERIFY2(cell(row, HistoryModel::outcome).contains(QStringLiteral("this is not a results file")),
             qPrintable(cell(row, HistoryModel::outcome)));
    table()->selectRow(row);
    QVERIFY(!button("history_open")->isEnabled());
    QVERIFY(button("history_delete")->isEnabled());
  }

  void what_was_deleted_comes_back() {
    const QString file = record_training();
    show_history(1);
    table()->selectRow(0);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Delete);
    QVERIFY(!QFile::exists(file));
    QTRY_COMPARE(table()->model()->rowCount(), 0);
    QVERIFY(window_->messages().isVisible());
    undo_in_the_bar();
    QVERIFY(QFile::exists(file));
    QTRY_COMPARE(table()->model()->rowCount(), 1);
  }

  void a_clean_up_tells_what_would_go_first() {
    const auto made = [](int days, std::int64_t bytes) {
      HistoryEntry entry;
      entry.file = QString::number(days);
      entry.changed = QDateTime::currentDateTime().addDays(-days);
      entry.bytes = bytes;
      return entry;
    };
    const std::vector<HistoryEntry> entries = {made(1, 100), made(200, 10), made(50, 100)};
    const auto now = QDateTime::currentDateTime();
    auto taken = to_clean(entries, {90, {}}, now);
    QCOMPARE(taken.size(), std::size_t{1});
    QCOMPARE(taken[0].file, QStringLiteral("200"));
    taken = to_clean(entries, {{}, 100}, now);  // 210 in all: 10 and then 100 go
    QCOMPARE(taken.size(), std::size_t{2});
    QCOMPARE(taken[1].file, QStringLiteral("50"));
    auto recording = entries;
    recording[1].recording = true;
    QVERIFY(to_clean(recording, {90, {}}, now).empty());
  }

  void curves_are_laid_over_the_charts() {
    const QString file = record_training();
    make_window();
    show_history(1);
    table()->selectRow(0);
    QSignalSpy laid(window_.get(), &MainWindow::overlaid);
    QTest::mouseClick(button("history_overlay"), Qt::LeftButton);
    QTRY_COMPARE(laid.count(), 1);
    QCOMPARE(window_->charts().overlays().size(), std::size_t{1});
    const Overlay& overlay = window_->charts().overlays().front();
    QCOMPARE(overlay.of(CurveKind::loss).size(), std::size_t{6});  // three runs, with validation
    QCOMPARE(overlay.of(CurveKind::loss)[0]->y.back(), 0.01);      // 1 / 100, as the stand-in tells
    QVERIFY(overlay.of(CurveKind::loss)[0]->style.label.startsWith(QStringLiteral("Seed network")));
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    QCOMPARE(window_->charts().overlays().size(), std::size_t{1});
    window_->charts().remove_overlays();
    QVERIFY(!window_->findChild<QToolButton*>(QStringLiteral("overlays"))->isVisible());
  }

  void two_results_are_held_against_each_other() {
    record_training();
    edit_epochs(50);
    record_training();
    make_window();
    show_history(2);
    table()->selectAll();
    QSignalSpy shown(window_.get(), &MainWindow::differences_shown);
    QTest::mouseClick(button("history_compare"), Qt::LeftButton);
    QTRY_COMPARE(shown.count(), 1);
    auto* model = window_->findChild<QTableView*>(QStringLiteral("differences"))->model();
    const int epochs = row_of(*model, QStringLiteral("training.epochs"));
    QVERIFY(epochs >= 0);
    QCOMPARE(model->index(epochs, DifferencesModel::a).data().toString(), QStringLiteral("100"));
    QCOMPARE(model->index(epochs, DifferencesModel::b).data().toString(), QStringLiteral("50"));
    const int loss = row_of(*model, QStringLiteral("cpu: final loss"));
    QVERIFY(loss >= 0);
    QCOMPARE(model->index(loss, DifferencesModel::ratio).data(value_role).toDouble(), 2.0);  // 1/50 by 1/100
  }

  void two_rows_in_sight_are_held_against_each_other() {
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    auto* panel = window_->findChild<DifferencesPanel*>();
    window_->runs().setCurrentWidget(panel);
    panel->choose(QStringLiteral("run:cpu"), QStringLiteral("run:cpu-all"));
    auto* model = window_->findChild<QTableView*>(QStringLiteral("differences"))->model();
    const QAbstractItemModelTester tester(model);
    const int threads = row_of(*model, QStringLiteral("accelerator.threads"));
    QVERIFY(threads >= 0);
    QCOMPARE(model->index(threads, DifferencesModel::b).data().toString(), QStringLiteral("all"));
    QCOMPARE(row_of(*model, QStringLiteral("training.epochs")), -1);  // equal
  }

  void ratios_follow_the_pinned_baseline() {
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    auto* runs = window_->findChild<QTableView*>(QStringLiteral("runs"));
    const int column = RunsModel::ratio;
    int place = -1;
    for (int at = 0; at < runs->model()->columnCount(); ++at)
      if (runs->model()->headerData(at, Qt::Horizontal).toString() == QStringLiteral("× baseline"))
        place = at;
    QVERIFY(place >= column);
    QCOMPARE(runs->model()->index(0, place).data().toString(), QStringLiteral("baseline"));
    QCOMPARE(runs->model()->index(1, place).data(value_role).toDouble(), 2.0);
    runs->setFocus();
    runs->setCurrentIndex(runs->model()->index(1, 0));
    QTest::keyClick(runs, Qt::Key_B, Qt::ControlModifier);
    QCOMPARE(runs->model()->index(1, place).data().toString(), QStringLiteral("baseline"));
    QCOMPARE(runs->model()->index(0, place).data(value_role).toDouble(), 0.5);
    QCOMPARE(window_->document().experiment().comparison.baseline, std::string("cpu-all"));
    window_->document().undo_stack()->undo();
    QVERIFY(window_->document().experiment().comparison.baseline != "cpu-all");
  }

  void tables_are_copied_in_three_forms() {
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), State::idle);
    auto* runs = window_->findChild<QTableView*>(QStringLiteral("runs"));
    runs->setFocus();
    QTest::keyClick(runs, Qt::Key_C, Qt::ControlModifier);
    QVERIFY2(QApplication::clipboard()->text().startsWith(QStringLiteral("Accelerator ")),
             qPrintable(QApplication::clipboard()->text()));
    const auto* tools = runs->findChild<TableTools*>();
    const QStringList csv = tools->text(TableForm::csv).split(u'\n');
    QVERIFY2(csv[2].contains(QStringLiteral(",2000,")), qPrintable(csv[2]));  // samples a second, in full
    QVERIFY(tools->text(TableForm::markdown).split(u'\n')[1].startsWith(QStringLiteral("| --- |")));
    runs->sortByColumn(RunsModel::name, Qt::DescendingOrder);
    runs->selectRow(0);
    QCOMPARE(tools->text(TableForm::csv).count(u'\n'), 2);
  }

  void the_log_is_filtered_and_searched() {
    RunsPanel& runs = window_->runs();
    runs.add_log(LogLevel::information, QStringLiteral("cpu"), QStringLiteral("began"));
    runs.add_log(LogLevel::error, QStringLiteral("gpu"), QStringLiteral("no memory"));
    auto* model = window_->findChild<QTableView*>(QStringLiteral("log"))->model();
    const QAbstractItemModelTester tester(model);
    const int all = model->rowCount();
    QVERIFY(all >= 2);
    window_->findChild<QComboBox*>(QStringLiteral("log_level"))->setCurrentIndex(2);
    QCOMPARE(model->rowCount(), 1);
    QCOMPARE(model->index(0, LogModel::text).data().toString(), QStringLiteral("no memory"));
    window_->findChild<QComboBox*>(QStringLiteral("log_level"))->setCurrentIndex(0);
    window_->findChild<QLineEdit*>(QStringLiteral("log_search"))->setText(QStringLiteral("CPU beg"));
    QCOMPARE(model->rowCount(), 1);
  }

  /// Written beside the test program for eyes; checked is that no button is narrower than its text.
  void pages_are_whole_at_1280_by_800_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
  }

  void pages_are_whole_at_1280_by_800() {
    QFETCH(bool, dark);
    auto& application = *qobject_cast<QApplication*>(QApplication::instance());
    apply_theme(application, dark ? ThemeChoice::dark : ThemeChoice::light);
    record_comparison();
    record_training();
    window_->resize(1280, 800);
    show_history(2);
    table()->selectRow(0);
    QSignalSpy laid(window_.get(), &MainWindow::overlaid);
    QTest::mouseClick(button("history_overlay"), Qt::LeftButton);
    QTRY_COMPARE(laid.count(), 1);
    window_->findChild<QPushButton*>(QStringLiteral("history_clean_up"))->setChecked(true);
    QTest::qWait(50);  // the charts draw on the next turn of the event loop
    for (const QPushButton* one : window_->findChild<HistoryPanel*>()->findChildren<QPushButton*>())
      QVERIFY2(one->width() >= one->minimumSizeHint().width(), qPrintable(one->text()));
    save(QStringLiteral("history"));
    window_->findChild<DifferencesPanel*>()->choose(QStringLiteral("run:cpu"), QStringLiteral("run:cpu-all"));
    window_->runs().setCurrentWidget(window_->findChild<DifferencesPanel*>());
    QTest::qWait(50);
    save(QStringLiteral("differences"));
    window_->runs().setCurrentWidget(window_->findChild<LogPanel*>());
    QTest::qWait(50);
    save(QStringLiteral("log"));
    window_->runs().setCurrentIndex(0);
    QTest::qWait(50);
    save(QStringLiteral("runs"));
  }

  void a_stopped_comparison_goes_on() {
    const QString file = record_comparison(true);
    make_window();
    show_history(1);
    QVERIFY2(cell(0, HistoryModel::outcome).contains(QStringLiteral("stopped")),
             qPrintable(cell(0, HistoryModel::outcome)));
    table()->selectRow(0);
    QSignalSpy ended(window_.get(), &MainWindow::comparison_ended);
    QTest::mouseClick(button("history_resume"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
    QVERIFY2(window_->comparison().outcome() && *window_->comparison().outcome(),
             qPrintable(window_->messages().text()));
    QCOMPARE(QString::fromStdString(window_->results_file().string()), file);
  }

 private:
  void make_window() {
    window_ = std::make_unique<MainWindow>(stand_in::train, stand_in::compare);
    window_->set_recording(true);
    window_->set_question([](Question) { return Answer::discard; });
    window_->devices().set_devices(stand_in::devices());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  QString record_training() {
    if (!window_->train()) return {};
    const bool done = QTest::qWaitFor([this] { return window_->controller().state() == State::idle; }, 60000);
    return done ? QString::fromStdString(window_->results_file().string()) : QString();
  }

  QString record_comparison(bool stopped = false) {
    QSignalSpy ended(window_.get(), &MainWindow::comparison_ended);
    if (!window_->compare()) return {};
    if (stopped) window_->stop();
    const bool done = QTest::qWaitFor([&] { return ended.count() == 1; }, 60000);
    return done ? QString::fromStdString(window_->results_file().string()) : QString();
  }

  void edit_epochs(std::int64_t epochs) {
    window_->document().set(
        Field<std::int64_t>(
            QStringLiteral("training.epochs"), [](auto& e) -> auto& { return e.training.epochs; }),
        epochs, QStringLiteral("Epochs"));
  }

  void show_history(int rows) {
    window_->runs().setCurrentWidget(window_->findChild<HistoryPanel*>());
    QTRY_COMPARE(table()->model()->rowCount(), rows);
  }

  void undo_in_the_bar() {
    for (auto* button : window_->messages().findChildren<QToolButton*>())
      if (button->text() == QStringLiteral("Undo")) return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL("no Undo in the message bar");
  }

  void save(const QString& page) {
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QDir().mkpath(folder);
    const QString name =
        QStringLiteral("%1/%2_%3.png").arg(folder, page, QLatin1String(QTest::currentDataTag()));
    QVERIFY(window_->grab().save(name));
  }

  QTableView* table() { return window_->findChild<QTableView*>(QStringLiteral("history")); }
  QPushButton* button(const char* name) { return window_->findChild<QPushButton*>(QLatin1String(name)); }
  QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }

  static int row_of(const QAbstractItemModel& model, const QString& key) {
    for (int row = 0; row < model.rowCount(); ++row)
      if (model.index(row, DifferencesModel::key).data().toString() == key) return row;
    return -1;
  }

  std::unique_ptr<QTemporaryDir> home_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::History)
#include "history.moc"
