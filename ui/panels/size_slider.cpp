// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/size_slider.h"

#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace accelbench {

namespace {

constexpr int steps_a_decade = 20;
constexpr int decades = 5;
constexpr double least = 100;

}  // namespace

std::int64_t size_at(int place) {
  const double exact = least * std::pow(10.0, static_cast<double>(place) / steps_a_decade);
  const double unit = std::pow(10.0, std::floor(std::log10(exact) + 1e-9) - 1);
  return std::llround(std::round(exact / unit) * unit);
}

int place_of_size(std::int64_t samples) {
  const double share = std::log10(std::max(static_cast<double>(samples), least) / least);
  return std::clamp(static_cast<int>(std::lround(share * steps_a_decade)), 0, decades * steps_a_decade);
}

SizeSlider::SizeSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
  setRange(0, decades * steps_a_decade);
  setSingleStep(1);
  setPageStep(steps_a_decade);
  setTickInterval(steps_a_decade);
  setTickPosition(QSlider::TicksBelow);
  setToolTip(tr("100 to 10 million samples; a mark is ten times as many"));
  connect(this, &QSlider::valueChanged, this, [this](int place) {
    if (!showing_) emit size_chosen(size_at(place));
  });
}

void SizeSlider::set_size(std::int64_t samples) {
  showing_ = true;
  setValue(place_of_size(samples));
  showing_ = false;
}

/// The wheel scrolls the panel unless the slider has the focus.
void SizeSlider::wheelEvent(QWheelEvent* event) {
  if (hasFocus())
    QSlider::wheelEvent(event);
  else
    event->ignore();
}

}  // namespace accelbench
