// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/board_layout.h"

#include <QStringList>
#include <algorithm>

namespace accelbench {

namespace {

constexpr std::size_t most_in_a_row = 3;
constexpr int least_share = 1, most_share = 100'000;

int share_of(const QString& text) {
  bool number = false;
  const int share = text.toInt(&number);
  return number ? std::clamp(share, least_share, most_share) : BoardLayout::usual_share;
}

std::optional<BoardLayout::Cell> read_cell(const QString& text) {
  const QStringList parts = text.split(u':');
  const auto chart = chart_of(parts.front());
  if (!chart) return {};
  return BoardLayout::Cell{*chart, parts.size() > 1 ? share_of(parts[1]) : BoardLayout::usual_share};
}

}  // namespace

BoardLayout BoardLayout::standard() { return of({loss_chart, throughput_chart, utilization_chart}); }

BoardLayout BoardLayout::of(const std::vector<BoardChart>& charts) {
  BoardLayout layout;
  for (const BoardChart chart : charts) layout.add(chart);
  return layout;
}

std::optional<BoardLayout> BoardLayout::read(const QString& text) {
  BoardLayout layout;
  for (const QString& one : text.split(u';', Qt::SkipEmptyParts)) {
    const QStringList parts = one.split(u'@');
    Row row;
    if (parts.size() > 1) row.share = share_of(parts[1]);
    for (const QString& named : parts.front().split(u',', Qt::SkipEmptyParts)) {
      const auto cell = read_cell(named);
      const bool twice =
          cell && (layout.has(cell->chart) || std::ranges::count(row.cells, cell->chart, &Cell::chart) > 0);
      if (cell && !twice) row.cells.push_back(*cell);
    }
    if (!row.cells.empty()) layout.rows_.push_back(row);
  }
  return layout.rows_.empty() ? std::nullopt : std::optional(layout);
}

QString BoardLayout::text() const {
  QStringList rows;
  for (const Row& row : rows_) {
    QStringList cells;
    for (const Cell& cell : row.cells)
      cells << QStringLiteral("%1:%2").arg(chart_id(cell.chart)).arg(cell.share);
    rows << QStringLiteral("%1@%2").arg(cells.join(u',')).arg(row.share);
  }
  return rows.join(u';');
}

std::vector<BoardChart> BoardLayout::charts() const {
  std::vector<BoardChart> all;
  for (const Row& row : rows_)
    for (const Cell& cell : row.cells) all.push_back(cell.chart);
  return all;
}

std::optional<BoardLayout::Place> BoardLayout::place_of(BoardChart chart) const {
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const auto& cells = rows_[row].cells;
    const auto found = std::ranges::find(cells, chart, &Cell::chart);
    if (found != cells.end()) return Place{row, static_cast<std::size_t>(found - cells.begin())};
  }
  return {};
}

bool BoardLayout::has(BoardChart chart) const { return place_of(chart).has_value(); }

void BoardLayout::add(BoardChart chart) {
  if (has(chart)) return;
  if (rows_.empty() || rows_.back().cells.size() >= most_in_a_row) rows_.emplace_back();
  rows_.back().cells.push_back({chart});
}

void BoardLayout::remove(BoardChart chart) {
  const auto place = place_of(chart);
  if (!place) return;
  auto& cells = rows_[place->row].cells;
  cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(place->cell));
  if (cells.empty()) rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(place->row));
}

void BoardLayout::put(BoardChart chart, BoardChart target, Side side) {
  if (chart == target || !has(target)) return;
  remove(chart);
  const Place place = *place_of(target);
  const auto row = static_cast<std::ptrdiff_t>(place.row);
  if (side == Side::above || side == Side::below) {
    rows_.insert(rows_.begin() + row + (side == Side::below ? 1 : 0), Row{{{chart}}});
    return;
  }
  auto& cells = rows_[place.row].cells;
  cells.insert(cells.begin() + static_cast<std::ptrdiff_t>(place.cell) + (side == Side::right ? 1 : 0),
               {chart});
}

bool BoardLayout::move(BoardChart chart, Side side) {
  const auto place = place_of(chart);
  if (!place) return false;
  auto& cells = rows_[place->row].cells;
  if (side == Side::left || side == Side::right) {
    const std::size_t other = side == Side::left ? place->cell - 1 : place->cell + 1;
    if (other >= cells.size()) return false;  // before the first is a very large number
    std::swap(cells[place->cell], cells[other]);
    return true;
  }
  const bool up = side == Side::above;
  const bool outermost = up ? place->row == 0 : place->row + 1 == rows_.size();
  if (outermost && cells.size() == 1) return false;
  if (outermost) {
    const BoardChart neighbour = cells[place->cell == 0 ? 1 : 0].chart;
    put(chart, neighbour, side);
    return true;
  }
  const auto& next = rows_[up ? place->row - 1 : place->row + 1].cells;
  put(chart, next[std::min(place->cell, next.size() - 1)].chart, Side::right);
  return true;
}

void BoardLayout::set_shares(std::size_t row, int height, const std::vector<int>& widths) {
  if (row >= rows_.size()) return;
  rows_[row].share = std::clamp(height, least_share, most_share);
  for (std::size_t i = 0; i < std::min(widths.size(), rows_[row].cells.size()); ++i)
    rows_[row].cells[i].share = std::clamp(widths[i], least_share, most_share);
}

}  // namespace accelbench
