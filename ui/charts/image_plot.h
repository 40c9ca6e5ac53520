// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ui/charts/figure.h"

namespace accelbench {

/// Images of one size with what they are, 0 … 1 from black to white.
struct ImageContent {
  std::int64_t rows = 0, columns = 0;
  std::vector<float> pixels;  ///< [images, rows, columns]; scaled to the range that they have
  std::vector<QString> names;
  bool operator==(const ImageContent&) const = default;
};

/// Small images side by side, as many as there is room for.
class ImagePlot : public Figure {
  Q_OBJECT

 public:
  explicit ImagePlot(QWidget* parent = nullptr) : Figure(parent) {}
  void set_content(const ImageContent& content);
  const ImageContent& content() const { return content_; }

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;

 private:
  std::size_t images() const;
  QImage image(std::size_t number) const;

  ImageContent content_;
};

}  // namespace accelbench
