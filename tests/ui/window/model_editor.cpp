// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAccessible>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QMenu>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

#include "tests/ui/stand_in.h"
#include "ui/main_window.h"
#include "ui/panels/advice_list.h"
#include "ui/panels/network_view.h"

namespace accelbench {

/// The picture of the network as a person uses it.
class ModelEditor : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    window_ = std::make_unique<MainWindow>(stand_in::train);
    window_->set_recording(false);
    window_->set_question([](Question) { return Answer::discard; });
    window_->devices().set_devices(stand_in::devices());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    view_ = window_->findChild<NetworkView*>();
    list_ = window_->findChild<QTableView*>(QStringLiteral("model.layers"));
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void a_click_selects_and_the_list_follows() {
    QCOMPARE(view_->current(), 0);
    click(1);
    QCOMPARE(view_->current(), 1);
    QCOMPARE(list_->currentIndex().row(), 1);
    list_->setCurrentIndex(list_->model()->index(2, 0));
    QCOMPARE(view_->current(), 2);
    click(-1);  // the data cannot be selected
    QCOMPARE(view_->current(), 2);
  }

  void a_layer_is_dragged_to_its_place() {
    QTest::mousePress(view_->viewport(), Qt::LeftButton, {}, middle(0));
    move_mouse(middle(0) + QPoint(40, 0));
    move_mouse(middle(2));
    QTest::mouseRelease(view_->viewport(), Qt::LeftButton, {}, middle(2));
    QCOMPARE(widths(), (std::vector<std::int64_t>{32, 1, 64}));
    QCOMPARE(view_->current(), 2);
    undo_all_is_one_step();
  }

  void escape_takes_a_drag_back() {
    QTest::mousePress(view_->viewport(), Qt::LeftButton, {}, middle(0));
    move_mouse(middle(2));
    QTest::keyClick(view_, Qt::Key_Escape);
    QTest::mouseRelease(view_->viewport(), Qt::LeftButton, {}, middle(2));
    QVERIFY(window_->document().experiment() == seed_experiment());
  }

  void the_signs_add_and_remove() {
    press(view_->picture().add[1].center());
    QCOMPARE(widths(), (std::vector<std::int64_t>{64, 32, 32, 1}));
    QCOMPARE(view_->current(), 1);
    undo_all_is_one_step();
    click(1);
    press(view_->picture().columns[2].remove.center());
    QCOMPARE(widths(), (std::vector<std::int64_t>{64, 1}));
    undo_all_is_one_step();
  }

