// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QTest>

#include "ui/models/preview_figures.h"
#include "ui/models/preview_model.h"

namespace accelbench {

namespace {

/// Three samples of u and v with a class: v of the second is a word.
std::shared_ptr<const Preview> three_rows() {
  Preview made;
  PreviewColumn u{"u", ColumnRole::feature, 3, 0, 0, {}, 1.0, 5.0, 3.0, 1.5, {1, 1, 1}, {}};
  PreviewColumn v{"v", ColumnRole::feature, 2, 0, 1, {"t.csv:3"}, 2.0, 6.0, 4.0, 2.0, {1, 1}, {}};
  PreviewColumn kind{"kind", ColumnRole::label, 3, 0, 0, {}, {}, {}, {}, {}, {1, 2}, {"ant", "cat"}};
  made.columns = {u, v, kind};
  made.rows = {{{"1", false}, {"2", false}, {"cat", false}},
               {{"3", false}, {"x", true}, {"ant", false}},
               {{"5", false}, {"6", false}, {"cat", false}}};
  const float none = std::numeric_limits<float>::quiet_NaN();
  made.plotted = {1, 2, 1, 3, none, 0, 5, 6, 1};
  made.plotted_rows = 3;
  return std::make_shared<const Preview>(std::move(made));
}

}  // namespace

class PreviewModels : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void rows_stand_as_they_will_be_read() {
    PreviewModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.show(three_rows());
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.columnCount(), 3);
    QCOMPARE(model.index(2, 1).data().toString(), QStringLiteral("6"));
    QCOMPARE(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("kind"));
    QVERIFY(!model.index(0, 1).data(Qt::ForegroundRole).isValid());
    QVERIFY(model.index(1, 1).data(Qt::ForegroundRole).isValid());  // a word among numbers
    model.show(nullptr);
    QCOMPARE(model.columnCount(), 0);
  }

  void columns_are_summed_up_in_words() {
    const auto preview = three_rows();
    QCOMPARE(column_summary(preview->columns[0]), QStringLiteral("feature · 1 … 5 · mean 3, deviation 1.5"));
    QCOMPARE(column_summary(preview->columns[1]),
             QStringLiteral("feature · 2 … 6 · mean 4, deviation 2 · 1 refused · first at t.csv:3"));
    QCOMPARE(column_summary(preview->columns[2]), QStringLiteral("class · 2 classes"));
  }

  void a_scatter_leaves_out_what_cannot_be_read() {
    const ScatterContent content = scatter_of(*three_rows(), 0, 1);
    QCOMPARE(content.dots.size(), std::size_t{2});
    QVERIFY((content.dots[1] == ScatterDot{5, 6, 1}));
    QCOMPARE(content.classes.size(), std::size_t{2});
    QCOMPARE(content.x_name, QStringLiteral("u"));
    QCOMPARE(scatter_of(*three_rows(), 0, 7).dots.size(), std::size_t{0});
  }

  void a_histogram_of_classes_has_their_names() {
    const HistogramContent content = histogram_of(three_rows()->columns[2]);
    QCOMPARE(content.counts, (std::vector<std::int64_t>{1, 2}));
    QCOMPARE(content.names[1], QStringLiteral("cat"));
  }

  /// Pictures of nothing, of one value and of one sample are drawn without a warning.
  void pictures_of_little_are_drawn() {
    HistogramPlot histogram;
    ScatterPlot scatter;
    ImagePlot images;
    for (Figure* figure : std::initializer_list<Figure*>{&histogram, &scatter, &images}) {
      figure->resize(300, 200);
      QVERIFY(!figure->grab().isNull());
    }
    histogram.set_content({{7}, {}, 2, 2});
    scatter.set_content(
        {QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z"), {{1, 1, 1}}, {}, true});
    images.set_content({1, 1, {0.5F}, {}});
    for (Figure* figure : std::initializer_list<Figure*>{&histogram, &scatter, &images})
      QVERIFY(!figure->grab().isNull());
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::PreviewModels)
#include "preview.moc"
