// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/ui/charts/synthetic_series.h"
#include "ui/charts/board_page.h"
#include "ui/charts/chart_canvas.h"
#include "ui/charts/line_chart.h"
#include "ui/charts/plot_frame.h"
#include "ui/charts/roofline_plot.h"

// Exported drawings opened by other programs, held against the picture that the program itself exports.
namespace accelbench {
namespace {

/// Pixels other than white by this much are drawn on.
constexpr int shade = 48;

bool drawn_on(QRgb pixel) { return qMin(qRed(pixel), qMin(qGreen(pixel), qBlue(pixel))) < 255 - shade; }

/// Whether anything is drawn within two pixels: programs smooth edges each in its way.
bool drawn_near(const QImage& picture, int x, int y) {
  for (int dy = -2; dy <= 2; ++dy)
    for (int dx = -2; dx <= 2; ++dx)
      if (drawn_on(picture.pixel(x + dx, y + dy))) return true;
  return false;
}

/// Share of the drawn pixels of one picture that have none of the other beside them.
double strangers(const QImage& of, const QImage& in) {
  int drawn = 0, lost = 0;
  for (int y = 2; y < of.height() - 2; ++y)
    for (int x = 2; x < of.width() - 2; ++x) {
      if (!drawn_on(of.pixel(x, y))) continue;
      ++drawn;
      lost += drawn_near(in, x, y) ? 0 : 1;
    }
  return drawn == 0 ? 1 : static_cast<double>(lost) / drawn;
}

}  // namespace

class TestExports : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  std::unique_ptr<LineChart> chart_;

  QString file(const QString& name) const { return QDir(folder_.path()).filePath(name); }

  /// What the other program makes of the file; null where it fails.
  QImage opened(const QString& name, QSize size) const {
    const QString made = file(QStringLiteral("made.png"));
    QFile::remove(made);
    if (name.endsWith(QStringLiteral(".svg")))
      QProcess::execute(QStringLiteral("rsvg-convert"), {file(name), QStringLiteral("-o"), made});
    else
      QProcess::execute(QStringLiteral("pdftoppm"),
                        {QStringLiteral("-png"), QStringLiteral("-singlefile"), QStringLiteral("-scale-to-x"),
                         QString::number(size.width()), QStringLiteral("-scale-to-y"),
                         QString::number(size.height()), file(name), made.chopped(4)});
    return QImage(made).convertToFormat(QImage::Format_RGB32);
  }

  void check_against(const QImage& own, const QString& name) {
    const QImage other = opened(name, own.size());
    QCOMPARE(other.size(), own.size());
    // A curve, title or clip that is missing or goes too far is far more than one in a hundred.
    const double missing = strangers(own, other), more = strangers(other, own);
    QVERIFY2(missing < 0.01 && more < 0.01,
             qPrintable(QStringLiteral("%1: %2 missing, %3 more").arg(name).arg(missing).arg(more)));
  }

  void mark(QPoint from, QPoint to) {
    auto& canvas = *chart_->findChild<ChartCanvas*>();
    QTest::mousePress(&canvas, Qt::LeftButton, Qt::ShiftModifier, from);
    QMouseEvent move(QEvent::MouseMove, to, canvas.mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                     Qt::ShiftModifier);
    QApplication::sendEvent(&canvas, &move);
    QTest::mouseRelease(&canvas, Qt::LeftButton, Qt::ShiftModifier, to);
  }

