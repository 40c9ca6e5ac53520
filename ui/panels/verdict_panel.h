// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include "ui/charts/dot_plot.h"
#include "ui/charts/forest_plot.h"
#include "ui/charts/phase_bars.h"
#include "ui/charts/scaling_plot.h"
#include "ui/models/beside_model.h"
#include "ui/models/comparison_model.h"

class QVBoxLayout;

namespace accelbench {

/// What a comparison has come to and what that rests on: sentences, ratios with intervals, every run, phases,
/// certificates, disturbances; beside a comparison of another machine where there is one.
class VerdictPanel : public QStackedWidget {
  Q_OBJECT

 public:
  explicit VerdictPanel(const ComparisonBoard& board, const ComparisonBoard& other,
                        QWidget* parent = nullptr);

  /// What to do and how long it will take, while there is no comparison to show.
  void set_before(const QString& text);
  /// Another comparison stands on the board; the earlier one's quantity is forgotten.
  void begin();
  /// The board told more.
  void refresh();
  /// Under exported figures.
  void set_provenance(const QString& text);
  /// Whether a recorded comparison may be repeated now.
  void set_may_repeat(bool may) { repeat_->setEnabled(may); }

  struct NamedFigure {
    QString stem;  ///< of its file
    const Figure* figure;
  };
  std::vector<NamedFigure> figures() const;
  QString sentences() const { return sentences_->text(); }

 signals:
  void repeat_asked();
  void export_asked();

 private:
  QWidget* build_content();
  QWidget* build_head(QWidget* page);
  QLabel* add_text(QVBoxLayout& column, const QString& name, bool faint);
  QLabel* add_heading(QVBoxLayout& column, const QString& text);
  void build_tables(QVBoxLayout& column);
  void copy_text() const;
  void show_head();
  void show_texts();
  void show_figures();
  QLayout* build_scaling(QWidget* page);
  void show_scaling();
  void show_tables();
  void offer_quantities();
  Quantity quantity() const;

  const ComparisonBoard& board_;
  const ComparisonBoard& other_;
  CertificatesModel certificates_model_;
  BesideModel beside_model_;
  QLabel* before_;
  QScrollArea* scroll_;
  QLabel *headline_ = nullptr, *standing_ = nullptr, *forecast_ = nullptr, *sentences_ = nullptr,
         *others_ = nullptr, *disturbances_ = nullptr, *floor_ = nullptr;
  QLabel *certificates_heading_ = nullptr, *disturbances_heading_ = nullptr, *others_heading_ = nullptr,
         *beside_heading_ = nullptr;
  QComboBox* quantity_ = nullptr;
  QToolButton *repeat_ = nullptr, *copy_ = nullptr, *export_ = nullptr;
  ForestPlot* forest_ = nullptr;
  DotPlot* dots_ = nullptr;
  PhaseBars* phases_ = nullptr;
  ScalingPlot *speed_up_ = nullptr, *efficiency_ = nullptr;
  QTableView *certificates_ = nullptr, *beside_ = nullptr;
};

}  // namespace accelbench
