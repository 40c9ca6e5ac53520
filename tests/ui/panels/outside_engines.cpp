// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "ui/panels/accelerators_panel.h"
#include "ui/panels/program_window.h"
#include "ui/session/engine_installer.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

/// What accelbench-cli says on a machine without Keras. It installs when the file `go` is there, refuses when
/// `broken` is, and then knows Keras; `waits` holds an installation up, and being stopped leaves `stopped`.
const char* const stand_in_program = R"sh(#!/bin/sh
here=$(dirname "$0")
usable=false; reason='not installed: /usr/bin/python3 has no package keras; install it'
[ -e "$here/installed" ] && usable=true && reason=''
case "$1 $2" in
"devices --json")
  echo '{"devices": [{"id": "cpu", "engine": "cpu", "name": "Stand-in", "usable": true, "reason": "",
         "precisions": ["float64", "float32", "bfloat16"]},
        {"id": "keras", "engine": "keras", "name": "Keras 3.15.1", "usable": '$usable', "reason": "'"$reason"'",
         "precisions": ["float32", "bfloat16"]}]}' ;;
"engines --json")
  echo '{"engines": [{"engine": "keras", "reason": "'"$reason"'", "installation":
        {"folder": "/data/engines/keras", "download_mb": 320, "disk_mb": 1550, "packages": ["keras"]}},
        {"engine": "h2o", "reason": "no Java that is new enough: apt install default-jre-headless",
         "installation": null}]}' ;;
"engines install")
  [ -e "$here/broken" ] && { echo 'error: pip install: no index answers' >&2; exit 1; }
  trap 'touch "$here/stopped"; exit 130' TERM
  echo '  Downloading tensorflow_cpu-2.21.0-cp311.whl (230.5 MB)' >&2
  while [ ! -e "$here/go" ]; do sleep 0.02; done
  touch "$here/installed" ;;
code*)
  grep -q 'units: 7,' "$2" && { echo "$2:9:7: error: too narrow" >&2; exit 2; }
  echo "# $2"; echo "arguments = '$3 $4 $5'"; echo 'import keras' ;;
esac
)sh";

const Field<std::vector<AcceleratorSpec>> accelerators(
    "accelerators", [](auto& e) -> auto& { return e.accelerators; });

/// The panel as it stands in the window: at the left, as wide as there.
class Page : public QWidget {
 public:
  explicit Page(const std::filesystem::path& program) : model_(document_, devices_) {
    auto* column = new QVBoxLayout(this);
    column->addWidget(new AcceleratorsPanel(document_, devices_, model_, settings_, this));
    column->addStretch();
    resize(fontMetrics().averageCharWidth() * 54, 600);
    devices_.ask(program);
  }
  ExperimentDocument& document() { return document_; }
  DeviceList& devices() { return devices_; }

 private:
  ExperimentDocument document_;
  DeviceList devices_;
  AcceleratorsModel model_;
  UserSettings settings_;
};

}  // namespace

