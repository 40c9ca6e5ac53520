// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ui/charts/figure.h"

namespace accelbench {

/// How many values lie in equal parts of a stretch, or how many samples each class has.
struct HistogramContent {
  std::vector<std::int64_t> counts;
  std::vector<QString> names;  ///< of the classes, one a bar; empty: numbers
  double least = 0, most = 0;  ///< of numbers
  bool operator==(const HistogramContent&) const = default;
};

class HistogramPlot : public Figure {
  Q_OBJECT

 public:
  explicit HistogramPlot(QWidget* parent = nullptr) : Figure(parent) {}
  void set_content(const HistogramContent& content);
  const HistogramContent& content() const { return content_; }

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;
  QString tip_at(QPointF position) const override;

 private:
  /// "0.15 … 0.2", or the name of a class.
  QString bar_name(std::size_t bar) const;

  HistogramContent content_;
};

}  // namespace accelbench
