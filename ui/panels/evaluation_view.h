// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <functional>

#include "ui/charts/confusion_plot.h"
#include "ui/charts/image_plot.h"
#include "ui/charts/scatter_plot.h"
#include "ui/models/sorted_rows.h"
#include "ui/models/worst_model.h"
#include "ui/panels/table_tools.h"

class QHBoxLayout;

namespace accelbench {

/// What an evaluation found: figures, confusion matrix or predictions over truth, the worst samples; each can
/// be copied or saved.
class EvaluationView : public QWidget {
  Q_OBJECT

 public:
  explicit EvaluationView(QWidget* parent = nullptr);

  /// Null: nothing yet.
  void show_evaluation(std::shared_ptr<const Evaluated> evaluated);
  /// Under pictures that are saved.
  void set_provenance(const QString& text);

  /// Of the part in sight; the suffix decides: PNG or SVG.
  Status save_picture(const QString& file) const;
  /// The worst samples, with all their inputs that are shown, as CSV.
  Status save_worst(const QString& file) const;

 signals:
  /// Something was saved or not; `problem` where not.
  void told(const QString& text, bool problem);

 private:
  QWidget* build_head();
  QWidget* build_body();
  QWidget* build_worst(QWidget* page);
  QPushButton* add_button(QHBoxLayout& line, const QString& text, const QString& name, const QString& tip,
                          const std::function<void()>& action);
  void show_part();
  void show_figures(const EvaluatedPart& part);
  void show_worst(const EvaluatedPart& part);
  void fit_table();
  void copy_matrix() const;
  void choose_and_save(const QString& title, const QString& name, const QString& filter,
                       Status (EvaluationView::*save)(const QString&) const);
  const Figure* figure() const;

  std::shared_ptr<const Evaluated> evaluated_;
  WorstModel worst_;
  SortedRows rows_;
  QComboBox* part_ = nullptr;
  QLabel *figures_ = nullptr, *worst_title_ = nullptr;
  QPushButton *copy_ = nullptr, *picture_ = nullptr;
  ConfusionPlot* confusion_ = nullptr;
  ScatterPlot* scatter_ = nullptr;
  QLabel* too_many_ = nullptr;
  ImagePlot* images_ = nullptr;
  QTableView* table_ = nullptr;
  TableTools* tools_ = nullptr;
};

}  // namespace accelbench
