// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/preview_figures.h"

#include <algorithm>
#include <cmath>

namespace accelbench {

namespace {

QString name_of_column(const PreviewColumn& column) { return QString::fromStdString(column.name); }

std::vector<QString> names_of(const std::vector<std::string>& labels) {
  std::vector<QString> names;
  for (const std::string& label : labels) names.push_back(QString::fromStdString(label));
  return names;
}

/// The column that is to be predicted: the label, else the first target; none where there is neither.
std::optional<std::size_t> answer_of(const Preview& preview) {
  const auto found = std::ranges::find_if(
      preview.columns, [](const PreviewColumn& column) { return column.role != ColumnRole::feature; });
  if (found == preview.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - preview.columns.begin());
}

}  // namespace

HistogramContent histogram_of(const PreviewColumn& column) {
  return {column.histogram, names_of(column.labels), column.least.value_or(0), column.most.value_or(0)};
}

ScatterContent scatter_of(const Preview& preview, std::size_t x, std::size_t y) {
  ScatterContent content;
  const std::size_t columns = preview.columns.size();
  if (x >= columns || y >= columns) return content;
  const auto answer = answer_of(preview);
  content.x_name = name_of_column(preview.columns[x]);
  content.y_name = name_of_column(preview.columns[y]);
  if (answer) content.value_name = name_of_column(preview.columns[*answer]);
  if (answer) content.classes = names_of(preview.columns[*answer].labels);
  for (std::int64_t row = 0; row < preview.plotted_rows; ++row) {
    const float* const values = &preview.plotted[static_cast<std::size_t>(row) * columns];
    const ScatterDot dot{values[x], values[y], answer ? values[*answer] : 0};
    if (std::isfinite(dot.x) && std::isfinite(dot.y) && std::isfinite(dot.value)) content.dots.push_back(dot);
  }
  return content;
}

ImageContent images_of(const Preview& preview) {
  if (!preview.image) return {};
  ImageContent content{preview.image->rows, preview.image->columns, preview.pixels, {}};
  if (const auto answer = answer_of(preview))
    for (const auto& row : preview.rows) content.names.push_back(QString::fromStdString(row[*answer].text));
  return content;
}

}  // namespace accelbench