  void the_keyboard_does_all_of_it() {
    view_->setFocus();
    QTest::keyClick(view_, Qt::Key_Right);
    QCOMPARE(view_->current(), 1);
    QTest::keyClick(view_, Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(widths(), (std::vector<std::int64_t>{32, 64, 1}));
    QCOMPARE(view_->current(), 0);
    QTest::keyClick(view_, Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(widths(), (std::vector<std::int64_t>{64, 32, 1}));
    QTest::keyClick(view_, Qt::Key_Insert);
    QCOMPARE(widths(), (std::vector<std::int64_t>{64, 32, 32, 1}));
    QTest::keyClick(view_, Qt::Key_Delete);
    QTest::keyClick(view_, Qt::Key_Delete);
    QCOMPARE(widths(), (std::vector<std::int64_t>{64, 1}));
    QTest::keyClick(view_, Qt::Key_Home);
    QCOMPARE(view_->current(), 0);
    QTest::keyClick(view_, Qt::Key_End);
    QCOMPARE(view_->current(), 1);
  }

  void the_same_keys_work_in_the_list() {
    list_->setFocus();
    list_->setCurrentIndex(list_->model()->index(1, 0));
    QTest::keyClick(list_, Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(widths(), (std::vector<std::int64_t>{32, 64, 1}));
    QTest::keyClick(list_, Qt::Key_Delete);
    QCOMPARE(widths(), (std::vector<std::int64_t>{64, 1}));
  }

  /// Enter opens the units over their number, Tab goes on to the activation and the dropout, Escape leaves.
  void enter_edits_in_place() {
    view_->setFocus();
    QTest::keyClick(view_, Qt::Key_Return);
    auto* units = view_->viewport()->findChild<QDoubleSpinBox*>();
    QVERIFY(units != nullptr);
    QVERIFY(view_->viewport()->rect().contains(units->geometry()));
    units->selectAll();
    QTest::keyClicks(units, QStringLiteral("48"));
    QTest::keyClick(units, Qt::Key_Tab);
    QCOMPARE(widths(), (std::vector<std::int64_t>{48, 32, 1}));
    QTRY_VERIFY(view_->viewport()->findChild<QComboBox*>() != nullptr);
    auto* activation = view_->viewport()->findChild<QComboBox*>();
    activation->setCurrentText(QStringLiteral("tanh"));
    QTest::keyClick(activation, Qt::Key_Tab);
    QCOMPARE(layers()[0].activation, Activation::tanh);
    QTRY_VERIFY(visible_spin() != nullptr);
    QTest::keyClick(visible_spin(), Qt::Key_Escape);
    QTRY_VERIFY(visible_spin() == nullptr);
    QVERIFY(view_->hasFocus());
  }

  void a_double_click_edits_what_is_under_it() {
    const QPoint place = view_->mapFromScene(view_->picture().columns[2].activation.center());
    QTest::mouseClick(view_->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(view_->viewport(), Qt::LeftButton, {}, place);
    auto* activation = view_->viewport()->findChild<QComboBox*>();
    QVERIFY(activation != nullptr);
    QCOMPARE(activation->currentText(), QStringLiteral("relu"));
    const int tanh = activation->findText(QStringLiteral("tanh"));
    activation->setCurrentIndex(tanh);
    emit activation->activated(tanh);
    QCOMPARE(layers()[1].activation, Activation::tanh);
    undo_all_is_one_step();
  }

  void a_preset_is_one_step() {
    auto* button = window_->findChild<QToolButton*>(QStringLiteral("presets"));
    emit button->menu()->aboutToShow();
    QCOMPARE(button->menu()->actions().size(), 4);
    button->menu()->actions().at(1)->trigger();
    QCOMPARE(widths(), (std::vector<std::int64_t>{128, 64, 10}));
    QVERIFY(window_->document().problems().empty());
    undo_all_is_one_step();
  }

  void advice_is_taken_with_one_click() {
    auto* advice = window_->findChild<AdviceList*>();
    QVERIFY(!advice->isVisible());
    const Field<std::int64_t> units(
        "model.layers.2.units", [](auto& e) -> auto& { return e.model.layers[2].units; });
    window_->document().set<std::int64_t>(units, 5, QStringLiteral("units"));
    QVERIFY(advice->isVisible());
    auto* button = advice->findChild<QPushButton*>(QStringLiteral("advice_0"));
    QCOMPARE(button->text(), QStringLiteral("Use 1 in the last layer"));
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(window_->document().experiment() == seed_experiment());
    QVERIFY(!advice->isVisible());
    window_->document().undo_stack()->undo();
    QCOMPARE(layers()[2].units, 5);
    window_->document().undo_stack()->undo();
  }

  void the_picture_says_what_it_shows() {
    QVERIFY(view_->accessibleDescription().contains(QStringLiteral("64 units, relu")));
    click(2);
    QVERIFY(view_->accessibleDescription().contains(QStringLiteral("Selected: layer 3")));
  }

  /// Weights are drawn for the network that they belong to, and go when it is edited.
  void weights_are_drawn_for_their_own_network() {
    SeenWeights seen{"cpu", 300, {}};
    std::int64_t inputs = 10;
    for (const LayerSpec& layer : layers()) {
      const auto count = static_cast<std::size_t>(layer.units * inputs);
      seen.layers.push_back({inputs, layer.units, std::vector<float>(count, 0.5F), {}});
      inputs = layer.units;
    }
    const QImage before = view_->grab().toImage();
    view_->set_weights(seen);
    QVERIFY(view_->shows_weights());
    QVERIFY(view_->grab().toImage() != before);
    view_->setFocus();
    QTest::keyClick(view_, Qt::Key_Delete);
    QVERIFY(!view_->shows_weights());
  }

 private:
  const std::vector<LayerSpec>& layers() const { return window_->document().experiment().model.layers; }
  std::vector<std::int64_t> widths() const {
    std::vector<std::int64_t> found;
    for (const LayerSpec& layer : layers()) found.push_back(layer.units);
    return found;
  }
  QPoint middle(int layer) const {
    const NetworkColumn& column = view_->picture().columns[static_cast<std::size_t>(layer) + 1];
    return view_->mapFromScene(column.box.center());
  }
  void click(int layer) { QTest::mouseClick(view_->viewport(), Qt::LeftButton, {}, middle(layer)); }
  void press(QPointF place) {
    QTest::mouseClick(view_->viewport(), Qt::LeftButton, {}, view_->mapFromScene(place));
  }
  /// QTest::mouseMove tells no buttons.
  void move_mouse(QPoint place) {
    QMouseEvent move(QEvent::MouseMove, place, view_->viewport()->mapToGlobal(place), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(view_->viewport(), &move);
  }
  QDoubleSpinBox* visible_spin() const {
    for (auto* box : view_->viewport()->findChildren<QDoubleSpinBox*>())
      if (box->isVisible()) return box;
    return nullptr;
  }
  void undo_all_is_one_step() {
    window_->document().undo_stack()->undo();
    QVERIFY(window_->document().experiment() == seed_experiment());
    QVERIFY(!window_->document().undo_stack()->canUndo());
    window_->document().undo_stack()->clear();
  }

  std::unique_ptr<MainWindow> window_;
  NetworkView* view_ = nullptr;
  QTableView* list_ = nullptr;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::ModelEditor)
#include "model_editor.moc"
