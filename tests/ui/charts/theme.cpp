// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QSet>
#include <QtTest>

#include <algorithm>

#include "ui/theme/outline_style.h"

namespace accelbench {

class TestTheme : public QObject {
  Q_OBJECT

 private slots:
  void contrast_as_the_standard_has_it() {
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
    QVERIFY(qAbs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) <
            0.01);  // the well-known grey that just fails AA
  }

  void texts_can_be_read_in_both_themes() {
    for (const auto choice : {ThemeChoice::light, ThemeChoice::dark}) {
      const QPalette palette = theme_palette(choice);
      QCOMPARE(is_dark(palette), choice == ThemeChoice::dark);
      QVERIFY(contrast(palette.color(QPalette::Text), palette.color(QPalette::Base)) >= 7);
      QVERIFY(contrast(palette.color(QPalette::WindowText), palette.color(QPalette::Window)) >= 7);
      QVERIFY(contrast(palette.color(QPalette::ButtonText), palette.color(QPalette::Button)) >= 7);
      QVERIFY(contrast(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base)) >= 4.5);
      QVERIFY(contrast(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Window)) >= 4);
      QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4);
      QVERIFY(contrast(palette.color(QPalette::Link), palette.color(QPalette::Base)) >= 4.5);
    }
  }

  /// 3 to 1 is what WCAG 2.1 asks of the parts that make a control.
  void outlines_of_fields_can_be_seen_in_both_themes() {
    for (const auto choice : {ThemeChoice::light, ThemeChoice::dark}) {
      const QPalette palette = theme_palette(choice);
      QVERIFY(contrast(outline_color(palette), palette.color(QPalette::Base)) >= 3);
      QVERIFY(contrast(outline_color(palette), palette.color(QPalette::Window)) >=
              (is_dark(palette) ? 3 : 2.5));
    }
  }

  void an_empty_box_to_tick_stands_out_from_a_dark_window() {
    apply_theme(*qApp, ThemeChoice::dark);
    QCheckBox box;
    box.resize(box.sizeHint());
    const QImage picture = box.grab().toImage();
    double strongest = 1;
    for (int x = 0; x < picture.width(); ++x)
      strongest = std::max(strongest, contrast(picture.pixelColor(x, picture.height() / 2),
                                               theme_palette(ThemeChoice::dark).color(QPalette::Window)));
    QVERIFY2(strongest >= 2.5, qPrintable(QString::number(strongest)));
    apply_theme(*qApp, ThemeChoice::light);
  }

  void eight_colours_that_can_be_seen_on_both_backgrounds() {
    QSet<QRgb> colors;
    for (int i = 0; i < 8; ++i) {
      colors.insert(accelerator_color(i).rgb());
      for (const auto choice : {ThemeChoice::light, ThemeChoice::dark})
        QVERIFY(contrast(accelerator_color(i), theme_palette(choice).color(QPalette::Base)) >= 2);
    }
    QCOMPARE(colors.size(), 8);
    QCOMPARE(accelerator_color(0), QColor("#0072B2"));
    QCOMPARE(accelerator_color(8), accelerator_color(0));
    QVERIFY(accelerator_color(-3).isValid());
  }

  void colours_become_readable_but_no_more_than_needed() {
    QCOMPARE(readable_on(Qt::white, QColor("#0072B2"), 2), QColor("#0072B2"));
    const QColor yellow = readable_on(Qt::white, Qt::yellow, 2);
    QVERIFY(contrast(yellow, Qt::white) >= 2 && contrast(yellow, Qt::white) < 2.5);
    QVERIFY(contrast(readable_on(Qt::black, Qt::black, 4.5), Qt::black) >= 4.5);
  }

  void program_is_dressed_and_dressed_again() {
    auto& application = *static_cast<QApplication*>(QApplication::instance());
    apply_theme(application, ThemeChoice::dark);
    QVERIFY(is_dark(QApplication::palette()));
    apply_theme(application, ThemeChoice::light);
    QVERIFY(!is_dark(QApplication::palette()));
    apply_theme(application, ThemeChoice::system);  // the offscreen desktop is light
    QVERIFY(!is_dark(QApplication::palette()));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestTheme)
#include "theme.moc"
