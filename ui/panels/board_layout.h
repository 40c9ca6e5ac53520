// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <optional>
#include <vector>

#include "ui/panels/board_charts.h"

namespace accelbench {

/// Which charts stand on a board, where, and how large: rows of charts, each with its share of the room. A
/// chart stands there at most once.
class BoardLayout {
 public:
  struct Cell {
    BoardChart chart = loss_chart;
    int share = usual_share;  ///< of the width of its row, beside those of the others
    bool operator==(const Cell&) const = default;
  };
  struct Row {
    std::vector<Cell> cells;
    int share = usual_share;  ///< of the height
    bool operator==(const Row&) const = default;
  };
  enum class Side { left, right, above, below };
  static constexpr int usual_share = 100;

  /// Loss, throughput and utilization beside each other.
  static BoardLayout standard();
  /// Rows of at most three.
  static BoardLayout of(const std::vector<BoardChart>& charts);
  /// "loss:100,throughput:120@60;power:100@40": chart and share, rows by semicolons with theirs. Empty where
  /// the text is none of these; charts that this program does not know are left out.
  static std::optional<BoardLayout> read(const QString& text);
  QString text() const;

  const std::vector<Row>& rows() const { return rows_; }
  std::vector<BoardChart> charts() const;  ///< row by row
  bool has(BoardChart chart) const;
  /// At the end of the last row, or in a row of its own where that has three.
  void add(BoardChart chart);
  void remove(BoardChart chart);
  /// Takes the chart from where it stands and puts it beside `target`. Above and below: a row of its own.
  void put(BoardChart chart, BoardChart target, Side side);
  /// Changes places with its neighbour; above and below: joins the next row, or makes one. Whether it could.
  bool move(BoardChart chart, Side side);
  void set_shares(std::size_t row, int height, const std::vector<int>& widths);

  bool operator==(const BoardLayout&) const = default;

 private:
  struct Place {
    std::size_t row = 0, cell = 0;
  };
  std::optional<Place> place_of(BoardChart chart) const;

  std::vector<Row> rows_;
};

}  // namespace accelbench
