// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/network_picture.h"

#include <algorithm>
#include <cmath>

namespace accelbench {

namespace {

constexpr double letters_in_a_column = 10;
constexpr double sign_size = 1.1;  // of the signs that add and remove, in lines

/// What is measured of the letters and shared by all columns.
struct Page {
  double line, pitch, top, bottom;  // the units lie between top and bottom
};

/// All units, or the first and the last of them with a gap between.
void choose_units(NetworkColumn& column) {
  const std::int64_t units = column.units.value_or(0);
  const auto most = static_cast<std::int64_t>(NetworkPicture::most_units);
  if (units <= most) {
    for (std::int64_t i = 0; i < units; ++i) column.drawn.push_back(i);
    return;
  }
  for (std::int64_t i = 0; i < most / 2; ++i) column.drawn.push_back(i);
  for (std::int64_t i = units - (most / 2 - 1); i < units; ++i) column.drawn.push_back(i);
}

/// The units in the middle of the column; a gap takes the place of one.
void place_units(NetworkColumn& column, const Page& page) {
  const bool has_gap = column.units.value_or(0) > static_cast<std::int64_t>(NetworkPicture::most_units);
  const std::size_t rows = column.drawn.size() + (has_gap ? 1 : 0);
  const double step = (page.bottom - page.top) / static_cast<double>(NetworkPicture::most_units);
  const double first = (page.top + page.bottom) / 2 - step * (static_cast<double>(rows) - 1) / 2;
  const std::size_t gap_row = NetworkPicture::most_units / 2;
  for (std::size_t row = 0; row < rows; ++row) {
    const QPointF place(column.x, first + step * static_cast<double>(row));
    if (has_gap && row == gap_row)
      column.gap = place;
    else
      column.places.push_back(place);
  }
}

void place_words(NetworkColumn& column, const Page& page, double height) {
  const double left = column.x - page.pitch / 2;
  double y = page.bottom + page.line * 0.4;
  for (QRectF* words : {&column.name, &column.width, &column.activation, &column.dropout}) {
    *words = QRectF(left, y, page.pitch, page.line);
    y += page.line;
  }
  column.box = QRectF(left, 0, page.pitch, height);
  const double sign = page.line * sign_size;
  column.remove = QRectF(column.x - sign / 2, page.line * 0.2, sign, sign);
}

NetworkColumn make_column(int layer, std::optional<std::int64_t> units, const Page& page, double height) {
  NetworkColumn column;
  column.layer = layer;
  column.units = units;
  column.x = page.pitch * (layer + 1.5);
  choose_units(column);
  place_units(column, page);
  place_words(column, page, height);
  return column;
}

}  // namespace

std::size_t NetworkPicture::weights() const {
  std::size_t count = 0;
  for (std::size_t i = 1; i < columns.size(); ++i)
    count += columns[i - 1].drawn.size() * columns[i].drawn.size();
  return count;
}

const NetworkColumn* NetworkPicture::column_at(QPointF place) const {
  const auto found = std::ranges::find_if(
      columns, [place](const NetworkColumn& column) { return column.box.contains(place); });
  return found == columns.end() ? nullptr : &*found;
}

int NetworkPicture::drop_place(double x) const {
  if (columns.size() < 2) return 0;
  const double pitch = columns[0].box.width();
  return std::clamp(static_cast<int>(std::floor(x / pitch)) - 1, 0, static_cast<int>(columns.size()) - 2);
}

NetworkPicture lay_out_network(const std::vector<LayerSpec>& layers, std::optional<std::int64_t> features,
                               QSizeF size, double line, double letter) {
  const auto columns = static_cast<double>(layers.size() + 1);
  const bool drops = std::ranges::any_of(layers, [](const LayerSpec& layer) { return layer.dropout > 0; });
  NetworkPicture picture;
  picture.size = QSizeF(std::max(size.width(), columns * letter * letters_in_a_column), size.height());
  const Page page{line, picture.size.width() / columns, line * 1.9,
                  size.height() - line * (drops ? 4.6 : 3.6)};
  picture.unit_radius = std::clamp((page.bottom - page.top) / 28, 2.0, 7.0);
  picture.columns.push_back(make_column(-1, features, page, size.height()));
  for (std::size_t i = 0; i < layers.size(); ++i) {
    picture.columns.push_back(make_column(static_cast<int>(i), layers[i].units, page, size.height()));
    const double sign = line * sign_size;
    picture.add.emplace_back(page.pitch * (static_cast<double>(i) + 1) - sign / 2, line * 0.2, sign, sign);
  }
  return picture;
}

}  // namespace accelbench
