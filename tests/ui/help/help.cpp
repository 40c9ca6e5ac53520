// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "core/experiment/fields.h"
#include "core/settings/fields.h"
#include "ui/help/about_page.h"
#include "ui/help/field_help.h"
#include "ui/help/guide.h"
#include "ui/help/guide_window.h"
#include "ui/help/tour.h"
#include "ui/session/recent_files.h"

// What explains the program, without the window that it explains.
namespace accelbench {

class HelpTest : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support (propagateSizeHints|raise)).*")));
  }

  void every_field_has_two_sentences() {
    const auto is_sentence = [](const QString& text) {
      return text.size() > 5 && text.front().isUpper() && text.endsWith(u'.') &&
             !text.endsWith(QStringLiteral(".."));
    };
    QStringList names;
    for (const Field& field : experiment_fields()) names << QString::fromStdString(field.path);
    for (const Field& field : settings_fields())
      names << QStringLiteral("settings.") + QString::fromStdString(field.path);
    QVERIFY(names.size() > 100);
    for (const QString& name : names) {
      const auto words = field_words(name);
      QVERIFY2(words.has_value(), qPrintable(name));
      QVERIFY2(is_sentence(words->what) || words->what.front().isDigit() || words->what.front() == u'(' ||
                   words->what.front() == u'"',
               qPrintable(words->what));
      QVERIFY2(is_sentence(words->takes), qPrintable(words->takes));
      QVERIFY2(Guide::find(words->chapter) != nullptr, qPrintable(words->chapter));
    }
    const auto batch = field_words(QStringLiteral("training.batch_size"));
    QCOMPARE(batch->what, QStringLiteral("Rows a step; the last batch of an epoch is short, never dropped."));
    QCOMPARE(batch->takes,
             QStringLiteral("It takes a whole number from 1 to 2147483647; left out, it is 32."));
    QCOMPARE(field_words(QStringLiteral("model.layers.3.units"))->key,
             QStringLiteral("model.layers.3.units"));
    QVERIFY(!field_words(QStringLiteral("run_learning_rate")));
    QVERIFY(!field_words(QString()));
  }

  void help_stands_beside_its_field_until_it_is_left() {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* batch = new QLineEdit(&window);
    batch->setObjectName(QStringLiteral("training.batch_size"));
    auto* other = new QLineEdit(&window);
    QToolButton* button = help_button(QStringLiteral("Batch size"), batch, &window);
    QVERIFY(button != nullptr);
    QCOMPARE(button->accessibleName(), QStringLiteral("Help on Batch size"));
    QCOMPARE(help_button(QStringLiteral("Other"), other, &window), nullptr);
    for (QWidget* widget : std::initializer_list<QWidget*>{batch, button, other}) column->addWidget(widget);
    column->addStretch();
    window.resize(700, 300);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    batch->setFocus();
    QTest::mouseClick(button, Qt::LeftButton);
    const FieldHelp* help = FieldHelp::in_sight(window);
    QVERIFY(help != nullptr);
    QVERIFY(window.rect().contains(help->geometry()));
    QCOMPARE(help->findChild<QLabel*>(QStringLiteral("field_help_key"))->text(),
             QStringLiteral("training.batch_size"));
    QVERIFY(batch->hasFocus());  // a person goes on typing
    QTest::keyClick(batch, Qt::Key_Escape);
    QCOMPARE(FieldHelp::in_sight(window), nullptr);
    for (QWidget* left_by : std::initializer_list<QWidget*>{other, &window}) {
      QVERIFY(FieldHelp::show_for(batch));
      QTest::mouseClick(left_by, Qt::LeftButton);
      QCOMPARE(FieldHelp::in_sight(window), nullptr);
    }
    batch->setFocus();
    QVERIFY(FieldHelp::show_for(batch));
    other->setFocus();
    QCOMPARE(FieldHelp::in_sight(window), nullptr);
    QVERIFY(!FieldHelp::show_for(other));
  }

  void the_guide_is_whole() {
    QVERIFY(Guide::chapters().size() >= 11);
    static const QRegularExpression link(QStringLiteral("\\]\\(([^)#]*)(#[^)]*)?\\)"));
    for (const Guide::Chapter& chapter : Guide::chapters()) {
      QVERIFY2(!chapter.headings.empty(), qPrintable(chapter.name));
      auto at = link.globalMatch(chapter.text);
      while (at.hasNext()) {
        const QString target = at.next().captured(1);
        if (target.isEmpty() || target.contains(QStringLiteral("://")) ||
            target.startsWith(QStringLiteral("../")))
          continue;
        QVERIFY2(QFile::exists(QStringLiteral(":/guide/") + target),
                 qPrintable(chapter.name + QStringLiteral(" → ") + target));
      }
    }
    QCOMPARE(Guide::anchor_of(QStringLiteral("What stands where")), QStringLiteral("what-stands-where"));
  }

  void the_guide_is_searched() {
    const auto hits = Guide::search(QStringLiteral("FEISTEL"));
    QVERIFY(!hits.empty());
    QVERIFY(std::ranges::any_of(hits,
                                [](const Guide::Hit& hit) { return hit.chapter == QStringLiteral("work"); }));
    for (const Guide::Hit& hit : hits)
      QVERIFY(hit.line.contains(QStringLiteral("feistel"), Qt::CaseInsensitive));
    QVERIFY(Guide::search(QStringLiteral("feistel zebra")).empty());
    QVERIFY(Guide::search(QStringLiteral("  ")).empty());
    QCOMPARE(Guide::search(QStringLiteral("e"), 7).size(), std::size_t{7});
  }

  void the_guide_is_read_by_keyboard() {
    GuideWindow guide;
    guide.setAttribute(Qt::WA_DeleteOnClose, false);
    guide.show();
    QVERIFY(QTest::qWaitForWindowExposed(&guide));
    auto* search = guide.findChild<QLineEdit*>(QStringLiteral("guide_search"));
    auto* contents = guide.findChild<QTreeWidget*>(QStringLiteral("guide_contents"));
    auto* text = guide.findChild<QTextBrowser*>(QStringLiteral("guide_text"));
    QCOMPARE(contents->topLevelItemCount(), static_cast<int>(Guide::chapters().size()));
    QTest::keyClicks(search, QStringLiteral("feistel"));
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(guide.chapter(), contents->topLevelItem(0)->data(0, Qt::UserRole).toString());
    QVERIFY(text->toPlainText().contains(QStringLiteral("feistel"), Qt::CaseInsensitive));
    QVERIFY(!text->extraSelections().isEmpty());
    QTest::keyClicks(search, QStringLiteral("zebra"));
    QVERIFY(contents->topLevelItem(0)->text(0).startsWith(QStringLiteral("Nothing found")));
    QTest::keyClick(&guide, Qt::Key_Escape);
    QVERIFY(search->text().isEmpty() && guide.isVisible());
    QTest::keyClick(&guide, Qt::Key_Escape);
    QVERIFY(!guide.isVisible());
  }

  void every_chapter_is_shown() {
    GuideWindow guide;
    guide.setAttribute(Qt::WA_DeleteOnClose, false);
    guide.show();
    for (const Guide::Chapter& chapter : Guide::chapters()) {
      guide.show_chapter(chapter.name);
      auto* text = guide.findChild<QTextBrowser*>(QStringLiteral("guide_text"));
      QVERIFY(text->toPlainText().startsWith(chapter.title));
    }
  }

  void a_tour_is_walked_by_keyboard_and_dismissed_for_ever() {
    QSettings(window_settings_file(), QSettings::IniFormat).remove(QStringLiteral("tour_dismissed"));
    QVERIFY(!Tour::was_dismissed());
    QWidget window;
    window.resize(800, 500);
    QLabel target(QStringLiteral("Target"), &window);
    target.setGeometry(20, 20, 100, 40);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const auto step = [&](const char* title) {
      return Tour::Step{&target, QLatin1String(title), QStringLiteral("Words."), {}};
    };
    QPointer<Tour> tour = new Tour({step("One"), step("Two"), step("Three")}, &window);
    auto* card = tour->findChild<QWidget*>(QStringLiteral("tour_card"));
    QVERIFY(!card->geometry().intersects(target.geometry()));
    QVERIFY(tour->rect().contains(card->geometry()));
    QWidget* next = tour->findChild<QPushButton*>(QStringLiteral("tour_next"));
    QVERIFY(next->hasFocus());
    QTest::keyClick(next, Qt::Key_Right);
    QCOMPARE(tour->step(), 1);
    QTest::keyClick(next, Qt::Key_Left);
    QCOMPARE(tour->step(), 0);
    QTest::keyClick(next, Qt::Key_Return);
    QTest::keyClick(next, Qt::Key_Space);
    QCOMPARE(tour->step(), 2);
    for (int i = 0; i < 4; ++i) {
      QTest::keyClick(window.focusWidget(), Qt::Key_Tab);
      QVERIFY(tour->isAncestorOf(window.focusWidget()));
    }
    window.resize(500, 400);
    QTRY_COMPARE(tour->size(), window.size());
    QTest::keyClick(tour, Qt::Key_Escape);
    QTRY_VERIFY(tour.isNull());
    QVERIFY(Tour::was_dismissed());
  }

  void about_tells_versions_devices_and_licences() {
    DeviceList devices;
    AboutPage page(devices);
    Device device;
    device.id = "cuda";
    device.name = "NVIDIA GPU";
    device.reason = "no <driver>";
    devices.set_devices({device});
    auto* text = page.findChild<QTextBrowser*>(QStringLiteral("about_text"));
    for (const QString& part :
         {QStringLiteral("Accelbench"), QStringLiteral("SQLite"), QString::fromLatin1(qVersion()),
          QStringLiteral("oneDNN"), QStringLiteral("NVIDIA GPU: no <driver>"),
          QStringLiteral("General Public License")})
      QVERIFY2(text->toPlainText().contains(part), qPrintable(part));
    page.findChild<QPushButton*>(QStringLiteral("about_licence"))->click();
    QVERIFY(text->toPlainText().contains(QStringLiteral("Accelbench is free software")));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::HelpTest)
#include "help.moc"