class OutsideEngines : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    folder_ = std::make_unique<QTemporaryDir>();
    write("accelbench-cli", stand_in_program);
    QVERIFY(QFile::setPermissions(path("accelbench-cli"), QFile::ReadOwner | QFile::ExeOwner));
    window_ = std::make_unique<Page>(path("accelbench-cli").toStdString());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    QTRY_COMPARE(window_->devices().devices().size(), std::size_t{2});
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void each_engine_offers_its_rows() {
    choose("add_keras", "tuned");
    choose("add_pytorch", "graph");
    choose("add_jax", "bfloat16");
    choose("add_h2o", "exact");
    const auto& rows = window_->document().experiment().accelerators;
    QCOMPARE(rows.size(), std::size_t{7});
    QCOMPARE(rows[3].id, std::string("keras-tuned"));
    QCOMPARE(rows[3].mode, std::string("tuned"));
    QCOMPARE(rows[4].mode, std::string("graph"));
    QCOMPARE(rows[4].devices, std::vector<std::string>{"0"});
    QVERIFY(rows[5].engine == EngineKind::jax && rows[5].precision == Precision::bfloat16);
    QVERIFY(rows[6].engine == EngineKind::h2o && rows[6].exact_work);
    QCOMPARE(table()->currentIndex().row(), 6);
    QVERIFY(window_->document().problems().empty());
  }

  void settings_are_those_that_the_engine_has() {
    choose("add_keras", "tuned");
    button("accelerator_settings")->click();
    const auto shown = [&](const char* key) {
      const auto* editor =
          window_->findChild<QWidget*>(QStringLiteral("accelerators.3.") + QLatin1String(key));
      return editor != nullptr && editor->isVisibleTo(window_.get());
    };
    for (const char* key : {"mode", "backend", "threads", "precision", "label", "color", "price_per_hour"})
      QVERIFY2(shown(key), key);
    for (const char* key : {"path", "pin", "exact_work"}) QVERIFY2(!shown(key), key);
    auto* backend = window_->findChild<QComboBox*>(QStringLiteral("accelerators.3.backend"));
    QTest::keyClicks(backend, QStringLiteral("jax"));
    emit backend->activated(backend->currentIndex());
    QCOMPARE(window_->document().experiment().accelerators[3].backend, std::string("jax"));
    window_->document().undo_stack()->undo();
    QCOMPARE(backend->currentIndex(), 0);
  }

  void an_engine_is_installed_from_its_row() {
    choose("add_keras", "tuned");
    QVERIFY(!(model()->flags(model()->index(3, 0)) & Qt::ItemIsUserCheckable));
    QVERIFY(text().contains(QStringLiteral("Keras")));
    QTest::mouseClick(button("install_yes"), Qt::LeftButton);
    QTRY_VERIFY(text().contains(QStringLiteral("320 MB")));
    QVERIFY(text().contains(QStringLiteral("1.6 GB")) &&
            text().contains(QStringLiteral("/data/engines/keras")));
    QVERIFY(!QFile::exists(path("installed")));  // asked first
    QTest::mouseClick(button("install_yes"), Qt::LeftButton);
    QTRY_VERIFY(text().contains(QStringLiteral("230 MB of about 320 MB")) ||
                text().contains(QStringLiteral("231 MB of about 320 MB")));
    QCOMPARE(sheet()->findChild<QProgressBar*>()->value(), 230);
    picture(QStringLiteral("install"));
    write("go", "");
    QTRY_VERIFY(model()->flags(model()->index(3, 0)) & Qt::ItemIsUserCheckable);
    QCOMPARE(text(), QStringLiteral("Keras is installed."));
    QTest::mouseClick(button("install_no"), Qt::LeftButton);
    QVERIFY(!sheet()->isVisible());
  }

  void an_installation_can_be_stopped() {
    begin_installation();
    QTRY_COMPARE(sheet()->findChild<QProgressBar*>()->value(), 230);  // it is well on its way
    QTest::mouseClick(button("install_no"), Qt::LeftButton);
    QTRY_VERIFY(QFile::exists(path("stopped")));
    QTRY_VERIFY(!sheet()->isVisible());
    QVERIFY(!QFile::exists(path("installed")));
  }

  void a_window_that_closes_stops_an_installation() {
    begin_installation();
    QTRY_COMPARE(sheet()->findChild<QProgressBar*>()->value(), 230);  // it is well on its way
    window_.reset();
    QVERIFY(QFile::exists(path("stopped")));
  }

  void a_failed_installation_says_why_and_can_be_repeated() {
    write("broken", "");
    begin_installation();
    QTRY_VERIFY(text().contains(QStringLiteral("no index answers")));
    QVERIFY(QFile::remove(path("broken")));
    write("go", "");
    QTest::mouseClick(button("install_yes"), Qt::LeftButton);
    QTRY_VERIFY(text().contains(QStringLiteral("320 MB")));
    QTest::mouseClick(button("install_yes"), Qt::LeftButton);
    QTRY_COMPARE(text(), QStringLiteral("Keras is installed."));
  }

  void what_an_installation_would_not_mend_is_said() {
    auto* installer = new EngineInstaller(window_.get());
    installer->ask(window_->devices().program(), QStringLiteral("h2o"));
    QTRY_COMPARE(installer->state(), EngineInstaller::State::failed);
    QVERIFY(installer->problem().contains(QStringLiteral("no Java")));
    installer->ask("/nowhere/accelbench-cli", QStringLiteral("h2o"));
    QTRY_COMPARE(installer->state(), EngineInstaller::State::failed);
    QVERIFY(!parse_offer("<html>", QStringLiteral("keras")));
  }

  void sizes_are_read_from_the_lines_of_pip() {
    QCOMPARE(megabytes_begun(QStringLiteral("Downloading a-1.whl (12.5 MB)")), 12.5);
    QCOMPARE(megabytes_begun(QStringLiteral("Downloading a-1.whl (500 kB)")), 0.5);
    QCOMPARE(megabytes_begun(QStringLiteral("Downloading a-1.whl (1.5 GB)")), 1500.0);
    QCOMPARE(megabytes_begun(QStringLiteral("Collecting a (12.5 MB)")), 0.0);
    QCOMPARE(megabytes_begun(QStringLiteral("Downloading a-1.whl (1e300 MB)")), 0.0);
  }

  void the_program_is_shown_copied_and_saved() {
    choose("add_keras", "tuned");
    QTest::mouseClick(button("accelerator_code"), Qt::LeftButton);
    auto* page = window_->findChild<ProgramWindow*>();
    auto* shown = page->findChild<QPlainTextEdit*>();
    QTRY_VERIFY(shown->toPlainText().contains(QStringLiteral("import keras")));
    QVERIFY(shown->isReadOnly() && !page->isModal());
    QVERIFY(shown->toPlainText().contains(QStringLiteral("--engine keras --accelerator=keras-tuned")));
    QVERIFY(shown->toPlainText().startsWith(
        QStringLiteral("# experiment.accel.yaml")));  // no name of a scratch file
    QTest::mouseClick(page->findChild<QAbstractButton*>(QStringLiteral("program_copy")), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), shown->toPlainText());
    QVERIFY(page->save_to(path("seed.py")));
    QFile saved(path("seed.py"));
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(saved.readAll()), shown->toPlainText());
    QVERIFY(!page->save_to(path("no-folder/seed.py")));
    QVERIFY(page->findChild<QLabel*>(QStringLiteral("program_note"))->text().contains(u"not saved"));
  }

  void what_is_refused_says_why() {
    choose("add_keras", "tuned");
    const Field<std::int64_t> units(
        "model.layers.0.units", [](auto& e) -> auto& { return e.model.layers[0].units; });
    window_->document().set(units, std::int64_t{7}, QStringLiteral("narrow"));
    button("accelerator_code")->click();
    auto* page = window_->findChild<ProgramWindow*>();
    const auto* note = page->findChild<QLabel*>(QStringLiteral("program_note"));
    QTRY_VERIFY(note->text().contains(QStringLiteral("too narrow")));
    QVERIFY(!page->findChild<QAbstractButton*>(QStringLiteral("program_copy"))->isEnabled());
  }

  void only_frameworks_have_a_program() {
    table()->setCurrentIndex(model()->index(0, 0));
    QVERIFY(!button("accelerator_code")->isEnabled());
    choose("add_jax", "1 thread");
    QVERIFY(button("accelerator_code")->isEnabled());
  }

  void a_row_is_duplicated_with_one_thing_changed() {
    AcceleratorSpec cpu = default_accelerators().front();
    cpu.label = "Mine";
    cpu.color = "#123456";
    cpu.price_per_hour = 2.5;
    cpu.currency = "EUR";
    window_->document().set(accelerators, {cpu}, QStringLiteral("one"));
    table()->setCurrentIndex(model()->index(0, 0));
    duplicate("Same with bfloat16");
    duplicate("Same with 1 thread");  // of the row that was added and is selected now
    const auto& rows = window_->document().experiment().accelerators;
    QCOMPARE(rows.size(), std::size_t{3});
    QCOMPARE(rows[1].id, cpu.id + "-bfloat16");
    QCOMPARE(rows[1].label, std::string("Mine, bfloat16"));
    QVERIFY(rows[1].precision == Precision::bfloat16 && rows[1].price_per_hour == 2.5);
    QCOMPARE(rows[1].color, std::string());  // told apart from the first one
    QVERIFY(rows[2].threads == 1 && rows[2].precision == Precision::bfloat16);
    QVERIFY(window_->document().problems().empty());
    window_->document().undo_stack()->undo();
    QCOMPARE(rows.size(), std::size_t{2});
  }

  void devices_are_looked_for_again() {
    write("installed", "");
    button("add_accelerator");
    window_->findChild<QAction*>(QStringLiteral("refresh_devices"))->trigger();
    QTRY_VERIFY(window_->devices().reason_against("keras").isEmpty());
  }

  /// The real program, with what stands in the window and in no file.
  void the_real_program_is_that_of_the_window() {
    const auto real = find_child_program();
    if (real.empty()) QSKIP("accelbench-cli is not built");
    const Field<std::int64_t> units(
        "model.layers.0.units", [](auto& e) -> auto& { return e.model.layers[0].units; });
    window_->document().set(units, std::int64_t{73}, QStringLiteral("wider"));
    for (const auto engine : {EngineKind::keras, EngineKind::pytorch, EngineKind::jax, EngineKind::h2o}) {
      AcceleratorSpec spec;
      spec.id = name_of(engine);
      spec.engine = engine;
      window_->document().set(accelerators, {spec}, QStringLiteral("one"));
      EngineProgram program;
      QSignalSpy written(&program, &EngineProgram::written);
      QSignalSpy refused(&program, &EngineProgram::refused);
      program.ask(real, window_->document(), spec);
      QTRY_COMPARE_WITH_TIMEOUT(written.size() + refused.size(), 1, 30'000);
      QVERIFY2(refused.isEmpty(), qPrintable(refused.value(0).value(0).toString()));
      const QString text = written[0][0].toString();
      QVERIFY2(text.contains(QStringLiteral("as the accelerator ") + QString::fromUtf8(name_of(engine))),
               qPrintable(text));
      // PyTorch and JAX read the widths from the weights of the bundle.
      QVERIFY(engine != EngineKind::keras || text.contains(QStringLiteral("73")));
      QVERIFY(!text.contains(QDir::tempPath()));
    }
  }

  void pictures() {
    for (const ThemeChoice choice : {ThemeChoice::light, ThemeChoice::dark}) {
      apply_theme(*qobject_cast<QApplication*>(QCoreApplication::instance()), choice);
      const QString name = choice == ThemeChoice::light ? QStringLiteral("light") : QStringLiteral("dark");
      choose("add_keras", "tuned");
      button("accelerator_settings")->setChecked(true);
      QTest::qWait(100);
      picture(QStringLiteral("row_") + name);
      begin_asking();
      QTRY_VERIFY(text().contains(QStringLiteral("320 MB")));
      button("accelerator_settings")->setChecked(false);
      QTest::qWait(50);
      picture(QStringLiteral("question_") + name);
      button("install_no")->click();
      button("accelerator_code")->click();
      auto* page = window_->findChild<ProgramWindow*>();
      QTRY_VERIFY(page->findChild<QAbstractButton*>(QStringLiteral("program_copy"))->isEnabled());
      save(*page, QStringLiteral("program_") + name);
      delete page;
    }
    QVERIFY(button("accelerator_code")->width() >= button("accelerator_code")->sizeHint().width());
  }

 private:
  QString path(const char* name) const { return folder_->filePath(QLatin1String(name)); }
  void write(const char* name, const char* text) const {
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }

  QTableView* table() const { return window_->findChild<QTableView*>(QStringLiteral("accelerators")); }
  QAbstractItemModel* model() const { return table()->model(); }
  QWidget* sheet() const { return window_->findChild<QWidget*>(QStringLiteral("install_sheet")); }
  QAbstractButton* button(const char* name) const {
    return window_->findChild<QAbstractButton*>(QLatin1String(name));
  }
  QString text() const { return window_->findChild<QLabel*>(QStringLiteral("install_text"))->text(); }

  static void trigger(const QMenu& menu, const QString& begins) {
    for (QAction* action : menu.actions())
      if (action->text().startsWith(begins)) return action->trigger();
    QFAIL(qPrintable(begins));
  }
  void choose(const char* menu, const char* begins) const {
    trigger(*window_->findChild<QMenu*>(QLatin1String(menu)), QLatin1String(begins));
  }
  void duplicate(const char* begins) const {
    QMenu* menu = window_->findChild<QToolButton*>(QStringLiteral("duplicate_accelerator"))->menu();
    emit menu->aboutToShow();
    trigger(*menu, QLatin1String(begins));
  }

  void begin_asking() const { window_->findChild<QAction*>(QStringLiteral("install_keras"))->trigger(); }
  void begin_installation() const {
    begin_asking();
    QTRY_VERIFY(text().contains(QStringLiteral("320 MB")));
    QTest::mouseClick(button("install_yes"), Qt::LeftButton);
  }

  void picture(const QString& name) const { save(*window_, name); }
  static void save(QWidget& widget, const QString& name) {
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QDir().mkpath(folder);
    QVERIFY(widget.grab().save(QStringLiteral("%1/engines_%2.png").arg(folder, name)));
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<Page> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::OutsideEngines)
#include "outside_engines.moc"
