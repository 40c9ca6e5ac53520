// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/number_box.h"

#include <QLocale>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <cmath>

namespace accelbench {

namespace {

constexpr int decimals_of_any_setting =
    30;  // QDoubleSpinBox rounds to these; 1e-7 and its digits must survive
constexpr double smallest_step = 1e-6;

void scroll_unless_focused(QDoubleSpinBox& box, QWheelEvent& event) {
  if (!box.hasFocus()) event.ignore();
}

}  // namespace

double next_in_1_2_5(double value, bool upwards) {
  static constexpr std::array ladder = {1.0, 2.0, 5.0, 10.0};
  if (value <= 0) return upwards ? smallest_step : value;
  const double decade = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
  const double within = value / decade;
  if (upwards) {
    const auto* above = std::ranges::find_if(ladder, [&](double rung) { return rung > within * (1 + 1e-9); });
    return (above == ladder.end() ? 20.0 : *above) * decade;
  }
  double below = 0.5;
  for (const double rung : ladder)
    if (rung < within * (1 - 1e-9)) below = rung;
  return below * decade;
}

NumberBox::NumberBox(double minimum, double maximum, Steps steps, QWidget* parent)
    : QDoubleSpinBox(parent), steps_(steps) {
  setDecimals(decimals_of_any_setting);
  setRange(minimum, maximum);
  setSingleStep(0.05);
  setKeyboardTracking(false);
  setFocusPolicy(Qt::StrongFocus);
}

QString NumberBox::textFromValue(double value) const {
  return QLocale().toString(value, 'g', QLocale::FloatingPointShortest);
}

double NumberBox::valueFromText(const QString& text) const {
  bool good = false;
  const double value = QLocale().toDouble(text, &good);
  return good ? value : QLocale::c().toDouble(text);
}

QValidator::State NumberBox::validate(QString& text, int&) const {
  bool good = false;
  const double value = QLocale().toDouble(text, &good);
  if (good && value >= minimum() && value <= maximum()) return QValidator::Acceptable;
  const bool could_become =
      std::ranges::all_of(text, [](QChar c) { return c.isDigit() || QStringLiteral("eE+-.,").contains(c); });
  return could_become ? QValidator::Intermediate : QValidator::Invalid;
}

void NumberBox::stepBy(int steps) {
  if (steps_ == Steps::linear) {
    // 0.1 + 0.05 is not 0.15 in binary: what a step reaches is rounded as a person would write it.
    setValue(std::round((value() + steps * singleStep()) * 1e9) / 1e9);
    return;
  }
  double reached = value();
  for (int left = std::abs(steps); left > 0; --left) reached = next_in_1_2_5(reached, steps > 0);
  setValue(QLocale::c().toString(reached, 'g', 12).toDouble());
}

void NumberBox::wheelEvent(QWheelEvent* event) {
  scroll_unless_focused(*this, *event);
  if (hasFocus()) QDoubleSpinBox::wheelEvent(event);
}

WholeBox::WholeBox(double minimum, double maximum, QWidget* parent) : QDoubleSpinBox(parent) {
  setDecimals(0);
  setRange(minimum, maximum);
  setGroupSeparatorShown(true);
  setKeyboardTracking(false);
  setFocusPolicy(Qt::StrongFocus);
}

void WholeBox::wheelEvent(QWheelEvent* event) {
  scroll_unless_focused(*this, *event);
  if (hasFocus()) QDoubleSpinBox::wheelEvent(event);
}

}  // namespace accelbench
