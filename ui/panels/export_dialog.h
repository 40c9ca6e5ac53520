// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <functional>

#include "ui/panels/chart_board.h"

namespace accelbench {

enum class ExportFormat { png, svg, pdf, csv };

/// Writes one chart as a picture or as numbers. `scale` is for PNG.
Status export_chart(const LineChart& chart, ExportFormat format, double scale, const QString& file);

/// Which chart, which format, where to.
class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  ExportDialog(const ChartBoard& board, const QString& folder, QWidget* parent = nullptr);
  void choose(ChartBoard::Chart chart);
  /// What to ask before a file is overwritten; tests answer it themselves.
  std::function<bool(const QString& file)> may_overwrite;

 signals:
  void exported(const QString& file);

 public slots:
  void accept() override;

 private:
  void build(const ChartBoard& board);
  void propose_name();
  void look_for_file();
  ExportFormat format() const { return static_cast<ExportFormat>(format_->currentIndex()); }
  bool ask_to_overwrite(const QString& file);

  const ChartBoard& board_;
  QString folder_;
  QComboBox* chart_;
  QComboBox* format_;
  QComboBox* scale_;
  QLineEdit* file_;
  QLabel* problem_;
};

}  // namespace accelbench
