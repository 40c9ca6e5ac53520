// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QStandardPaths>
#include <QTest>

#include "core/experiment/sweep.h"
#include "core/experiment/yaml.h"
#include "ui/panels/sweep_panel.h"

namespace accelbench {

/// The sweep editor, used as a person would.
class SweepEditor : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    // What the platform without a screen cannot do: raise a list of completions, take the keyboard for it.
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    document_ = std::make_unique<ExperimentDocument>();
    devices_ = std::make_unique<DeviceList>();
    accelerators_ = std::make_unique<AcceleratorsModel>(*document_, *devices_);
    panel_ = std::make_unique<SweepPanel>(*document_, probe_, speed_, *accelerators_);
    panel_->resize(420, 400);
    panel_->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
  }

  void cleanup() {
    panel_.reset();
    accelerators_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void without_a_sweep_it_says_so() {
    QVERIFY(summary().contains(QStringLiteral("No sweep")));
    QVERIFY(find<QComboBox>("sweep.0.key") == nullptr);
  }

  void relu_or_sigmoid_is_one_click_and_makes_two_rows_an_accelerator() {
    choose("sweep_activation");
    const auto& axes = document_->experiment().sweep;
    QCOMPARE(axes.size(), std::size_t{1});
    QCOMPARE(axes[0], (SweepAxis{"model.layers.0.activation", {"relu", "sigmoid"}}));
    QCOMPARE(find<QLineEdit>("sweep.0.values")->text(), QStringLiteral("relu, sigmoid"));
    // Three accelerators of the seed experiment, two variants.
    QTRY_VERIFY2(summary().contains(QStringLiteral("rows: 6")), qPrintable(summary()));
    document_->undo_stack()->undo();
    QVERIFY(document_->experiment().sweep.empty());
    QTRY_VERIFY(find<QComboBox>("sweep.0.key") == nullptr);
    document_->undo_stack()->redo();
    QCOMPARE(document_->experiment().sweep.size(), std::size_t{1});
  }

  void one_to_four_layers_are_four_whole_experiments() {
    choose("sweep_layers");
    const auto variants = expand_sweep(document_->experiment());
    QVERIFY2(variants.has_value(), variants ? "" : to_string(variants.error()).c_str());
    QCOMPARE(variants->size(), std::size_t{4});
    for (std::size_t k = 0; k < 4; ++k) {
      const auto& layers = (*variants)[k].experiment.model.layers;
      QCOMPARE(layers.size(), k + 2);
      QCOMPARE(layers.front().units, std::int64_t{64});
      QCOMPARE(layers.back().units, std::int64_t{1});
    }
    QTRY_VERIFY2(summary().contains(QStringLiteral("rows: 12")), qPrintable(summary()));
  }

  void every_example_is_a_sound_sweep() {
    for (const SweepExample& example : sweep_examples(document_->experiment())) {
      Experiment experiment = document_->experiment();
      experiment.sweep = {example.axis};
      const SweepFound found = look_at_sweep(experiment);
      QVERIFY2(found.whole.has_value(), qPrintable(example.name));
      QVERIFY2(found.count > 1, qPrintable(example.name));
    }
  }

  void a_key_is_typed_and_its_values_are_checked_in_place() {
    choose("sweep_other");
    auto* key = find<QComboBox>("sweep.0.key");
    key->lineEdit()->selectAll();
    QTest::keyClicks(key->lineEdit(), QStringLiteral("training.batch_size"));
    QTest::keyClick(key->lineEdit(), Qt::Key_Return);
    QCOMPARE(document_->experiment().sweep[0], (SweepAxis{"training.batch_size", {"32"}}));
    type("sweep.0.values", QStringLiteral("16, 32, 64"));
    QCOMPARE(document_->experiment().sweep[0].values, (std::vector<std::string>{"16", "32", "64"}));
    QTRY_VERIFY(summary().contains(QStringLiteral("rows: 9")));
    type("sweep.0.values", QStringLiteral("16, zero"));
    QTRY_VERIFY2(note(0).contains(QStringLiteral("zero")), qPrintable(note(0)));
    QTRY_VERIFY(!summary().contains(QStringLiteral("rows")));
    // What is no list of values at all does not get into the experiment.
    type("sweep.0.values", QStringLiteral("16, ]["));
    QVERIFY(note(0).contains(QStringLiteral("commas")));
    QCOMPARE(document_->experiment().sweep[0].values, (std::vector<std::string>{"16", "zero"}));
    type("sweep.0.values", QStringLiteral("8"));
    QTRY_VERIFY(note(0).isEmpty());
  }

  void a_key_that_does_not_exist_names_its_neighbour() {
    choose("sweep_activation");
    auto* key = find<QComboBox>("sweep.0.key");
    key->lineEdit()->selectAll();
    QTest::keyClicks(key->lineEdit(), QStringLiteral("training.bach_size"));
    QTest::keyClick(key->lineEdit(), Qt::Key_Return);
    QTRY_VERIFY2(note(0).contains(QStringLiteral("batch_size")), qPrintable(note(0)));
  }

  void words_are_ticked_in_a_menu() {
    choose("sweep_activation");
    auto* button = find<QToolButton>("sweep.0.choices");
    QVERIFY(button->isVisible());
    emit button->menu()->aboutToShow();
    for (QAction* action : button->menu()->actions())
      if (action->text() == QStringLiteral("tanh")) {
        QVERIFY(!action->isChecked());
        action->trigger();
        break;
      }
    QCOMPARE(document_->experiment().sweep[0].values, (std::vector<std::string>{"relu", "sigmoid", "tanh"}));
  }

  void a_sweep_goes_to_yaml_and_back() {
    choose("sweep_layers");
    choose("sweep_learning_rate");
    choose("sweep_seed");
    const auto read = read_experiment(write_experiment(document_->experiment()), "sweep");
    QVERIFY(read);
    QCOMPARE(read->experiment.sweep, document_->experiment().sweep);
    QTest::mouseClick(find<QToolButton>("sweep.1.remove"), Qt::LeftButton);
    QCOMPARE(document_->experiment().sweep.size(), std::size_t{2});
    QCOMPARE(document_->experiment().sweep[1].key, std::string("training.seed"));
  }

  void a_known_speed_gives_the_time_of_all_rows() {
    // 1000 samples a second, 90 of them an epoch, 100 epochs: 9 s a training; 3 seeds on 3 accelerators: 81
    // s.
    RunSummary run;
    run.accelerator = "cpu";
    run.samples_per_second = 1000;
    run.flop_per_step = 4 * 32 * (640 + 2048 + 32) + 2 * 32 * (2048 + 32);
    speed_.note(document_->experiment(), {run});
    choose("sweep_seed");
    probe_.ask(document_->experiment().data, {});
    QTRY_VERIFY2(summary().contains(QStringLiteral("1 min 21 s")), qPrintable(summary()));
  }

 private:
  template <class Widget>
  Widget* find(const char* name) const {
    for (Widget* widget : panel_->findChildren<Widget*>(QString::fromUtf8(name)))
      if (widget->isVisibleTo(panel_.get())) return widget;
    return nullptr;
  }
  QString summary() const { return panel_->findChild<QLabel*>(QStringLiteral("sweep_summary"))->text(); }
  QString note(int place) const {
    const auto* label = find<QLabel>(qPrintable(QStringLiteral("sweep.%1.note").arg(place)));
    return label != nullptr ? label->text() : QString();
  }
  void type(const char* name, const QString& text) const {
    auto* edit = find<QLineEdit>(name);
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
  }
  void choose(const char* name) const {
    QMenu* menu = find<QToolButton>("add_sweep")->menu();
    emit menu->aboutToShow();
    auto* action = menu->findChild<QAction*>(QString::fromUtf8(name));
    QVERIFY2(action != nullptr && action->isEnabled(), name);
    action->trigger();
  }

  DataProbe probe_;
  KnownSpeed speed_;
  std::unique_ptr<ExperimentDocument> document_;
  std::unique_ptr<DeviceList> devices_;
  std::unique_ptr<AcceleratorsModel> accelerators_;
  std::unique_ptr<SweepPanel> panel_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::SweepEditor)
#include "sweep.moc"
