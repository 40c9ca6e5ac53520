// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QLineEdit>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTest>
#include <set>

#include "core/experiment/yaml.h"
#include "tests/ui/stand_in.h"
#include "tests/ui/window/editor_keys.h"
#include "ui/main_window.h"

namespace accelbench {

namespace {

/// Does to an editor what a hand does: another choice, one step more, a text. False for what has nothing to
/// change.
bool change(QWidget& editor) {
  if (auto* number = qobject_cast<QDoubleSpinBox*>(&editor)) {
    number->value() < number->maximum() ? number->stepUp() : number->stepDown();
  } else if (auto* whole = qobject_cast<QSpinBox*>(&editor)) {
    whole->stepUp();
  } else if (auto* check = qobject_cast<QCheckBox*>(&editor)) {
    check->click();
  } else if (auto* choice = qobject_cast<QComboBox*>(&editor)) {
    if (choice->count() < 2) return false;
    choice->setCurrentIndex((choice->currentIndex() + 1) % choice->count());
    emit choice->activated(choice->currentIndex());
    emit choice->textActivated(choice->currentText());
  } else if (auto* text = qobject_cast<QLineEdit*>(&editor)) {
    text->setText(text->validator() != nullptr ? QStringLiteral("7") : QStringLiteral("0.5"));
    emit text->editingFinished();
  } else {
    return false;
  }
  return true;
}

}  // namespace

/// The editors of the left side, one and all.
class Editors : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    make_window();
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  /// Every editor of the left side changes the experiment, what it makes reads back equal from YAML, and undo
  /// takes it back.
  void every_field_goes_to_yaml_and_back() {
    add_callbacks();
    window_->findChild<QAbstractButton*>(QStringLiteral("accelerator_settings"))->click();
    const int changed = change_every_editor();
    QVERIFY2(changed >= 36, qPrintable(QString::number(changed)));
  }

  void every_schedule_goes_to_yaml_and_back() {
    const Field<std::optional<ScheduleSpec>> schedule(
        "training.schedule", [](auto& e) -> auto& { return e.training.schedule; });
    const Field<std::vector<CallbackSpec>> callbacks(
        "training.callbacks", [](auto& e) -> auto& { return e.training.callbacks; });
    window_->document().set<std::vector<CallbackSpec>>(callbacks, {}, QStringLiteral("none"));
    window_->findChild<QAbstractButton*>(QStringLiteral("training.checkpoint"))->click();
    const int without = change_every_editor();  // with those of the checkpoints
    using Constants = std::pair<std::optional<ScheduleSpec>, int>;
    for (const auto& [kind, constants] : {Constants{StepSchedule{}, 2}, Constants{ExponentialSchedule{}, 1},
                                          Constants{CosineSchedule{}, 2}}) {
      window_->document().set(schedule, kind, QStringLiteral("kind"));
      QVERIFY(window_->document().problems().empty());
      QCOMPARE(change_every_editor(), without + constants);
    }
  }

  void a_schedule_beside_reduce_on_plateau_is_told_beside_it() {
    const auto* note = window_->findChild<QLabel*>(QStringLiteral("schedule_note"));
    QVERIFY(!note->isVisible());
    auto* box = window_->findChild<QComboBox*>(QStringLiteral("training.schedule"));
    emit box->activated(1);
    QVERIFY(note->isVisible());
    QVERIFY(!window_->train());
    window_->document().undo_stack()->undo();
    QVERIFY(!note->isVisible());
  }

  void a_precision_that_the_machine_has_not_cannot_be_chosen() {
    auto devices = stand_in::devices();
    devices[0].precisions = {"float32", "float64"};
    window_->devices().set_devices(devices);
    window_->findChild<QAbstractButton*>(QStringLiteral("accelerator_settings"))->click();
    const auto* box = window_->findChild<QComboBox*>(QStringLiteral("accelerators.0.precision"));
    const auto enabled = [box](const char* name) {
      const int place = box->findText(QLatin1String(name));
      return box->model()->flags(box->model()->index(place, 0)).testFlag(Qt::ItemIsEnabled);
    };
    QVERIFY(enabled("float32"));
    QVERIFY(!enabled("bfloat16"));
    devices[0].precisions.emplace_back("bfloat16");
    window_->devices().set_devices(devices);
    QVERIFY(enabled("bfloat16"));
  }

  /// Tab goes down the left side as the eye does, also through what came later.
  void tab_goes_through_the_fields_in_the_order_of_the_screen() {
    add_callbacks();
    QCoreApplication::processEvents();
    const QStringList order = {"name",
                               "description",
                               "model.layers",
                               "data.source",
                               "data.samples",
                               "data.validation_split",
                               "training.loss",
                               "training.epochs",
                               "training.callbacks.0.monitor",
                               "training.callbacks.2.monitor",
                               "add_callback",
                               "accelerators",
                               "accelerator_settings"};
    QStringList reached;
    QWidget* const first = window_->findChild<QWidget*>(QStringLiteral("name"));
    for (QWidget* at = first; reached.isEmpty() || at != first; at = at->nextInFocusChain())
      if (at->isVisibleTo(window_.get()) && order.contains(at->objectName())) reached << at->objectName();
    QVERIFY2(reached == order, qPrintable(reached.join(u' ')));
  }

  void fields_begin_at_one_edge() {
    add_callbacks();
    window_->findChild<QAbstractButton*>(QStringLiteral("accelerator_settings"))->click();
    QCoreApplication::processEvents();
    std::set<int> edges;
    for (const QString& key : keys_of_editors(*window_))
      if (const auto* editor = window_->findChild<QWidget*>(key); key != QStringLiteral("model.layers"))
        edges.insert(editor->mapTo(window_.get(), QPoint()).x());
    QVERIFY2(edges.size() == 1, qPrintable(QString::number(edges.size())));
  }

 private:
  void make_window() {
    window_ = std::make_unique<MainWindow>(stand_in::train);
    window_->set_recording(false);
    window_->set_question([](Question) { return Answer::discard; });
    window_->devices().set_devices(stand_in::devices());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  /// Changes each editor that is there and takes it back; how many there were.
  int change_every_editor() {
    const Experiment before = window_->document().experiment();
    int changed = 0;
    for (const QString& key : keys_of_editors(*window_)) {
      auto* editor = window_->findChild<QWidget*>(key);
      if (!change(*editor)) continue;
      check_round_trip(key, before);
      while (!(window_->document().experiment() == before) && window_->document().undo_stack()->canUndo())
        window_->document().undo_stack()->undo();
      if (!(window_->document().experiment() == before)) QTest::qFail(qPrintable(key), __FILE__, __LINE__);
      ++changed;
    }
    return changed;
  }

  void check_round_trip(const QString& key, const Experiment& before) {
    const Experiment& after = window_->document().experiment();
    QVERIFY2(!(after == before), qPrintable(key));
    const auto read = read_experiment(write_experiment(after), "test");
    if (read)
      QVERIFY2(read->experiment == after, qPrintable(key));
    else
      QVERIFY2(!window_->document().problems().empty(), qPrintable(key));
  }

  void add_callbacks() {
    const Field<std::vector<CallbackSpec>> callbacks(
        "training.callbacks", [](auto& e) -> auto& { return e.training.callbacks; });
    window_->document().set<std::vector<CallbackSpec>>(
        callbacks,
        {ReduceLrOnPlateau{"loss", 0.1, 5, 1e-4, 0, 0.0}, EarlyStopping{"loss", 5, 0.0, false, 0},
         TargetCallback{"loss", 0.1, {}, false}},
        QStringLiteral("callbacks"));
  }

  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Editors)
#include "editors.moc"
