// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>
#include <QLabel>
#include <QTabWidget>
#include <QTableView>

#include "ui/models/preview_figures.h"
#include "ui/models/preview_model.h"
#include "ui/session/data_look.h"

namespace accelbench {

/// The beginning of data as it will be read: rows, columns one by one, two of them as a picture, images.
class DataPreview : public QWidget {
  Q_OBJECT

 public:
  explicit DataPreview(QWidget* parent = nullptr);
  /// Null: it is being read.
  void show_answer(const DataLook::Answer& answer);

 private:
  QWidget* build_rows();
  QWidget* build_columns();
  QWidget* build_scatter();
  QComboBox* column_box(const QString& name, const QString& what);
  void show_preview(const Preview& preview);
  void fill_boxes(const Preview& preview);
  void show_column();
  void show_scatter();
  void show_status(const DataLook::Answer& answer);

  std::shared_ptr<const Preview> preview_;
  PreviewModel model_;
  QTabWidget* pages_;
  QTableView* rows_ = nullptr;
  QComboBox *column_ = nullptr, *x_ = nullptr, *y_ = nullptr;
  QLabel *summary_ = nullptr, *status_ = nullptr;
  HistogramPlot* histogram_ = nullptr;
  ScatterPlot* scatter_ = nullptr;
  ImagePlot* images_ = nullptr;
};

/// A table for the first rows of data.
void set_up_preview_table(QTableView& table, PreviewModel& model);

}  // namespace accelbench
