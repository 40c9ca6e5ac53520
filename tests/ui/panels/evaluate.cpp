// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/experiment/yaml.h"
#include "core/work/trained_model.h"
#include "ui/models/evaluation_figures.h"
#include "ui/panels/evaluate_panel.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

/// Two features, two classes, and a model that answers with the larger feature.
const char* const sides = R"(accelbench: 1
name: Sides
model: {layers: [{units: 2, activation: linear}]}
data: {source: csv, path: sides.csv, target: side, task: classification, validation_split: 0.0}
training: {loss: categorical_crossentropy, metrics: [accuracy], epochs: 1}
)";

/// One feature, and a model that answers with it.
const char* const line = R"(accelbench: 1
name: Line
model: {layers: [{units: 1, activation: linear}]}
data: {source: csv, path: line.csv, target: y, task: regression, validation_split: 0.0}
training: {loss: mse, epochs: 1}
)";

}  // namespace

/// The page Evaluate, used as a person would.
class EvaluatePage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    folder_ = std::make_unique<QTemporaryDir>();
    // The third sample is answered wrongly: right 5 against left 2.
    write("sides.csv", "a,b,side\n3,1,left\n1,3,right\n2,5,left\n4,0,left\n");
    write("line.csv", "x,y\n1,1\n2,2\n3,5\n");
    keep_weights("sides", sides, {{2, 2, {1, 0, 0, 1}, {0, 0}}});
    keep_weights("line", line, {{1, 1, {1}, {0}}});
    evaluator_ = std::make_unique<Evaluator>();
    page_ = std::make_unique<EvaluatePanel>(*evaluator_);
    page_->set_editor([this] { return SampleChoice{{}, {}, {folder_->path().toStdString(), {}}}; });
    page_->resize(900, 520);
    page_->show();
    QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
  }

  void cleanup() {
    page_.reset();
    evaluator_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void without_weights_the_page_says_what_to_do() {
    QVERIFY(!button("evaluate_now")->isEnabled());
    QVERIFY(!button("save_weights")->isEnabled());
    QVERIFY(label("evaluate_empty")->text().contains(QStringLiteral("Train a model")));
  }

  void classes_are_counted_in_a_matrix_and_the_worst_sample_stands_first() {
    page_->open_weights(path("sides.safetensors"));
    QTest::mouseClick(button("evaluate_now"), Qt::LeftButton);
    wait();
    const auto* matrix = page_->findChild<ConfusionPlot*>(QStringLiteral("confusion"));
    QVERIFY(matrix->isVisible());
    QCOMPARE(matrix->content().counts, (std::vector<std::int64_t>{2, 1, 0, 1}));
    QCOMPARE(matrix->share(0, 1), 1.0 / 3);
    QVERIFY(label("evaluation_figures")->text().contains(QStringLiteral("accuracy 75")));
    const auto* table = page_->findChild<QTableView*>(QStringLiteral("worst"));
    const auto cell = [table](int column) { return table->model()->index(0, column).data(); };
    QCOMPARE(cell(WorstModel::sample).toInt(), 2);
    QCOMPARE(cell(WorstModel::expected).toString(), QStringLiteral("left"));
    QCOMPARE(cell(WorstModel::answered).toString(), QStringLiteral("right"));
    // ln(1 + e^3): the logit of the right class is 3 below the other.
    const double loss = table->model()->index(0, WorstModel::loss).data(value_role).toDouble();
    QVERIFY2(std::abs(loss - std::log1p(std::exp(3.0))) < 1e-12, qPrintable(QString::number(loss, 'g', 17)));
    QCOMPARE(table->model()->headerData(5, Qt::Horizontal).toString(), QStringLiteral("a"));
    QCOMPARE(table->model()->index(0, 6).data(value_role).toDouble(), 5.0);
  }

  void the_matrix_is_copied_and_picture_and_table_are_saved() {
    page_->open_weights(path("sides.safetensors"));
    page_->evaluate();
    wait();
    QTest::mouseClick(button("copy_matrix"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("true \\ predicted\tleft\tright\nleft\t2\t1\nright\t0\t1\n"));
    QVERIFY(page_->view().save_worst(path("worst.csv")));
    const QStringList lines = text_of("worst.csv").split(u'\n');
    QCOMPARE(lines.front(), QStringLiteral("Sample,True,Predicted,Probability,Loss,a,b"));
    QVERIFY2(lines[1].startsWith(QStringLiteral("2,left,right,0.95")), qPrintable(lines[1]));
    for (const char* name : {"picture.png", "picture.svg"}) {
      QVERIFY(page_->view().save_picture(path(name)));
      QVERIFY(QFileInfo(path(name)).size() > 1000);
    }
  }

  void numbers_are_drawn_against_the_truth() {
    page_->open_weights(path("line.safetensors"));
    page_->evaluate();
    wait();
    const auto* scatter = page_->findChild<ScatterPlot*>(QStringLiteral("predictions"));
    QVERIFY(scatter->isVisible());
    QVERIFY(scatter->content().equal_axes);
    QCOMPARE(scatter->content().dots.size(), std::size_t{3});
    QCOMPARE(scatter->content().dots[2], (ScatterDot{5, 3, 2}));
    QVERIFY(!button("copy_matrix")->isEnabled());
    // (0 + 0 + 4) / 3 of the squares.
    QVERIFY2(label("evaluation_figures")->text().contains(QStringLiteral("mse 1.333")),
             qPrintable(label("evaluation_figures")->text()));
  }

  void samples_without_answers_are_predicted_into_a_file() {
    write("new.csv", "b,a\n9,1\n1,9\n");
    page_->open_weights(path("sides.safetensors"));
    page_->use_files({path("new.csv")});  // without answers there is nothing to evaluate: said in place
    wait();
    QVERIFY2(label("evaluate_state")->text().contains(QStringLiteral("side")),
             qPrintable(label("evaluate_state")->text()));
    const QSignalSpy predicted(evaluator_.get(), &Evaluator::predicted);
    page_->findChild<QCheckBox*>(QStringLiteral("all_probabilities"))->click();
    page_->predict_to(path("answers.csv"));
    wait();
    QCOMPARE(predicted.size(), 1);
    const QStringList lines = text_of("answers.csv").split(u'\n');
    QCOMPARE(lines[0], QStringLiteral("class,probability,left,right"));
    QVERIFY(lines[1].startsWith(QStringLiteral("right,0.999")));
    QVERIFY(lines[2].startsWith(QStringLiteral("left,0.999")));
    QVERIFY(label("evaluate_state")->text().contains(QStringLiteral("answers.csv")));
  }

  void files_that_do_not_fit_are_refused_in_place_and_what_was_shown_stays() {
    page_->open_weights(path("sides.safetensors"));
    page_->evaluate();
    wait();
    const auto before = evaluator_->evaluated();
    write("narrow.csv", "a,side\n1,left\n2,right\n");
    page_->use_files({path("narrow.csv")});
    wait();
    QVERIFY2(label("evaluate_state")->text().contains(QStringLiteral("'b'")),
             qPrintable(label("evaluate_state")->text()));
    QCOMPARE(evaluator_->evaluated(), before);
    write("no-table.csv", QByteArray("\x89PNG\r\n\x1a\n\0\0", 10));
    page_->use_files({path("no-table.csv")});
    wait();
    QVERIFY(evaluator_->problem());
    QCOMPARE(evaluator_->evaluated(), before);
  }

  void weights_that_are_none_or_of_another_shape_say_what_to_do() {
    write("fake.safetensors", "not weights at all");
    page_->open_weights(path("fake.safetensors"));
    page_->evaluate();
    wait();
    QVERIFY(evaluator_->problem());
    QVERIFY(label("evaluate_state")->text().contains(QStringLiteral("fake.safetensors")));
    // Weights of a wider model under the texts of this one.
    keep_weights("wide", sides, {{3, 2, {1, 0, 0, 0, 1, 0}, {0, 0}}});
    page_->open_weights(path("wide.safetensors"));
    page_->evaluate();
    wait();
    QVERIFY2(label("evaluate_state")->text().contains(QStringLiteral("3 inputs")),
             qPrintable(label("evaluate_state")->text()));
  }

  void data_that_change_after_the_evaluation_are_told() {
    page_->open_weights(path("sides.safetensors"));
    page_->use_files({path("sides.csv")});
    wait();
    QVERIFY(evaluator_->evaluated() != nullptr);
    write("sides.csv", "a,b,side\n3,1,left\n1,3,right\n");
    QTRY_VERIFY(label("evaluate_state")->text().contains(QStringLiteral("has changed")));
    page_->evaluate();
    wait();
    QCOMPARE(evaluator_->evaluated()->parts.front().found.samples, std::int64_t{2});
  }

  void weights_are_saved_byte_for_byte() {
    page_->open_weights(path("sides.safetensors"));
    page_->save_weights_to(path("saved.safetensors"));
    QTRY_VERIFY(label("evaluate_state")->text().contains(QStringLiteral("saved.safetensors")));
    QCOMPARE(bytes_of("saved.safetensors"), bytes_of("sides.safetensors"));
    page_->save_weights_to(path("no/such/folder/saved.safetensors"));
    QTRY_VERIFY(label("evaluate_state")->text().contains(QStringLiteral("error")));
  }

  void a_task_that_is_cancelled_keeps_nothing_and_the_next_one_runs() {
    QByteArray large("a,b,side\n");
    for (int i = 0; i < 200'000; ++i) large += i % 2 == 0 ? "3,1,left\n" : "1,3,right\n";
    write("large.csv", large);
    page_->open_weights(path("sides.safetensors"));
    page_->use_files({path("large.csv")});
    QVERIFY(evaluator_->busy());
    QTest::mouseClick(button("cancel_evaluation"), Qt::LeftButton);
    QCOMPARE(evaluator_->state(), Evaluator::State::stopping);
    wait();
    QVERIFY(evaluator_->evaluated() == nullptr);
    QVERIFY(!evaluator_->problem());
    page_->evaluate();
    wait();
    QCOMPARE(evaluator_->evaluated()->parts.front().found.samples, std::int64_t{200'000});
  }

  void nothing_is_evaluated_while_something_trains() {
    page_->open_weights(path("sides.safetensors"));
    page_->set_hindrance(QStringLiteral("busy with a training"));
    QVERIFY(!button("evaluate_now")->isEnabled());
    page_->evaluate();
    QVERIFY(!evaluator_->busy());
    page_->set_hindrance({});
    QVERIFY(button("evaluate_now")->isEnabled());
  }

  void dropped_files_are_told_apart() {
    drop({path("line.safetensors"), path("line.csv")});
    wait();
    QCOMPARE(evaluator_->evaluated()->data, QStringLiteral("line.csv"));
    QCOMPARE(evaluator_->evaluated()->parts.front().found.samples, std::int64_t{3});
  }

  void the_table_is_a_sound_model() {
    WorstModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    page_->open_weights(path("sides.safetensors"));
    page_->evaluate();
    wait();
    model.show(evaluator_->evaluated(), 0);
    QCOMPARE(model.rowCount(), 4);
    model.show(nullptr, 0);
    QCOMPARE(model.rowCount(), 0);
  }

 private:
  QString path(const char* name) const { return folder_->filePath(QString::fromUtf8(name)); }
  void write(const char* name, const QByteArray& text) const {
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }
  QByteArray bytes_of(const char* name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  QString text_of(const char* name) const { return QString::fromUtf8(bytes_of(name)); }

  void keep_weights(const char* stem, const char* text, const std::vector<TrainedLayer>& layers) const {
    const auto read = read_experiment(text, stem);
    QVERIFY(read);
    const auto work = make_work(read->experiment, {folder_->path().toStdString(), {}});
    QVERIFY2(work.has_value(), work ? "" : to_string(work.error()).c_str());
    const std::string file = folder_->filePath(QString::fromUtf8(stem)).toStdString() + ".safetensors";
    QVERIFY(write_weights(file, layers, true, model_texts(*work)));
  }

  void drop(const QStringList& files) const {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files) urls << QUrl::fromLocalFile(file);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(page_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(page_.get(), &event);
  }

  void wait() const { QTRY_VERIFY_WITH_TIMEOUT(!evaluator_->busy(), 20'000); }
  QAbstractButton* button(const char* name) const {
    return page_->findChild<QAbstractButton*>(QString::fromUtf8(name));
  }
  QLabel* label(const char* name) const { return page_->findChild<QLabel*>(QString::fromUtf8(name)); }

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<Evaluator> evaluator_;
  std::unique_ptr<EvaluatePanel> page_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::EvaluatePage)
#include "evaluate.moc"
