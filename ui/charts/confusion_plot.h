// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ui/charts/figure.h"

namespace accelbench {

/// How many samples of a class (row) were answered by a class (column).
struct ConfusionContent {
  std::vector<QString> names;
  std::vector<std::int64_t> counts;  ///< [classes, classes]
  bool operator==(const ConfusionContent&) const = default;
};

/// A confusion matrix: counts and shares of the row in the cells as long as there is room for them, right
/// answers in one colour, wrong ones in another, the stronger the larger their share of the row.
class ConfusionPlot : public Figure {
  Q_OBJECT

 public:
  explicit ConfusionPlot(QWidget* parent = nullptr) : Figure(parent) {}
  void set_content(const ConfusionContent& content);
  const ConfusionContent& content() const { return content_; }
  /// Of a cell in its row; 0 where the row has no samples.
  double share(std::size_t row, std::size_t column) const;
  /// With the names of the classes around: tabs between, a line a row.
  QString text() const;

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;
  QString tip_at(QPointF position) const override;

 private:
  struct Grid;
  Grid grid_in(const QRectF& box, const QFont& font) const;
  void paint_names(QPainter& painter, const Grid& grid, const ChartTheme& theme) const;
  void paint_cell(QPainter& painter, const Grid& grid, std::size_t row, std::size_t column,
                  const ChartTheme& theme) const;
  QColor cell_color(std::size_t row, std::size_t column, const ChartTheme& theme) const;
  std::size_t classes() const { return content_.names.size(); }
  std::int64_t count(std::size_t row, std::size_t column) const {
    return content_.counts[row * classes() + column];
  }

  ConfusionContent content_;
  std::vector<std::int64_t> of_row_;  // samples
};

}  // namespace accelbench
