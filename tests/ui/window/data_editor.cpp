// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QDropEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/experiment/yaml.h"
#include "tests/ui/stand_in.h"
#include "ui/main_window.h"
#include "ui/panels/size_slider.h"

namespace accelbench {

/// The data section as a person uses it.
class DataEditor : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    folder_ = std::make_unique<QTemporaryDir>();
    window_ = std::make_unique<MainWindow>(stand_in::train);
    window_->set_recording(false);
    window_->set_question([](Question) { return Answer::discard; });
    window_->devices().set_devices(stand_in::devices());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    QVERIFY(window_->save_to(folder_->filePath(QStringLiteral("e.accel.yaml"))));
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void the_slider_goes_from_100_to_10_million() {
    QCOMPARE(size_at(0), 100);
    QCOMPARE(size_at(20), 1000);
    QCOMPARE(size_at(26), 2000);  // 1000 · 10^0.3 = 1995, in two digits
    QCOMPARE(size_at(100), 10'000'000);
    for (int place = 0; place <= 100; ++place) QCOMPARE(place_of_size(size_at(place)), place);
    auto* slider = window_->findChild<SizeSlider*>();
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(synthetic().samples, 10'000'000);
    QTest::keyClick(slider, Qt::Key_Home);
    QTest::keyClick(slider, Qt::Key_PageUp);
    QCOMPARE(synthetic().samples, 1000);
    window_->document().undo_stack()->undo();  // merged into one step
    QCOMPARE(synthetic().samples, 100);
  }