 private slots:
  void initTestCase() {
    apply_theme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::light);
    for (const char* program : {"rsvg-convert", "pdftoppm", "pdffonts"})
      if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
        QSKIP(qPrintable(QStringLiteral("%1 is not installed").arg(QLatin1String(program))));
  }

  void init() {
    chart_ = std::make_unique<LineChart>();
    auto loss = made_series(QStringLiteral("CPU, 1 thread"), 0, 400,
                            [](int i) { return 1.0 / i + 0.01 * ripple(i); });
    auto dashed = made_series(QStringLiteral("CPU & <GPU>"), 1, 400, [](int i) { return 1.4 / i + 0.02; });
    dashed->style.dashed = true;
    chart_->set_title(QStringLiteral("Loss \"here\""));
    chart_->set_y({}, QStringLiteral("mse"));
    chart_->set_best(BestValue::lowest);
    chart_->set_provenance(QStringLiteral("Seed network · work 3f6c · 6 rounds"));
    chart_->set_series({loss, dashed});
    chart_->resize(500, 320);
    chart_->show();
  }

  void other_programs_see_what_is_exported_data() {
    QTest::addColumn<bool>("zoomed");
    QTest::addColumn<bool>("smooth");
    QTest::newRow("all") << false << false;
    QTest::newRow("zoomed") << true << false;  // lines end at the edges of the plot
    QTest::newRow("smooth") << false << true;  // half-transparent lines
  }

  void other_programs_see_what_is_exported() {
    QFETCH(bool, zoomed);
    QFETCH(bool, smooth);
    if (smooth) chart_->set_smoothing(0.9);
    if (zoomed) {
      const QRect plot = chart_->findChild<ChartCanvas*>()->rect();
      mark(QPoint(plot.width() / 8, plot.height() * 2 / 3), plot.center());
      QVERIFY(!chart_->following());
    }
    const QImage own = chart_->export_image(1);
    QCOMPARE(own.size(), LineChart::export_size());
    QVERIFY(chart_->export_svg(file(QStringLiteral("chart.svg"))));
    QVERIFY(chart_->export_pdf(file(QStringLiteral("chart.pdf"))));
    check_against(own, QStringLiteral("chart.svg"));
    check_against(own, QStringLiteral("chart.pdf"));
  }

  /// The exported page shows the stretch that is in sight.
  void what_is_exported_is_what_is_seen() {
    const QRect plot = chart_->findChild<ChartCanvas*>()->rect();
    mark(plot.center(), plot.center() + QPoint(90, 60));
    const PlotFrame page = make_frame(chart_->fresh_content(), QSizeF(900, 400), QFont());
    QCOMPARE(page.x.span.minimum, chart_->visible_x().first);
    QCOMPARE(page.x.span.maximum, chart_->visible_x().second);
    QCOMPARE(page.y.span.minimum, chart_->visible_y().first);
  }

  void fonts_are_in_the_document() {
    QVERIFY(chart_->export_pdf(file(QStringLiteral("chart.pdf"))));
    QProcess fonts;
    fonts.start(QStringLiteral("pdffonts"), {file(QStringLiteral("chart.pdf"))});
    QVERIFY(fonts.waitForFinished());
    const auto lines = fonts.readAllStandardOutput().trimmed().split('\n');
    QVERIFY(lines.size() > 2);  // after two lines of titles, one a font: name, type, encoding, embedded, …
    for (qsizetype i = 2; i < lines.size(); ++i) QVERIFY2(lines[i].contains("  yes "), lines[i].constData());
  }

  void a_board_is_one_picture_with_all_its_charts() {
    RooflinePlot roofline;
    roofline.set_title(QStringLiteral("Roofline"));
    roofline.set_content({{{{QStringLiteral("CPU"), accelerator_color(0), 0, false}, 8, 2e10, {}}},
                          {{QStringLiteral("one core"), 1e11, 1e10}}});
    BoardPage board;
    board.title = QStringLiteral("Seed network");
    board.provenance = QStringLiteral("work 3f6c");
    board.rows = {{{{chart_.get(), nullptr, 2}, {nullptr, &roofline, 1}}, 1},
                  {{{chart_.get(), nullptr, 1}}, 1}};
    const auto picture = page_png(board.page(), board.size(), 1);
    const auto drawing = page_svg(board.page(), board.size());
    QVERIFY(picture && drawing);
    QVERIFY(write_chart_file(file(QStringLiteral("board.svg")), drawing));
    check_against(QImage::fromData(*picture).convertToFormat(QImage::Format_RGB32),
                  QStringLiteral("board.svg"));
    const QByteArray numbers = board.csv();
    QVERIFY(numbers.startsWith("chart,series,step,epoch,time_s,value\n"));
    QCOMPARE(numbers.count('\n'), qsizetype{1 + 2 * 800});  // the chart stands there twice
  }

  /// At 8 FLOP a byte and 10 GB/s the memory gives 80 GFLOP/s at most, at 20 the arithmetic its 100.
  void a_roof_is_a_slope_and_a_flat_part() {
    const Roof roof{QStringLiteral("one core"), 1e11, 1e10};
    QCOMPARE(roof_at(roof, 8), 8e10);
    QCOMPARE(roof_at(roof, 20), 1e11);
    const RooflineSpans spans = roofline_spans({{}, {roof}});
    QVERIFY(spans.x.minimum < 1 && spans.x.maximum > 1);  // the ridge, at 10 FLOP a byte
    QVERIFY(spans.y.maximum > 11);
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestExports)
#include "exports.moc"
