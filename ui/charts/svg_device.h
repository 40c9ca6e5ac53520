// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>
#include <QPaintDevice>
#include <QSize>
#include <QString>
#include <memory>

namespace accelbench {

class SvgEngine;

/// What is painted on it becomes an SVG document that looks the same everywhere: text is outlined (and named
/// for screen readers), clips to rectangles are kept, and lines drawn piece by piece are joined.
/// QSvgGenerator of Qt 6.4 names fonts that the reader may not have, and clips nothing.
class SvgDevice : public QPaintDevice {
 public:
  SvgDevice(QSize size, const QString& title, const QString& description);
  ~SvgDevice() override;

  QPaintEngine* paintEngine() const override;
  /// The whole document; call it when the painter has ended.
  QByteArray document() const;

 protected:
  int metric(PaintDeviceMetric metric) const override;

 private:
  QSize size_;
  QString title_, description_;
  std::unique_ptr<SvgEngine> engine_;
};

}  // namespace accelbench
