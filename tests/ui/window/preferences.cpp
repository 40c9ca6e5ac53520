// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/preferences_page.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/stand_in.h"
#include "ui/help/field_help.h"
#include "ui/help/guide_window.h"
#include "ui/help/tour.h"
#include "ui/main_window.h"
#include "ui/session/recent_files.h"
#include "ui/theme/theme.h"

// Preferences, help and About inside the window.
namespace accelbench {

class Preferences : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support (propagateSizeHints|raise)).*")));
    QFile::remove(window_settings_file());
    folder_ = std::make_unique<QTemporaryDir>();
    apply_theme(application(), ThemeChoice::light);
    window_ = std::make_unique<MainWindow>(stand_in::train);
    window_->set_recording(false);
    window_->devices().set_devices(stand_in::devices());
    window_->resize(1280, 800);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void are_opened_and_left_by_keyboard() {
    window_->follow_settings(path());
    QTest::keyClick(window_.get(), Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(page() != nullptr && page()->isVisible());
    QVERIFY(!window_->charts().isVisible());
    QTest::keyClick(page(), Qt::Key_Escape);
    QVERIFY(!page()->isVisible());
    QVERIFY(window_->charts().isVisible());
  }

  void a_theme_is_chosen_written_and_undone() {
    open();
    auto* theme = child<QComboBox>("settings.theme");
    QTest::keyClick(theme, Qt::Key_End);
    emit theme->activated(theme->currentIndex());
    QCOMPARE(read(), QStringLiteral("theme: dark\n"));
    QVERIFY(is_dark(QApplication::palette()));
    press("preferences_undo");
    QCOMPARE(read(), QString());
    QCOMPARE(theme->currentText(), QStringLiteral("As the system"));
    press("preferences_redo");
    QVERIFY(is_dark(QApplication::palette()));
    // The same choice in the View menu is written where it stands.
    action(QStringLiteral("&Light"))->trigger();
    QCOMPARE(read(), QStringLiteral("theme: light\n"));
    QVERIFY(!is_dark(QApplication::palette()));
    QCOMPARE(theme->currentText(), QStringLiteral("Light"));
  }

  void a_program_that_is_no_path_is_refused_beside_its_field() {
    open();
    auto* keras = child<QLineEdit>("settings.interpreters.keras");
    keras->setFocus();
    QTest::keyClicks(keras, QStringLiteral("bin/python"));
    QTest::keyClick(keras, Qt::Key_Return);
    auto* note = child<QLabel>("note.interpreters.keras");
    QVERIFY(note->isVisible());
    QVERIFY2(note->text().contains(QStringLiteral("begin it with /")), qPrintable(note->text()));
    QVERIFY(!QFile::exists(file()));
    QCOMPARE(keras->text(), QStringLiteral("bin/python"));  // to be mended
    keras->selectAll();
    QTest::keyClicks(keras, QStringLiteral("/opt/python"));
    QTest::keyClick(keras, Qt::Key_Return);
    QVERIFY(!note->isVisible());
    QCOMPARE(read(), QStringLiteral("interpreters:\n  keras: \"/opt/python\"\n"));
  }

  void trusted_folders_are_added_and_removed() {
    const QString data = folder_->filePath(QStringLiteral("data"));
    window_->document().trust_folder(data.toStdString());
    open();
    press("root_keep");
    QTRY_COMPARE(child<QListWidget>("settings.trusted_roots")->count(), 1);
    QVERIFY(read().contains(data));
    QVERIFY(page()->findChild<QPushButton*>(QStringLiteral("root_keep")) == nullptr ||
            !child<QPushButton>("root_keep")->isVisible());
    child<QListWidget>("settings.trusted_roots")->setCurrentRow(0);
    press("root_remove");
    QCOMPARE(read(), QString());
  }

  /// The same file, the same list: what the command line may read the window may read.
  void data_in_a_trusted_folder_are_read() {
    const QString data = folder_->filePath(QStringLiteral("data"));
    QVERIFY(QDir().mkpath(data));
    write(data + QStringLiteral("/t.csv"), "a,y\n1,2\n3,4\n5,6\n7,8\n");
    const QString experiment = folder_->filePath(QStringLiteral("own/t.accel.yaml"));
    QVERIFY(QDir().mkpath(folder_->filePath(QStringLiteral("own"))));
    write(experiment, "accelbench: 1\nname: t\nmodel: {layers: [{units: 1}]}\ndata: {source: csv, path: " +
                          data.toUtf8() + "/t.csv}\n");
    QVERIFY(window_->open_file(experiment));
    auto* status = window_->findChild<QLabel*>(QStringLiteral("preview_status"));
    QTRY_VERIFY2(status->text().contains(QStringLiteral("outside")), qPrintable(status->text()));
    write(file(), "trusted_roots: [" + data.toUtf8() + "]\n");
    window_->follow_settings(path());
    QTRY_VERIFY2(!status->text().contains(QStringLiteral("outside")), qPrintable(status->text()));
    write(file(), "");
    QTRY_VERIFY2(status->text().contains(QStringLiteral("outside")), qPrintable(status->text()));
  }

  void clusters_are_named_and_edited_below_their_table() {
    open();
    choose_kind("cluster_add_h2o");
    auto* table = child<QTableWidget>("settings.clusters");
    QCOMPARE(table->rowCount(), 1);
    type("cluster.h2o", QStringLiteral("http://10.0.0.5:54321"));
    QTRY_VERIFY(read().contains(QStringLiteral("10.0.0.5")));
    QCOMPARE(table->item(0, 1)->text(), QStringLiteral("H2O at http://10.0.0.5:54321"));
    table->item(0, 0)->setText(QStringLiteral("lab"));
    QTRY_VERIFY(read().contains(QStringLiteral("lab")));
    type("cluster.h2o", QStringLiteral("10.0.0.5"));
    QTRY_VERIFY(child<QLabel>("note.clusters")->isVisible());
    QVERIFY(read().contains(QStringLiteral("http://10.0.0.5:54321")));
    table->setCurrentCell(0, 0);
    press("cluster_remove");
    QCOMPARE(read(), QString());
  }

  void hosts_stand_one_a_line_with_their_ranks() {
    open();
    choose_kind("cluster_add_hosts");
    auto* hosts = child<QPlainTextEdit>("cluster.hosts");
    QVERIFY(hosts->isVisible() && !child<QLineEdit>("cluster.h2o")->isVisible());
    hosts->setFocus();
    hosts->selectAll();
    QTest::keyClicks(hosts, QStringLiteral("node1 8"));
    QTest::keyClick(hosts, Qt::Key_Return);
    QTest::keyClicks(hosts, QStringLiteral("node2"));
    type("cluster.mpirun_arguments", QStringLiteral("--mca btl \"tcp, self\""));
    QTRY_VERIFY(read().contains(QStringLiteral("node2")));
    const ClusterSettings& cluster = window_->settings().settings().clusters.at("cluster");
    QCOMPARE(cluster.hosts, (std::vector<ClusterHost>{{"node1", 8}, {"node2", 1}}));
    QTRY_COMPARE(cluster.mpirun_arguments, (std::vector<std::string>{"--mca", "btl", "tcp, self"}));
    QCOMPARE(child<QLineEdit>("cluster.mpirun_arguments")->text(), QStringLiteral("--mca btl \"tcp, self\""));
    QCOMPARE(child<QTableWidget>("settings.clusters")->item(0, 1)->text(),
             QStringLiteral("2 host(s), 9 rank(s)"));
    hosts->setFocus();
    hosts->selectAll();
    QTest::keyClicks(hosts, QStringLiteral("node1 0"));
    child<QLineEdit>("cluster.program")->setFocus();
    QTRY_VERIFY(child<QLabel>("note.clusters")->isVisible());
    QCOMPARE(window_->settings().settings().clusters.at("cluster").hosts.size(), std::size_t{2});
  }

  void slurm_has_its_own_fields() {
    open();
    choose_kind("cluster_add_slurm");
    QVERIFY(!child<QPlainTextEdit>("cluster.hosts")->isVisible());
    type("cluster.slurm.partition", QStringLiteral("short"));
    QTRY_VERIFY(read().contains(QStringLiteral("partition: short")));
    QCOMPARE(window_->settings().settings().clusters.at("cluster").slurm->partition, std::string("short"));
    QCOMPARE(child<QTableWidget>("settings.clusters")->item(0, 1)->text(),
             QStringLiteral("Slurm, partition short"));
    press("preferences_undo");
    QTRY_VERIFY(!read().contains(QStringLiteral("partition: short")));
  }

  void a_file_broken_by_hand_is_mended_in_place() {
    write(file(), "theme: light\n");
    open();
    write(file(), "theme: light\ninterpreter: {keras: /a}\n");
    auto* problems = child<QFrame>("preferences_problems");
    QTRY_VERIFY(problems->isVisible());
    QVERIFY(window_->messages().text().contains(QStringLiteral("settings.yaml:2:1")));
    const QString text = problems->findChildren<QLabel*>().at(1)->text();
    QVERIFY2(
        text.contains(QStringLiteral(":2:1: error: interpreter: unknown key; did you mean 'interpreters'?")),
        qPrintable(text));
    QVERIFY(!child<QComboBox>("settings.theme")->isEnabled());
    press("problem_reset");
    QTRY_VERIFY(!problems->isVisible());
    QCOMPARE(read(), QStringLiteral("theme: light\n"));
    QVERIFY(!window_->messages().isVisible());
    QVERIFY(child<QComboBox>("settings.theme")->isEnabled());
  }

  void every_widget_has_a_name() {
    open();
    for (const QWidget* widget : page()->findChildren<QWidget*>()) {
      const bool of_something = qobject_cast<QScrollArea*>(widget->parentWidget()) != nullptr ||
                                qobject_cast<QAbstractItemView*>(widget->parentWidget()) != nullptr;
      if ((widget->focusPolicy() & Qt::TabFocus) == 0 || of_something) continue;
      const auto* button = qobject_cast<const QAbstractButton*>(widget);
      QVERIFY2(!widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty()) ||
                   qobject_cast<const QScrollArea*>(widget) != nullptr,
               qPrintable(widget->objectName() + QLatin1String(widget->metaObject()->className())));
    }
  }

  void f1_explains_the_field_and_then_opens_the_guide() {
    auto* batch = window_->findChild<QWidget*>(QStringLiteral("training.batch_size"));
    batch->setFocus();
    QTest::keyClick(window_.get(), Qt::Key_F1);
    FieldHelp* help = FieldHelp::in_sight(*window_);
    QVERIFY(help != nullptr);
    QCOMPARE(help->words().key, QStringLiteral("training.batch_size"));
    QTest::keyClick(window_.get(), Qt::Key_F1);
    auto* guide = window_->findChild<GuideWindow*>();
    QVERIFY(guide != nullptr && guide->isVisible());
    QCOMPARE(guide->chapter(), QStringLiteral("training"));
    guide->close();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }

  void the_tour_points_at_four_things_in_sight() {
    window_->offer_tour();
    auto* tour = window_->findChild<Tour*>();
    QVERIFY(tour != nullptr);
    for (int step = 0; step < 4; ++step) {
      QCOMPARE(tour->step(), step);
      save(QStringLiteral("tour_%1").arg(step));
      if (step < 3) tour->go_on();
    }
    tour->go_on();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(window_->findChild<Tour*>() == nullptr);
    window_->offer_tour();
    QVERIFY(window_->findChild<Tour*>() == nullptr);  // for ever
  }

  void diagnostics_are_copied() {
    action(QStringLiteral("&Copy diagnostics"))->trigger();
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.contains(QStringLiteral("cuda NVIDIA GPU: not usable: this build has no CUDA engine yet")),
             qPrintable(text));
    QVERIFY(window_->messages().text().contains(QStringLiteral("clipboard")));
  }

  void pages_are_drawn_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::newRow("small_light") << QSize(1280, 800) << false;
    QTest::newRow("small_dark") << QSize(1280, 800) << true;
    QTest::newRow("large_light") << QSize(1920, 1080) << false;
  }

  void pages_are_drawn() {
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    write(file(), QByteArray("theme: ") + (dark ? "dark" : "light") +
                      "\ntrusted_roots: [/data/tables]\njava: /usr/lib/jvm/default/bin/java\n"
                      "clusters: {lab: {h2o: \"http://10.0.0.5:54321\", user: someone}}\n");
    window_->resize(size);
    open();
    QTest::qWait(50);
    QVERIFY(save(QStringLiteral("preferences")));
    write(file(), "them: light\njava: bin/java\n");
    QTRY_VERIFY(child<QFrame>("preferences_problems")->isVisible());
    QTest::qWait(50);
    save(QStringLiteral("preferences_broken"));
    window_->show_about();
    save(QStringLiteral("about"));
    window_->close_page();
    auto* batch = window_->findChild<QWidget*>(QStringLiteral("model.initializer"));
    batch->setFocus();
    window_->show_field_help();
    save(QStringLiteral("field_help"));
    window_->show_guide(QStringLiteral("data"));
    auto* guide = window_->findChild<GuideWindow*>();
    QTest::qWait(50);
    save(QStringLiteral("guide"), guide);
    guide->close();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }

 private:
  static QApplication& application() { return *qobject_cast<QApplication*>(QApplication::instance()); }
  QString file() const { return folder_->filePath(QStringLiteral("settings.yaml")); }
  std::filesystem::path path() const { return file().toStdString(); }
  void open() {
    window_->follow_settings(path());
    window_->show_preferences();
    QVERIFY(page() != nullptr && page()->isVisible());
  }
  PreferencesPage* page() const { return window_->findChild<PreferencesPage*>(); }
  template <class Widget>
  Widget* child(const char* name) const {
    auto* found = page()->findChild<Widget*>(QLatin1String(name));
    if (found == nullptr) qFatal("no %s", name);
    return found;
  }
  void press(const char* name) const { QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton); }
  /// Of the menu below Add.
  void choose_kind(const char* name) const {
    auto* kind = page()->findChild<QAction*>(QLatin1String(name));
    QVERIFY(kind != nullptr);
    kind->trigger();
  }
  void type(const char* name, const QString& text) const {
    auto* edit = child<QLineEdit>(name);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
  }
  QAction* action(const QString& text) const {
    for (QAction* found : window_->findChildren<QAction*>())
      if (found->text() == text) return found;
    return nullptr;
  }
  static void write(const QString& file, const QByteArray& text) {
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(text), text.size());
  }
  QString read() const {
    QFile in(file());
    return in.open(QIODevice::ReadOnly) ? QString::fromUtf8(in.readAll()) : QString();
  }
  bool save(const QString& moment, QWidget* which = nullptr) const {
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QDir().mkpath(folder);
    const QString tag =
        QTest::currentDataTag() == nullptr ? QStringLiteral("light") : QLatin1String(QTest::currentDataTag());
    return (which == nullptr ? window_.get() : which)
        ->grab()
        .save(QStringLiteral("%1/%2_%3.png").arg(folder, tag, moment));
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Preferences)
#include "preferences.moc"
