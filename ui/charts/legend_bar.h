// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractButton>
#include <QSet>
#include <QWidget>
#include <vector>

#include "ui/charts/series.h"

// The lines of a chart by name, in as many rows as they need. A click hides and shows a line; a double click,
// or Enter, shows it alone.
namespace accelbench {

/// One line's entry: checked while the line is shown.
class LegendButton : public QAbstractButton {
  Q_OBJECT

 public:
  LegendButton(const SeriesStyle& style, QWidget* parent);
  QSize sizeHint() const override;
  const SeriesStyle& style_of_line() const { return style_; }

 signals:
  void isolated();

 protected:
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  SeriesStyle style_;
};

class LegendBar : public QWidget {
  Q_OBJECT

 public:
  explicit LegendBar(QWidget* parent);
  void set_entries(const std::vector<SeriesStyle>& styles, const QSet<QString>& hidden);

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void toggled(const QString& label, bool shown);
  void isolated(const QString& label);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  std::vector<QRect> places(int width) const;
  void place_buttons();

  std::vector<LegendButton*> buttons_;
};

}  // namespace accelbench
