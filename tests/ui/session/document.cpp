// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "ui/session/experiment_document.h"
#include "ui/session/experiment_paths.h"
#include "ui/session/recent_files.h"

namespace accelbench {

namespace {

const Field<std::int64_t> epochs(
    "training.epochs", [](auto& e) -> auto& { return e.training.epochs; });
const Field<std::int64_t> batch(
    "training.batch_size", [](auto& e) -> auto& { return e.training.batch_size; });
const Field<DataSourceSpec> source(
    "data.source", [](auto& e) -> auto& { return e.data.source; });

}  // namespace

class Document : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void starts_with_the_seed_experiment_unchanged() {
    const ExperimentDocument document;
    QVERIFY(document.experiment() == seed_experiment());
    QVERIFY(!document.is_modified());
    QVERIFY(document.file_path().isEmpty());
    QVERIFY(document.problems().empty());
  }

  void undo_and_redo_go_back_and_forth() {
    ExperimentDocument document;
    document.set<std::int64_t>(epochs, 7, QStringLiteral("a"));
    document.set<std::int64_t>(batch, 9, QStringLiteral("b"));
    document.undo_stack()->undo();
    QCOMPARE(document.experiment().training.epochs, 7);
    QCOMPARE(document.experiment().training.batch_size, 32);
    document.undo_stack()->undo();
    QVERIFY(document.experiment() == seed_experiment());
    QVERIFY(!document.is_modified());
    document.undo_stack()->redo();
    QCOMPARE(document.experiment().training.epochs, 7);
  }

  void edits_of_one_field_merge_and_others_do_not() {
    ExperimentDocument document;
    for (const std::int64_t value : {101, 102, 103})
      document.set(epochs, value, QStringLiteral("e"), Merge::yes);
    QCOMPARE(document.undo_stack()->count(), 1);
    document.set<std::int64_t>(batch, 64, QStringLiteral("b"), Merge::yes);
    QCOMPARE(document.undo_stack()->count(), 2);
    document.undo_stack()->undo();
    document.undo_stack()->undo();
    QCOMPARE(document.experiment().training.epochs, 100);
  }

  void merging_back_to_the_old_value_leaves_no_step() {
    ExperimentDocument document;
    document.set<std::int64_t>(epochs, 101, QStringLiteral("e"), Merge::yes);
    document.set<std::int64_t>(epochs, 100, QStringLiteral("e"), Merge::yes);
    QCOMPARE(document.undo_stack()->count(), 0);
    QVERIFY(!document.is_modified());
  }

  void setting_the_same_value_is_no_edit() {
    ExperimentDocument document;
    QSignalSpy changed(&document, &ExperimentDocument::changed);
    document.set<std::int64_t>(epochs, 100, QStringLiteral("e"));
    QCOMPARE(changed.count(), 0);
    QCOMPARE(document.undo_stack()->count(), 0);
  }

  void undo_of_another_source_brings_its_values_back() {
    ExperimentDocument document;
    document.set<DataSourceSpec>(
        source, CsvData{.path = "a.csv", .target = {}, .header = {}, .delimiter = {}}, QStringLiteral("s"));
    QVERIFY(std::holds_alternative<CsvData>(document.experiment().data.source));
    document.undo_stack()->undo();
    QVERIFY(document.experiment() == seed_experiment());
  }

  void problems_are_found_by_key() {
    ExperimentDocument document;
    document.set<std::int64_t>(epochs, 0, QStringLiteral("e"));
    QVERIFY(!document.problem_at(QStringLiteral("training.epochs")).isEmpty());
    QVERIFY(document.problem_at(QStringLiteral("training.batch_size")).isEmpty());
    document.undo_stack()->undo();
    QVERIFY(document.problems().empty());
  }

  void save_and_open_give_an_equal_experiment() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("a.accel.yaml"));
    ExperimentDocument document;
    document.set<std::int64_t>(epochs, 12, QStringLiteral("e"));
    QVERIFY(document.is_modified());
    QVERIFY(document.save(file));
    QVERIFY(!document.is_modified());
    ExperimentDocument other;
    QVERIFY(other.open(file).empty());
    QVERIFY(other.experiment() == document.experiment());
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
  }

  void comments_of_an_opened_file_stay() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("a.accel.yaml"));
    ExperimentDocument document;
    QVERIFY(document.save(file));
    QFile text(file);
    QVERIFY(text.open(QIODevice::Append));
    text.write("# kept\n");
    text.close();
    QVERIFY(document.open(file).empty());
    document.set<std::int64_t>(epochs, 13, QStringLiteral("e"));
    QVERIFY(document.save(file));
    QVERIFY(text.open(QIODevice::ReadOnly));
    QVERIFY(text.readAll().contains("# kept"));
  }

  void what_cannot_be_opened_changes_nothing() {
    const QTemporaryDir folder;
    QFile bad(folder.filePath(QStringLiteral("bad.accel.yaml")));
    QVERIFY(bad.open(QIODevice::WriteOnly));
    bad.write("accelbench: 1\nnonsense: true\n");
    bad.close();
    ExperimentDocument document;
    const auto errors = document.open(bad.fileName());
    QVERIFY(!errors.empty());
    QVERIFY(QString::fromStdString(errors.front().place).contains(QStringLiteral("bad.accel.yaml")));
    QVERIFY(document.experiment() == seed_experiment());
    QVERIFY(document.file_path().isEmpty());
    QVERIFY(!document.open(folder.filePath(QStringLiteral("missing"))).empty());
  }

  void saving_into_a_missing_folder_says_so_and_stays_modified() {
    const QTemporaryDir folder;
    ExperimentDocument document;
    document.set<std::int64_t>(epochs, 12, QStringLiteral("e"));
    const Status saved = document.save(folder.filePath(QStringLiteral("no/such/a.accel.yaml")));
    QVERIFY(!saved);
    QVERIFY(document.is_modified());
    QVERIFY(document.file_path().isEmpty());
  }

  void relative_paths_hold_after_save_as() {
    Experiment experiment = seed_experiment();
    experiment.data.source = CsvData{.path = "data/a.csv", .target = {}, .header = {}, .delimiter = {}};
    move_paths(experiment, "/x/y", "/x");
    QCOMPARE(std::get<CsvData>(experiment.data.source).path, std::string("y/data/a.csv"));
    move_paths(experiment, "/x", "/elsewhere");
    QCOMPARE(std::get<CsvData>(experiment.data.source).path, std::string("/x/y/data/a.csv"));
  }

  void recent_files_are_newest_first_without_doubles() {
    clear_recent_files();
    for (const char* name : {"/a", "/b", "/a"}) add_recent_file(QLatin1String(name));
    QCOMPARE(recent_files(), QStringList({QStringLiteral("/a"), QStringLiteral("/b")}));
    clear_recent_files();
    QVERIFY(recent_files().isEmpty());
  }
};

}  // namespace accelbench

QTEST_GUILESS_MAIN(accelbench::Document)
#include "document.moc"
