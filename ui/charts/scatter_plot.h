// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ui/charts/figure.h"
#include "ui/charts/span.h"

namespace accelbench {

struct ScatterDot {
  float x = 0, y = 0;
  float value = 0;  ///< number of the class, or a number
  bool operator==(const ScatterDot&) const = default;
};

/// Samples over two of their columns, coloured by what is to be predicted.
struct ScatterContent {
  QString x_name, y_name, value_name;
  std::vector<ScatterDot> dots;
  std::vector<QString> classes;  ///< empty: `value` is a number
  bool equal_axes = false;       ///< one scale for both, with the line y = x
  bool operator==(const ScatterContent&) const = default;
};

class ScatterPlot : public Figure {
  Q_OBJECT

 public:
  explicit ScatterPlot(QWidget* parent = nullptr) : Figure(parent) {}
  void set_content(const ScatterContent& content);
  const ScatterContent& content() const { return content_; }

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;

 private:
  struct Frame;
  void paint_axes(QPainter& painter, const Frame& frame, const ChartTheme& theme, const QFont& font) const;
  void paint_dots(QPainter& painter, const Frame& frame, const ChartTheme& theme) const;
  void paint_legend(QPainter& painter, QRectF box, const ChartTheme& theme) const;
  QColor color_of(const ScatterDot& dot, const ChartTheme& theme) const;

  ScatterContent content_;
  Span values_;
};

}  // namespace accelbench
