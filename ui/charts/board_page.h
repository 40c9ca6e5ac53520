// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QSize>
#include <QString>
#include <vector>

#include "ui/charts/chart_export.h"

namespace accelbench {

class Figure;
class LineChart;

/// Several charts as one picture, standing as on the board. The charts outlive it.
struct BoardPage {
  struct Cell {
    const LineChart* lines = nullptr;  ///< or a figure
    const Figure* figure = nullptr;
    int share = 1;  ///< of the width of its row
  };
  struct Row {
    std::vector<Cell> cells;
    int share = 1;  ///< of the height
  };
  QString title, provenance;
  std::vector<Row> rows;

  QSize size() const;
  Page page() const;
  /// As LineChart::export_csv, with the chart before the series.
  QByteArray csv() const;
};

}  // namespace accelbench
