// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDoubleSpinBox>

namespace accelbench {

/// A number of any magnitude, shown with as few digits as read back equal (1e-07, 0.001, 32). The arrows go
/// through 1, 2, 5, 10, … where `logarithmic`, else by single steps. Typing counts when it is finished
/// (Enter, Tab).
class NumberBox : public QDoubleSpinBox {
  Q_OBJECT

 public:
  enum class Steps { linear, logarithmic };
  NumberBox(double minimum, double maximum, Steps steps, QWidget* parent = nullptr);

  QString textFromValue(double value) const override;
  double valueFromText(const QString& text) const override;
  QValidator::State validate(QString& text, int& position) const override;
  void stepBy(int steps) override;

 protected:
  /// The wheel scrolls the panel unless the box has the focus.
  void wheelEvent(QWheelEvent* event) override;

 private:
  Steps steps_;
};

/// A whole number up to 2^53, with the locale's group separators.
class WholeBox : public QDoubleSpinBox {
  Q_OBJECT

 public:
  WholeBox(double minimum, double maximum, QWidget* parent = nullptr);

 protected:
  void wheelEvent(QWheelEvent* event) override;
};

/// The neighbour of `value` in … 0.1, 0.2, 0.5, 1, 2, 5, 10 …, upwards or downwards. Zero goes up to 1e-6.
double next_in_1_2_5(double value, bool upwards);

}  // namespace accelbench
