// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/session/data_drop.h"
#include "ui/session/data_look.h"
#include "ui/session/known_speed.h"

namespace accelbench {

/// What the window finds out about data, without a window.
class Data : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }
  void init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    folder_ = std::make_unique<QTemporaryDir>();
  }

  void the_beginning_of_data_is_read_in_the_background() {
    DataLook look;
    look.ask(csv_of(write("a.csv", "u,v\n1,2\n3,4\n")), roots(), {});
    QVERIFY(look.found() == nullptr);
    QTRY_VERIFY(look.found() != nullptr);
    QVERIFY(look.found()->has_value());
    QCOMPARE((*look.found())->columns.size(), std::size_t{2});
  }

  /// Two questions one after the other: only the second is answered.
  void answers_to_older_questions_are_dropped() {
    DataLook look;
    look.ask(csv_of(write("a.csv", "u,v\n1,2\n")), roots(), {});
    look.ask(csv_of(write("b.csv", "u,v,w\n1,2,3\n")), roots(), {});
    QTRY_VERIFY(look.found() != nullptr);
    QCOMPARE((*look.found())->columns.size(), std::size_t{3});
  }

  void what_does_not_change_the_rows_asks_nothing() {
    DataLook look;
    DataSpec spec = csv_of(write("a.csv", "u,v\n1,2\n3,4\n"));
    look.ask(spec, roots(), {});
    QTRY_VERIFY(look.found() != nullptr);
    spec.standardize = true;
    spec.validation_split = 0.5;
    look.ask(spec, roots(), {});
    QVERIFY(look.found() != nullptr);
  }

  void a_file_that_changes_is_read_again() {
    DataLook look;
    const QString file = write("a.csv", "u,v\n1,2\n");
    look.ask(csv_of(file), roots(), {});
    QTRY_VERIFY(look.found() != nullptr);
    QSignalSpy changes(&look, &DataLook::file_changed);
    write("a.csv", "u,v,w\n1,2,3\n");
    QTRY_VERIFY(!changes.isEmpty());
    QTRY_COMPARE((*look.found())->columns.size(), std::size_t{3});
  }

  void files_are_told_by_how_they_begin() {
    const Experiment seed = seed_experiment();
    const auto table = look_at_dropped({path(write("a.csv", "u,v\n1,2\n3,4\n"))}, seed);
    QVERIFY(table.has_value());
    QCOMPARE(table->spec.kind(), DataSource::csv);
    QCOMPARE(std::get<CsvData>(table->spec.source).task, Task::regression);
    const auto words = look_at_dropped({path(write("b.csv", "u,kind\n1,cat\n3,dog\n"))}, seed);
    QVERIFY(words.has_value());
    QCOMPARE(std::get<CsvData>(words->spec.source).task, Task::classification);
  }

  /// 2 images of 2 × 2 and their labels; the labels lie beside the images and are found.
  void the_partner_of_a_file_is_found_beside_it() {
    const QString images =
        write("few-images.idx", QByteArray("\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02", 16) + "abcdefgh");
    const auto alone = look_at_dropped({path(images)}, seed_experiment());
    QVERIFY(!alone.has_value());
    QCOMPARE(QString::fromStdString(alone.error().fix), QStringLiteral("drop both files together"));
    write("few-labels.idx", QByteArray("\0\0\x08\x01\0\0\0\x02\x00\x01", 10));
    const auto both = look_at_dropped({path(images)}, seed_experiment());
    QVERIFY2(both.has_value(), both ? "" : both.error().message.c_str());
    QCOMPARE(both->spec.kind(), DataSource::idx);
    QCOMPARE(both->files.size(), std::size_t{2});
    QCOMPARE(both->preview->image->columns, 2);
  }

  void what_is_no_data_is_refused_with_the_fix_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    QTest::newRow("broken archive") << QByteArray("PK\x03\x04 no archive");
    QTest::newRow("broken array") << QByteArray("\x93NUMPY\x01");
    QTest::newRow("gzip of no idx") << QByteArray("\x1f\x8b\x08 no gzip");
  }
  void what_is_no_data_is_refused_with_the_fix() {
    QFETCH(QByteArray, bytes);
    const auto found = look_at_dropped({path(write("odd.csv", bytes))}, seed_experiment());
    if (!found.has_value()) {
      QVERIFY(!found.error().message.empty());
    } else {  // shown with what is wrong with it
      QVERIFY(!found->preview->problems.empty());
    }
  }

  void files_inside_are_taken_as_one_step() {
    ExperimentDocument document;
    make_experiment(document);
    DataDrop drop(document);
    offer(drop, write("a.csv", "u,v\n1,2\n3,4\n"));
    QCOMPARE(drop.state(), DataDrop::State::found);
    QVERIFY(drop.lies_inside());
    drop.take();
    QCOMPARE(drop.state(), DataDrop::State::nothing);
    QCOMPARE(std::get<CsvData>(document.experiment().data.source).path, std::string("a.csv"));
    QCOMPARE(document.experiment().data.validation_split, 0.1);
    document.undo_stack()->undo();
    QVERIFY(document.experiment().data == seed_experiment().data);
  }

  void files_from_elsewhere_are_copied_beside_the_experiment() {
    QTemporaryDir elsewhere;
    ExperimentDocument document;
    make_experiment(document);
    write("a.csv", "taken\n");  // the name is in use: nothing is replaced
    const QString far = write_at(elsewhere.path(), "a.csv", "u,v\n1,2\n3,4\n");
    DataDrop drop(document);
    offer(drop, far);
    QVERIFY(!drop.lies_inside());
    drop.copy_and_take();
    QTRY_COMPARE(drop.state(), DataDrop::State::nothing);
    QCOMPARE(std::get<CsvData>(document.experiment().data.source).path, std::string("a-2.csv"));
    QFile copy(folder_->filePath(QStringLiteral("a-2.csv")));
    QVERIFY(copy.open(QIODevice::ReadOnly));
    QCOMPARE(copy.readAll(), QByteArray("u,v\n1,2\n3,4\n"));
  }

  void files_from_elsewhere_can_be_trusted_where_they_lie() {
    QTemporaryDir elsewhere;
    ExperimentDocument document;
    make_experiment(document);
    const QString far = write_at(elsewhere.path(), "a.csv", "u,v\n1,2\n3,4\n");
    DataDrop drop(document);
    offer(drop, far);
    drop.take();
    const auto shape = data_shape(document.experiment().data, document.roots());
    QVERIFY2(shape.has_value(), shape ? "" : shape.error().message.c_str());
    QCOMPARE(shape->samples, 2);
  }

  void a_copy_that_cannot_be_written_changes_nothing() {
    QTemporaryDir elsewhere;
    ExperimentDocument document;
    make_experiment(document);
    DataDrop drop(document);
    const QString far = write_at(elsewhere.path(), "a.csv", "u,v\n1,2\n3,4\n");
    offer(drop, far);
    QVERIFY(QFile::remove(far));  // gone since it was looked at
    drop.copy_and_take();
    QTRY_COMPARE(drop.state(), DataDrop::State::refused);
    QVERIFY(document.experiment().data == seed_experiment().data);
    QVERIFY(!QFile::exists(folder_->filePath(QStringLiteral("a.csv"))));
  }

  /// 90 rows at 900 samples a second: 0.1 s. Twice the operations a sample: 0.2 s, and it says so.
  void an_epoch_takes_what_was_measured() {
    Experiment experiment = seed_experiment();
    const DataShape shape{100, 10, 1, 0, 0};
    KnownSpeed speed;
    QVERIFY(!speed.epoch_time(experiment, shape));
    RunSummary run;
    run.accelerator = experiment.accelerators.front().id;
    run.samples_per_second = 900;
    run.flop_per_step = 481'280;  // of the seed network, as in the tests of figures
    speed.note(experiment, {run});
    auto time = speed.epoch_time(experiment, shape);
    QCOMPARE(time->seconds, 0.1);
    QCOMPARE(time->basis, EpochTime::Basis::measured);
    experiment.model.layers = {{1, Activation::linear, 0}};  // 4·32·10 instead of 481 280
    time = speed.epoch_time(experiment, shape);
    QCOMPARE(time->basis, EpochTime::Basis::scaled);
    QVERIFY(std::abs(time->seconds - 0.1 * 1280 / 481280) < 1e-12);
  }

  void without_a_training_the_ceiling_is_the_best_case() {
    KnownSpeed speed;
    speed.set_ceiling(1e9, QStringLiteral("this machine"));
    const auto time = speed.epoch_time(seed_experiment(), {100, 10, 1, 0, 0});
    QCOMPARE(time->basis, EpochTime::Basis::ceiling);
    QVERIFY(std::abs(time->seconds - 90 * 481280.0 / 32 / 1e9) < 1e-12);
  }

 private:
  DataRoots roots() const { return {folder_->path().toStdString(), {}}; }
  static std::filesystem::path path(const QString& file) { return file.toStdString(); }
  QString write(const char* name, const QByteArray& bytes) { return write_at(folder_->path(), name, bytes); }
  static QString write_at(const QString& folder, const char* name, const QByteArray& bytes) {
    QFile file(folder + u'/' + QLatin1String(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) return {};
    return file.fileName();
  }
  static DataSpec csv_of(const QString& file) {
    CsvData csv;
    csv.path = file.toStdString();
    DataSpec spec;
    spec.source = csv;
    return spec;
  }
  void make_experiment(ExperimentDocument& document) const {
    QVERIFY(document.save(folder_->filePath(QStringLiteral("e.accel.yaml"))).has_value());
  }
  static void offer(DataDrop& drop, const QString& file) {
    drop.offer({file});
    QTRY_VERIFY(drop.state() != DataDrop::State::reading);
  }

  std::unique_ptr<QTemporaryDir> folder_;
};

}  // namespace accelbench

QTEST_GUILESS_MAIN(accelbench::Data)
#include "data.moc"
