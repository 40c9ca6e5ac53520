// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QPushButton>
#include <QWidget>
#include <functional>
#include <vector>

namespace accelbench {

/// Four steps over the window that point at what is used first: Enter or → goes on, ← back, Escape ends.
/// However it ends, it is not offered again by itself.
class Tour : public QWidget {
  Q_OBJECT

 public:
  struct Step {
    QWidget* target = nullptr;  ///< what is pointed at
    QString title, text;
    std::function<void()> show;  ///< brings the target into sight; empty: it is
  };

  /// Covers the window and begins.
  Tour(std::vector<Step> steps, QWidget* window);

  /// Whether a tour has ended on this machine before.
  static bool was_dismissed();

  int step() const { return step_; }
  void go_to(int step);
  void go_on() { go_to(step_ + 1); }
  void go_back() { go_to(step_ - 1); }
  void end();

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void build_card();
  void build_keys();
  void put_card();
  QRect hole() const;

  std::vector<Step> steps_;
  int step_ = 0;
  QWidget* card_ = nullptr;
  QLabel *count_ = nullptr, *title_ = nullptr, *text_ = nullptr;
  QPushButton *back_ = nullptr, *next_ = nullptr, *end_ = nullptr;
};

}  // namespace accelbench