  void sizes_that_the_slider_has_not_are_kept() {
    auto* samples = window_->findChild<QDoubleSpinBox*>(QStringLiteral("data.samples"));
    samples->setValue(123'457);
    QCOMPARE(synthetic().samples, 123'457);
    samples->setValue(50);
    QCOMPARE(synthetic().samples, 50);
  }

  void the_size_says_bytes_and_after_a_training_the_time() {
    stand_in_speed();
    const auto* note = window_->findChild<QLabel*>(QStringLiteral("data_shape"));
    QVERIFY(note->text().contains(QStringLiteral("90 to train, 10 to validate")));
    QVERIFY(note->text().contains(QStringLiteral("4.3 KiB")));  // 100 · 11 · 4 bytes
    QVERIFY(!note->text().contains(QStringLiteral("as measured")));
    QVERIFY(window_->train());
    QTRY_COMPARE(window_->controller().state(), TrainingController::State::idle);
    // 90 rows at 1000 a second
    QVERIFY2(note->text().contains(QStringLiteral("90 ms an epoch")), qPrintable(note->text()));
    QVERIFY(note->text().contains(QStringLiteral("as measured on")));
  }

  void the_first_rows_are_shown() {
    const auto* rows = window_->findChild<QTableView*>(QStringLiteral("preview_rows"));
    QTRY_COMPARE(rows->model()->columnCount(), 11);
    QCOMPARE(rows->model()->rowCount(), 20);
    auto* pages = window_->findChild<QTabWidget*>(QStringLiteral("preview"));
    QVERIFY(!pages->isTabVisible(3));  // no images
    QTest::mouseClick(rows->horizontalHeader()->viewport(), Qt::LeftButton, {},
                      QPoint(rows->horizontalHeader()->sectionViewportPosition(2) + 20, 5));
    QCOMPARE(pages->currentIndex(), 1);
    QCOMPARE(window_->findChild<QComboBox*>(QStringLiteral("preview_column"))->currentText(),
             QStringLiteral("x2"));
  }

  void every_source_can_be_chosen_and_goes_to_yaml_and_back() {
    auto* source = window_->findChild<QComboBox*>(QStringLiteral("data.source"));
    QCOMPARE(source->count(), 5);
    for (const char* name : {"csv", "npy", "npz", "idx"}) {
      source->setCurrentText(QLatin1String(name));
      emit source->activated(source->currentIndex());
      fill_in_files();
      check_round_trip(name);
      auto* own = shown<QCheckBox>(QStringLiteral("data.validation"));
      QVERIFY(own != nullptr);
      own->click();
      QVERIFY(window_->document().experiment().data.validation.has_value());
      QCOMPARE(window_->document().experiment().data.validation_split, 0.0);
      fill_in_files();
      check_round_trip(name);
      window_->document().undo_stack()->clear();
      own->click();
      window_->document().undo_stack()->undo();  // one step for both
      QVERIFY(window_->document().experiment().data.validation.has_value());
    }
  }

  void a_table_that_is_dropped_is_shown_before_it_is_taken() {
    drop(write(folder_->path(), "a.csv", "u,v\n1,2\n3,4\n5,6\n"));
    auto* use = window_->findChild<QPushButton*>(QStringLiteral("drop_use"));
    QTRY_VERIFY(use->isVisible());
    QVERIFY(window_->document().experiment().data == seed_experiment().data);
    const auto* rows = window_->findChild<QTableView*>(QStringLiteral("drop_rows"));
    QCOMPARE(rows->model()->index(2, 1).data().toString(), QStringLiteral("6"));
    QVERIFY(use->hasFocus());
    QTest::keyClick(use, Qt::Key_Space);
    QCOMPARE(std::get<CsvData>(window_->document().experiment().data.source).path, std::string("a.csv"));
    QVERIFY(!use->isVisible());
  }

  void files_from_elsewhere_ask_what_to_do() {
    QTemporaryDir elsewhere;
    drop(write(elsewhere.path(), "a.csv", "u,v\n1,2\n3,4\n"));
    auto* copy = window_->findChild<QPushButton*>(QStringLiteral("drop_copy"));
    QTRY_VERIFY(copy->isVisible());
    QVERIFY(window_->findChild<QPushButton*>(QStringLiteral("drop_trust"))->isVisible());
    QVERIFY(!window_->findChild<QPushButton*>(QStringLiteral("drop_use"))->isVisible());
    QTest::mouseClick(copy, Qt::LeftButton);
    QTRY_COMPARE(window_->document().experiment().data.kind(), DataSource::csv);
    QVERIFY(QFile::exists(folder_->filePath(QStringLiteral("a.csv"))));
  }

  void what_is_no_data_is_told_in_place() {
    drop(write(folder_->path(), "broken.npz", "PK\x03\x04 no archive"));
    const auto* title = window_->findChild<QLabel*>(QStringLiteral("drop_title"));
    QTRY_COMPARE(title->text(), QStringLiteral("Not taken as data"));
    QVERIFY(window_->findChild<QLabel*>(QStringLiteral("drop_text"))
                ->text()
                .contains(QStringLiteral("broken.npz")));
    QTest::mouseClick(window_->findChild<QPushButton*>(QStringLiteral("drop_cancel")), Qt::LeftButton);
    QVERIFY(!title->isVisible());
    QVERIFY(window_->document().experiment().data == seed_experiment().data);
  }

  void a_file_that_changes_is_told() {
    const QString file = write(folder_->path(), "a.csv", "u,v\n1,2\n3,4\n");
    drop(file);
    auto* use = window_->findChild<QPushButton*>(QStringLiteral("drop_use"));
    QTRY_VERIFY(use->isVisible());
    QTest::mouseClick(use, Qt::LeftButton);
    const auto* rows = window_->findChild<QTableView*>(QStringLiteral("preview_rows"));
    QTRY_COMPARE(rows->model()->rowCount(), 2);
    write(folder_->path(), "a.csv", "u,v\n1,2\n3,4\n5,6\n");
    const auto* note = window_->findChild<QLabel*>(QStringLiteral("file_note"));
    QTRY_VERIFY(note->isVisible());
    QTRY_COMPARE(rows->model()->rowCount(), 3);
  }

 private:
  const SyntheticData& synthetic() const {
    return std::get<SyntheticData>(window_->document().experiment().data.source);
  }

  /// The stand-in says no operations; those of the seed network make its figures hold for it.
  void stand_in_speed() {
    window_ = std::make_unique<MainWindow>(
        [](const TrainingRequest& request, EventSink& sink, std::stop_token stop) {
          auto outcome = stand_in::train(request, sink, stop);
          for (RunSummary& run : outcome->runs) run.flop_per_step = 481'280;
          return outcome;
        });
    window_->set_recording(false);
    window_->set_question([](Question) { return Answer::discard; });
    window_->devices().set_devices(stand_in::devices());
    window_->show();
  }

  template <class Widget>
  Widget* shown(const QString& name) const {
    for (auto* widget : window_->findChildren<Widget*>(name))
      if (widget->isVisible()) return widget;
    return nullptr;
  }

  void fill_in_files() {
    for (auto* edit : window_->findChild<DataPanel*>()->findChildren<QLineEdit*>()) {
      if (!edit->isVisible() || !edit->objectName().startsWith(QStringLiteral("data."))) continue;
      if (edit->objectName() == QStringLiteral("data.target")) continue;
      edit->setText(edit->objectName().section(u'.', -1) + QStringLiteral(".bin"));
      emit edit->editingFinished();
    }
  }

  void check_round_trip(const char* name) {
    const Experiment& experiment = window_->document().experiment();
    const auto read = read_experiment(write_experiment(experiment), "test");
    QVERIFY2(read.has_value(), name);
    QVERIFY2(read->experiment.data == experiment.data, name);
  }

  static QString write(const QString& folder, const char* name, const QByteArray& bytes) {
    QFile file(folder + u'/' + QLatin1String(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) return {};
    return file.fileName();
  }

  void drop(const QString& file) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window_.get(), &event);
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::DataEditor)
#include "data_editor.moc"
