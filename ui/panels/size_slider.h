// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QSlider>
#include <cstdint>

namespace accelbench {

/// How many samples, from 100 to 10 million; each step is about an eighth more, in two digits.
class SizeSlider : public QSlider {
  Q_OBJECT

 public:
  explicit SizeSlider(QWidget* parent = nullptr);
  /// Sizes outside the range stand at its end, and are not changed.
  void set_size(std::int64_t samples);

 signals:
  void size_chosen(qint64 samples);

 protected:
  void wheelEvent(QWheelEvent* event) override;

 private:
  bool showing_ = false;
};

/// The size at a place of the slider, from 0.
std::int64_t size_at(int place);
/// The place nearest to a size.
int place_of_size(std::int64_t samples);

}  // namespace accelbench
