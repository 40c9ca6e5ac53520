// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <functional>

#include "ui/panels/chart_board.h"

namespace accelbench {

enum class ExportFormat { png, svg, pdf, csv, html };

/// "png".
QString suffix_of(ExportFormat format);

/// Writes one chart as a picture or as numbers. `scale` is for PNG.
Status export_chart(const LineChart& chart, ExportFormat format, double scale, const QString& file);
/// A picture of it; it has no numbers of its own.
Status export_figure(const Figure& figure, ExportFormat format, double scale, const QString& file);
/// All charts in sight as one picture, or their numbers one below the other.
Status export_board(const BoardPage& board, ExportFormat format, double scale, const QString& file);
/// Whichever of these the chart is.
Status export_one(ChartBoard& board, BoardChart chart, ExportFormat format, double scale,
                  const QString& file);
/// The report of a results file: a page of HTML, or that printed as PDF.
Status export_report_file(const std::string& results_file, ExportFormat format, const QString& file);

/// Which chart, which format, where to.
class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  /// `results_file`: what the report is made from; empty: there is none.
  ExportDialog(ChartBoard& board, const std::string& results_file, const QString& folder,
               QWidget* parent = nullptr);
  void choose(BoardChart chart);
  void choose_board();
  /// What to ask before a file is overwritten; tests answer it themselves.
  std::function<bool(const QString& file)> may_overwrite;

 signals:
  void exported(const QString& file);

 public slots:
  void accept() override;

 private:
  static constexpr int whole_board = -1, report = -2;
  void build();
  void build_form();
  void fill_subjects();
  void fill_formats();
  void propose_name();
  void look_for_file();
  int subject() const { return subject_->currentData().toInt(); }
  ExportFormat format() const { return static_cast<ExportFormat>(format_->currentData().toInt()); }
  bool ask_to_overwrite(const QString& file);
  Status write(const QString& file);

  ChartBoard& board_;
  std::string results_file_;
  QString folder_;
  QComboBox* subject_;
  QComboBox* format_;
  QComboBox* scale_;
  QLineEdit* file_;
  QLabel* problem_;
};

}  // namespace accelbench
