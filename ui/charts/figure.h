// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QImage>
#include <QWidget>

#include "core/base/result.h"
#include "ui/charts/chart_theme.h"

// Still pictures: painted in one go from plain values, on screen in the colours of the palette, exported on
// white.
namespace accelbench {

struct Page;

class Figure : public QWidget {
  Q_OBJECT

 public:
  explicit Figure(QWidget* parent = nullptr);

  void set_title(const QString& title);
  /// Small beside the title: the unit, how the picture is to be read.
  void set_caption(const QString& caption);
  /// Printed small under exported pictures.
  void set_provenance(const QString& text) { provenance_ = text; }
  /// Stands in place of the picture; empty: the picture.
  void set_empty_text(const QString& text);
  const QString& title() const { return title_; }

  /// On white with title and provenance, at `scale` (0.25 … 8). Errors: place = file, reason, fix.
  Status export_png(const QString& file, double scale) const;
  Status export_svg(const QString& file) const;
  Status export_pdf(const QString& file) const;
  QImage export_image(double scale) const;  ///< null where scale is not allowed
  /// On white, as it is exported; provenance only where it is wanted.
  void paint_page(QPainter& painter, QSize size, bool with_provenance) const;
  /// That a page with title and caption needs.
  int page_height() const { return page_size().height(); }
  bool empty() const { return !empty_text_.isEmpty(); }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  /// Paints into `box`, whose height is at least needed_height().
  virtual void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                             const QFont& font) const = 0;
  virtual double needed_height(const QFont& font) const = 0;
  /// What stands at a place of the picture, in words; empty: nothing.
  virtual QString tip_at(QPointF position) const;
  /// Where the picture was painted last.
  const QRectF& content_box() const { return content_box_; }
  /// The values changed.
  void show_changes();

  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  Page page(QSize size) const;
  QSize page_size() const;
  double header_height() const;

  QString title_, caption_, provenance_, empty_text_;
  QRectF content_box_;
};

/// Text that ends with an ellipsis where the box is too narrow.
void paint_elided(QPainter& painter, const QRectF& box, int alignment, const QString& text);

}  // namespace accelbench
