// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QWidget>
#include <optional>

namespace accelbench {

/// Above the runs: what may be done to them while they train, and the learning rate that they have.
class RunControls : public QWidget {
  Q_OBJECT

 public:
  RunControls(QAction* one_epoch, QAction* checkpoint, QWidget* parent = nullptr);

  struct Rate {
    std::optional<double> value;
    bool by_hand = false;
    bool can_be_set = false;
    QString why;  ///< the tool tip: what Enter does, or why it cannot be set
  };
  /// A text that is being typed stays.
  void show_rate(const Rate& rate);

 signals:
  /// Enter was pressed on a number; NaN for what is none.
  void rate_entered(double rate);

 protected:
  /// Escape gives up what was typed.
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void enter();

  QLineEdit* rate_;
  QLabel* by_hand_;
};

}  // namespace accelbench
