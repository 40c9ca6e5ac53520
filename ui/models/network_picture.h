// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPointF>
#include <QRectF>
#include <optional>
#include <vector>

#include "core/experiment/experiment.h"

// Where everything of the picture of a network lies, in pixels, worked out without any widget.
namespace accelbench {

/// The data, or a layer: its units one above the other, words below.
struct NetworkColumn {
  int layer = -1;                           ///< in the list of layers, from 0; −1: the data
  std::optional<std::int64_t> units;        ///< empty: data of unknown shape
  double x = 0;                             ///< the middle
  QRectF box;                               ///< all of it: what can be clicked
  std::vector<std::int64_t> drawn;          ///< which units are drawn, from 0
  std::vector<QPointF> places;              ///< of those
  std::optional<QPointF> gap;               ///< where units are left out
  QRectF name, width, activation, dropout;  ///< one line each
  QRectF remove;                            ///< the sign that removes it, where it is selected
};

struct NetworkPicture {
  static constexpr std::size_t most_units = 10;       ///< drawn in a column
  static constexpr std::size_t most_weights = 2'000;  ///< drawn in a picture

  QSizeF size;
  double unit_radius = 4;
  std::vector<NetworkColumn> columns;  ///< the data, then the layers
  std::vector<QRectF> add;             ///< the signs that add a layer before layer 0, 1, …
  /// How many lines there are between the drawn units.
  std::size_t weights() const;
  /// The column here, or none.
  const NetworkColumn* column_at(QPointF place) const;
  /// Which place in the list a layer that is dropped here takes.
  int drop_place(double x) const;
};

/// `features`: width of the data, where it is known. The picture is at least `size`, and wider where the
/// words of its columns need it. `line` is the height of a line of text, `letter` the width of one.
NetworkPicture lay_out_network(const std::vector<LayerSpec>& layers, std::optional<std::int64_t> features,
                               QSizeF size, double line, double letter);

}  // namespace accelbench
