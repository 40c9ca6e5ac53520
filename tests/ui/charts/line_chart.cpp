// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/line_chart.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "tests/ui/charts/synthetic_series.h"
#include "ui/charts/chart_canvas.h"

namespace accelbench {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Pair = std::pair<double, double>;

/// Pixels within 40 of the colour in each channel: antialiased strokes have a core of their true colour.
int pixels_like(const QImage& picture, const QColor& color) {
  int count = 0;
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x) {
      const QColor pixel = picture.pixelColor(x, y);
      const int distance =
          std::max({std::abs(pixel.red() - color.red()), std::abs(pixel.green() - color.green()),
                    std::abs(pixel.blue() - color.blue())});
      if (distance <= 40) ++count;
    }
  return count;
}

bool about(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }

}  // namespace

class TestLineChart : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<LineChart> chart_;
  SeriesPointer first_, second_;
  QTemporaryDir folder_;

  QWidget* canvas() const { return chart_->findChild<ChartCanvas*>(); }
  QPoint center() const { return canvas()->rect().center(); }
  void wheel(QPoint at, int notches, Qt::KeyboardModifiers modifiers = {}) {
    QWheelEvent event(at, canvas()->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(canvas(), &event);
  }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mousePress(canvas(), Qt::LeftButton, modifiers, from);
    for (const QPoint at : {(from + to) / 2, to}) {
      QMouseEvent move(QEvent::MouseMove, at, canvas()->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                       modifiers);
      QApplication::sendEvent(canvas(), &move);
    }
    QTest::mouseRelease(canvas(), Qt::LeftButton, modifiers, to);
  }
  QString file(const char* name) const { return QDir(folder_.path()).filePath(QString::fromLatin1(name)); }

 private slots:
  void initTestCase() {
    apply_theme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::light);
    QLocale::setDefault(QLocale::c());
  }

  void init() {
    QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support propagateSizeHints).*"));
    chart_ = std::make_unique<LineChart>();
    first_ = made_series(QStringLiteral("one"), 0, 100, [](int i) { return 1.0 / i; });
    second_ = made_series(QStringLiteral("two"), 1, 100, [](int i) { return 0.5 + 0.001 * i; });
    chart_->set_title(QStringLiteral("Loss"));
    chart_->set_y({}, QStringLiteral("mse"));
    chart_->set_series({first_, second_});
    chart_->resize(500, 320);
    chart_->show();
    QVERIFY(QTest::qWaitForWindowExposed(chart_.get()));
  }

  void cleanup() {
    chart_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void follows_all_samples_from_zero_to_a_round_number() {
    QVERIFY(chart_->following());
    QCOMPARE(chart_->visible_x(), Pair(0, 100));
    QCOMPARE(chart_->visible_y(), Pair(0, 1));
    for (int i = 101; i <= 130; ++i) first_->append(3 * i, i, 0.01 * i, 0.01);
    chart_->refresh();
    QVERIFY(chart_->visible_x().second >= 130 && chart_->visible_x().second <= 150);
    chart_->set_x(ChartX::step);
    QVERIFY(chart_->visible_x().second >= 390 && chart_->visible_x().second <= 450);
  }

  void refresh_draws_new_samples_only_when_shown() {
    chart_->hide();
    for (int i = 101; i <= 1000; ++i) first_->append(3 * i, i, 0.01 * i, 0.01);
    chart_->refresh();
    QCOMPARE(chart_->visible_x(), Pair(0, 100));
    chart_->show();
    QCOMPARE(chart_->visible_x(), Pair(0, 1000));
  }

  void wheel_zooms_at_the_cursor_and_double_click_follows() {
    wheel(center(), 3);
    QVERIFY(!chart_->following());
    const auto zoomed_to = chart_->visible_x();
    QVERIFY(about(zoomed_to.second - zoomed_to.first, 100 * 0.8 * 0.8 * 0.8, 1e-9));
    first_->append(600, 200, 2, 0.01);
    chart_->refresh();
    QCOMPARE(chart_->visible_x(), zoomed_to);  // new samples do not move what the user looks at
    QTest::mouseDClick(canvas(), Qt::LeftButton, {}, center());
    QVERIFY(chart_->following());
    QCOMPARE(chart_->visible_x(), Pair(0, 200));
  }

  void zooming_out_to_everything_is_following() {
    wheel(center(), 2);
    wheel(center(), -40);
    QVERIFY(chart_->following());
  }

  void many_events_are_laid_out_once() {
    auto& drawn = *chart_->findChild<ChartCanvas*>();
    drawn.grab();
    const auto before = drawn.layouts();
    for (int i = 0; i < 10; ++i) wheel(center(), 1);
    QCOMPARE(drawn.layouts(), before);
    drawn.grab();
    QCOMPARE(drawn.layouts(), before + 1);
    QTest::mousePress(canvas(), Qt::LeftButton, {}, center());
    for (int i = 10; i < 60; ++i) {
      QMouseEvent move(QEvent::MouseMove, center() + QPoint(i, 0), canvas()->mapToGlobal(center()),
                       Qt::NoButton, Qt::LeftButton, {});
      QApplication::sendEvent(canvas(), &move);
    }
    QCOMPARE(drawn.layouts(), before + 1);
    QTest::mouseRelease(canvas(), Qt::LeftButton, {}, center());
  }

  void endless_zoom_stays_drawable() {
    for (int i = 0; i < 100; ++i) wheel(center(), 5);
    const auto x = chart_->visible_x();
    QVERIFY(x.second - x.first > 0);
    QVERIFY(!chart_->grab().isNull());
    for (int i = 0; i < 100; ++i) wheel(center(), 5, Qt::ShiftModifier);
    const auto y = chart_->visible_y();
    QVERIFY(y.second - y.first > 0);
    QVERIFY(!chart_->grab().isNull());
  }

  /// Another height alone, with no new sample and the same marks: as a message bar makes it during a pause.
  void axes_follow_another_size() {
    const QSize size = chart_->size();
    const QImage before = canvas()->grab().toImage();
    chart_->resize(size.width(), size.height() - 20);
    QTRY_VERIFY(canvas()->grab().toImage() != before);
    chart_->resize(size);
    QTRY_COMPARE(canvas()->grab().toImage(), before);
  }

  void drag_pans() {
    wheel(center(), 5);
    const auto before = chart_->visible_x();
    drag(center(), center() + QPoint(60, 0));
    const auto after = chart_->visible_x();
    QVERIFY(after.first < before.first);
    QVERIFY(about(after.second - after.first, before.second - before.first, 1e-9));
    drag(center(), center() + QPoint(2000, 0));
    QCOMPARE(chart_->visible_x().first, 0.0);  // never out of the samples
  }

  void shift_drag_zooms_into_the_rectangle() {
    drag(center() - QPoint(50, 30), center() + QPoint(50, 30), Qt::ShiftModifier);
    QVERIFY(!chart_->following());
    const auto x = chart_->visible_x();
    const auto y = chart_->visible_y();
    QVERIFY(x.second - x.first < 40 && x.second - x.first > 10);
    QVERIFY(y.second - y.first < 0.5);
  }

  void keys_do_what_the_mouse_does() {
    canvas()->setFocus();
    QSignalSpy moved(chart_.get(), &LineChart::cursor_moved);
    QTest::keyClick(canvas(), Qt::Key_Plus);
    QVERIFY(!chart_->following());
    QTest::keyClick(canvas(), Qt::Key_Home);
    QVERIFY(chart_->following());
    QTest::keyClick(canvas(), Qt::Key_Right);
    QCOMPARE(moved.size(), 1);
    QVERIFY(about(moved[0][0].toDouble(), 0.52,
                  1e-12));  // from the middle (50) a fiftieth of 100 to the right, 0.01 s each
    QTest::keyClick(canvas(), Qt::Key_Escape);
    QVERIFY(std::isnan(moved[1][0].toDouble()));
  }

  void cursor_links_charts_by_x_and_by_time() {
    LineChart other;
    other.set_series({first_});
    other.set_x(ChartX::time);
    other.resize(400, 300);
    const QImage before = other.grab().toImage();
    link_cursors({chart_.get(), &other});
    QTest::mouseMove(canvas(), center());
    QMouseEvent move(QEvent::MouseMove, center(), canvas()->mapToGlobal(center()), Qt::NoButton, Qt::NoButton,
                     {});
    QApplication::sendEvent(canvas(), &move);
    QVERIFY(other.grab().toImage() != before);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(canvas(), &leave);
    QCOMPARE(other.grab().toImage(), before);
  }

  void legend_click_hides_and_shows() {
    const auto buttons = chart_->findChildren<QAbstractButton*>();
    QAbstractButton* entry = nullptr;
    for (auto* button : buttons)
      if (button->text() == QStringLiteral("two") && button->isVisible()) entry = button;
    QVERIFY(entry);
    const QColor orange = accelerator_color(1);
    const int drawn = pixels_like(canvas()->grab().toImage(), orange);
    QVERIFY(drawn > 200);
    QTest::mouseClick(entry, Qt::LeftButton);
    QVERIFY(chart_->series_hidden(QStringLiteral("two")));
    QCOMPARE(pixels_like(canvas()->grab().toImage(), orange), 0);
    chart_->set_series({first_, second_});  // hidden by label, also after a new training
    QCOMPARE(pixels_like(canvas()->grab().toImage(), orange), 0);
    chart_->set_series_hidden(QStringLiteral("two"), false);
    QCOMPARE(pixels_like(canvas()->grab().toImage(), orange), drawn);
  }

  void gap_is_not_bridged() {
    auto broken =
        made_series(QStringLiteral("one"), 0, 101, [](int i) { return i > 30 && i < 70 ? nan : 0.5; });
    broken->style.marker = -1;
    chart_->set_series({broken});
    const auto middle = [this] {
      const QImage picture = canvas()->grab().toImage();
      return pixels_like(picture.copy(picture.width() / 2 - 20, 0, 40, picture.height() * 3 / 4),
                         accelerator_color(0));
    };
    QCOMPARE(middle(), 0);
    auto whole = made_series(QStringLiteral("one"), 0, 101, [](int) { return 0.5; });
    chart_->set_series({whole});
    QVERIFY(middle() >= 40);
  }

  void strange_values_are_drawn_or_skipped_but_never_fatal() {
    using Values = std::vector<double>;
    const double infinity = std::numeric_limits<double>::infinity();
    for (const Values& values :
         {Values{}, Values{1}, Values{nan}, Values{0, 0, 0}, Values{nan, nan, nan},
          Values{infinity, -infinity}, Values{1e308, -1e308}, Values{1e-308, 5e-324, 1},
          Values{0, -1, 2, nan, 3}, Values{1e15, 1e15 + 1}, Values(1'000'000, 0.25), Values(1000, nan)})
      for (const bool logarithmic : {false, true}) {
        auto series = made_series(QStringLiteral("odd"), 0, static_cast<int>(values.size()),
                                  [&](int i) { return values[static_cast<std::size_t>(i - 1)]; });
        chart_->set_log_y(logarithmic);
        chart_->set_series({series});
        QVERIFY(!chart_->grab().isNull());
        QVERIFY(chart_->visible_y().second > chart_->visible_y().first);
      }
  }

  void alternating_gaps_stay_drawable() {
    auto gaps =
        made_series(QStringLiteral("one"), 0, 3000, [](int i) { return i % 3 == 0 ? nan : ripple(i); });
    chart_->set_series({gaps});
    QVERIFY(pixels_like(canvas()->grab().toImage(), accelerator_color(0)) > 500);
  }

  void logarithmic_axis_with_zeros_shows_the_rest() {
    auto zeros =
        made_series(QStringLiteral("one"), 0, 100, [](int i) { return i % 10 == 0 ? 0.0 : 100.0 / i; });
    chart_->set_series({zeros});
    chart_->set_log_y(true);
    const auto y = chart_->visible_y();
    QVERIFY(y.first > 0.5 && y.first < 100.0 / 99);  // the least value above 0 is 100/99
    QVERIFY(y.second > 100 && y.second < 200);
    QVERIFY(pixels_like(canvas()->grab().toImage(), accelerator_color(0)) > 200);
  }

  void fixed_bounds_hold() {
    chart_->set_y_range(0, 4);
    QCOMPARE(chart_->visible_y(), Pair(0, 4));
    chart_->set_y_range(0.25, std::nullopt);
    QCOMPARE(chart_->visible_y().first, 0.25);
    chart_->set_y_range(5, 5);
    QVERIFY(chart_->visible_y().second > chart_->visible_y().first);
  }

  void press_beside_the_axes_is_harmless() {
    for (const QPoint at :
         {QPoint(0, 0), QPoint(1, canvas()->height() - 1), QPoint(-5, -5), QPoint(9999, 9999)}) {
      QTest::mouseClick(canvas(), Qt::LeftButton, {}, at);
      QTest::mouseDClick(canvas(), Qt::LeftButton, {}, at);
      wheel(at, 1);
      drag(at, center());
    }
    LineChart empty;
    QTest::mouseClick(empty.findChild<ChartCanvas*>(), Qt::LeftButton);
    QTest::keyClick(empty.findChild<ChartCanvas*>(), Qt::Key_Right);
    QVERIFY(empty.following());
  }

  void theme_is_followed() {
    auto& application = *static_cast<QApplication*>(QApplication::instance());
    const auto corner = [this] { return chart_->grab().toImage().pixelColor(3, 3); };
    const auto canvas_corner = [this] { return canvas()->grab().toImage().pixelColor(2, 2); };
    const QColor dark = theme_palette(ThemeChoice::dark).color(QPalette::Base);
    apply_theme(application, ThemeChoice::dark);
    QTRY_COMPARE(corner(), dark);
    QCOMPARE(canvas_corner(), dark);
    apply_theme(application, ThemeChoice::light);
    QTRY_COMPARE(corner(), QColor(Qt::white));
    QCOMPARE(canvas_corner(), QColor(Qt::white));
  }

  void fits_three_beside_a_panel() {
    QVERIFY(chart_->minimumSizeHint().width() <= 290);
    QVERIFY(chart_->minimumSizeHint().height() <= 220);
  }

  void png_is_on_white_with_every_line_in_any_theme() {
    auto& application = *static_cast<QApplication*>(QApplication::instance());
    apply_theme(application, ThemeChoice::dark);
    chart_->set_provenance(QStringLiteral("work 3f6c · here · today"));
    for (const double scale : {1.0, 2.0, 3.0}) {
      QVERIFY(chart_->export_png(file("chart.png"), scale));
      const QImage picture(file("chart.png"));
      QCOMPARE(picture.size(), LineChart::export_size() * scale);
      QCOMPARE(picture.pixelColor(1, 1), QColor(Qt::white));
      QVERIFY(pixels_like(picture, Qt::white) > picture.width() * picture.height() * 9 / 10);
      for (const int position : {0, 1})
        QVERIFY(pixels_like(picture, accelerator_color(position)) > 800 * scale);
      QCOMPARE(picture.text(QStringLiteral("Description")), QStringLiteral("work 3f6c · here · today"));
    }
    apply_theme(application, ThemeChoice::light);
    QTRY_VERIFY(!is_dark(chart_->palette()));
  }

  void chart_never_shown_can_be_exported() {
    LineChart hidden;
    hidden.set_series({first_});
    QVERIFY(hidden.export_png(file("hidden.png"), 1));
    QVERIFY(pixels_like(QImage(file("hidden.png")), accelerator_color(0)) > 800);
  }

  void svg_and_pdf_are_documents_with_their_title() {
    chart_->set_provenance(QStringLiteral("work 3f6c"));
    QVERIFY(chart_->export_svg(file("chart.svg")));
    QFile svg(file("chart.svg"));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    const QByteArray text = svg.readAll();
    QVERIFY(text.contains("<title>Loss</title>") && text.contains("work 3f6c"));
    QVERIFY(text.contains("aria-label=\"Epoch\"") && !text.contains("<text"));  // outlined, and named
    QVERIFY(text.contains("#0072b2") && text.contains("#e69f00"));
    QVERIFY(chart_->export_pdf(file("chart.pdf")));
    QFile pdf(file("chart.pdf"));
    QVERIFY(pdf.open(QIODevice::ReadOnly));
    const QByteArray bytes = pdf.readAll();
    QVERIFY(bytes.startsWith("%PDF-") && bytes.trimmed().endsWith("%%EOF"));
    QVERIFY(bytes.contains("/MediaBox [0 0 720"));  // 960 px of 1/96 inch are 720 points
  }

  void csv_holds_every_sample_and_reads_back_equal() {
    QLocale::setDefault(QLocale(QLocale::German));
    auto odd = std::make_shared<SampleSeries>();
    odd->style.label = QStringLiteral("a \"b\", c");
    odd->append(1, 0.1, 1e-9, nan);
    chart_->set_series({first_, odd});
    QVERIFY(chart_->export_csv(file("chart.csv")));
    QLocale::setDefault(QLocale::c());
    QFile csv(file("chart.csv"));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const auto lines = csv.readAll().split('\n');
    QCOMPARE(lines.size(), qsizetype{1 + 100 + 1 + 1});
    QCOMPARE(lines[0], QByteArray("series,step,epoch,time_s,value"));
    QCOMPARE(lines[101], QByteArray("\"a \"\"b\"\", c\",1,0.1,1e-09,nan"));
    for (int i = 1; i <= 100; ++i) {
      const auto fields = lines[i].split(',');
      QCOMPARE(fields[0], QByteArray("one"));
      QCOMPARE(fields[2].toDouble(), double(i));
      QVERIFY(fields[4].toDouble() == 1.0 / i);
    }
  }

  void unwritable_place_is_told_with_reason_and_fix() {
    const QString nowhere = file("missing/chart.png");
    for (const Status& status : {chart_->export_png(nowhere, 1), chart_->export_svg(nowhere),
                                 chart_->export_pdf(nowhere), chart_->export_csv(nowhere)}) {
      QVERIFY(!status);
      QCOMPARE(QString::fromStdString(status.error().place), nowhere);
      QVERIFY(!status.error().message.empty() && !status.error().fix.empty());
    }
    for (const double scale : {0.0, -1.0, 1e9, nan}) {
      const Status status = chart_->export_png(file("scale.png"), scale);
      QVERIFY(!status);
      QCOMPARE(status.error().kind, ErrorKind::bad_input);
      QVERIFY(!QFile::exists(file("scale.png")));
    }
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestLineChart)
#include "line_chart.moc"
