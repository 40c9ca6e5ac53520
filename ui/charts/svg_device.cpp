// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/svg_device.h"

#include <QBuffer>
#include <QImage>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <cmath>
#include <map>

namespace accelbench {

namespace {

constexpr int pixels_an_inch = 96;
constexpr double millimetres_an_inch = 25.4;

QByteArray number_of(double value) {
  if (!std::isfinite(value)) return "0";
  const double rounded = std::round(value * 1000) / 1000;
  return QByteArray::number(rounded == 0 ? 0.0 : rounded, 'g', 8);
}

QByteArray pair_of(const QPointF& point) { return number_of(point.x()) + ',' + number_of(point.y()); }

/// Without what XML does not allow.
QByteArray escaped(const QString& text) {
  QString kept;
  for (const QChar letter : text)
    if (letter >= u' ' || letter == u'\n' || letter == u'\t') kept += letter;
  return kept.toHtmlEscaped().toUtf8();
}

QByteArray color_of(const char* name, const QColor& color) {
  QByteArray text = QByteArray(" ") + name + "=\"" + color.name().toUtf8() + '"';
  if (color.alpha() < 255) text += QByteArray(" ") + name + "-opacity=\"" + number_of(color.alphaF()) + '"';
  return text;
}

const char* cap_of(Qt::PenCapStyle cap) {
  return cap == Qt::RoundCap ? "round" : cap == Qt::SquareCap ? "square" : "butt";
}

const char* join_of(Qt::PenJoinStyle join) {
  return join == Qt::RoundJoin ? "round" : join == Qt::BevelJoin ? "bevel" : "miter";
}

QByteArray stroke_of(const QPen& pen) {
  if (pen.style() == Qt::NoPen) return " stroke=\"none\"";
  const double width = pen.widthF() > 0 ? pen.widthF() : 1;
  QByteArray text = color_of("stroke", pen.color()) + " stroke-width=\"" + number_of(width) + '"';
  text += QByteArray(" stroke-linecap=\"") + cap_of(pen.capStyle()) + "\" stroke-linejoin=\"" +
          join_of(pen.joinStyle()) + '"';
  if (pen.isCosmetic()) text += " vector-effect=\"non-scaling-stroke\"";
  if (pen.style() == Qt::SolidLine) return text;
  QByteArray dashes;
  for (const double dash : pen.dashPattern()) dashes += number_of(dash * width) + ' ';
  return text + " stroke-dasharray=\"" + dashes.trimmed() + '"';
}

QByteArray fill_of(const QBrush& brush) {
  return brush.style() == Qt::NoBrush ? QByteArray(" fill=\"none\"") : color_of("fill", brush.color());
}

QByteArray path_data(const QPainterPath& path) {
  QByteArray data;
  for (int i = 0; i < path.elementCount(); ++i) {
    const QPainterPath::Element element = path.elementAt(i);
    switch (element.type) {
      case QPainterPath::MoveToElement:
        data += 'M';
        break;
      case QPainterPath::LineToElement:
        data += 'L';
        break;
      case QPainterPath::CurveToElement:
        data += 'C';
        break;
      case QPainterPath::CurveToDataElement:
        data += ' ';
        break;
    }
    data += pair_of(element);
  }
  return data;
}

QByteArray png_of(const QImage& image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return "data:image/png;base64," + bytes.toBase64();
}

QPaintEngine::PaintEngineFeatures what_is_drawn() {
  return QPaintEngine::AllFeatures &
         ~(QPaintEngine::PerspectiveTransform | QPaintEngine::ConicalGradientFill | QPaintEngine::PorterDuff |
           QPaintEngine::RasterOpModes | QPaintEngine::ObjectBoundingModeGradients);
}

}  // namespace

class SvgEngine : public QPaintEngine {
 public:
  SvgEngine() : QPaintEngine(what_is_drawn()) {}

  bool begin(QPaintDevice*) override { return true; }
  bool end() override {
    end_line();
    return true;
  }
  Type type() const override { return User; }
  void updateState(const QPaintEngineState& state) override;
  void drawPath(const QPainterPath& path) override;
  void drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) override;
  using QPaintEngine::drawPolygon;
  void drawPixmap(const QRectF& place, const QPixmap& pixmap, const QRectF& source) override;
  void drawImage(const QRectF& place, const QImage& image, const QRectF& source,
                 Qt::ImageConversionFlags flags) override;
  void drawTextItem(const QPointF& place, const QTextItem& text) override;

  const QByteArray& clips() const { return clips_; }
  const QByteArray& body() const { return body_; }

 private:
  void read_clip(const QPaintEngineState& state);
  void end_line();
  void add_line(const QPointF* points, int count);

  QByteArray clips_, body_;
  QByteArray stroke_, fill_, transform_, opacity_, clip_;
  QTransform matrix_;
  std::map<QByteArray, int> known_clips_;
  QPolygonF line_;                       ///< not written yet: the next piece may go on from its end
  QByteArray line_before_, line_looks_;  ///< around its points
};

/// Clips stand around an element that has no transform of its own.
void SvgEngine::read_clip(const QPaintEngineState& state) {
  clip_.clear();
  if (!state.isClipEnabled() || !painter()->hasClipping()) return;
  const QRectF box = matrix_.mapRect(painter()->clipBoundingRect());
  const QByteArray shape = "<rect x=\"" + number_of(box.x()) + "\" y=\"" + number_of(box.y()) +
                           "\" width=\"" + number_of(box.width()) + "\" height=\"" + number_of(box.height()) +
                           "\"/>";
  const auto [place, added] = known_clips_.try_emplace(shape, static_cast<int>(known_clips_.size()));
  const QByteArray name = "clip" + QByteArray::number(place->second);
  if (added) clips_ += "<clipPath id=\"" + name + "\">" + shape + "</clipPath>\n";
  clip_ = "<g clip-path=\"url(#" + name + ")\">";
}

void SvgEngine::updateState(const QPaintEngineState& state) {
  matrix_ = state.transform();
  transform_.clear();
  if (!matrix_.isIdentity())
    transform_ = " transform=\"matrix(" + number_of(matrix_.m11()) + ' ' + number_of(matrix_.m12()) + ' ' +
                 number_of(matrix_.m21()) + ' ' + number_of(matrix_.m22()) + ' ' + number_of(matrix_.dx()) +
                 ' ' + number_of(matrix_.dy()) + ")\"";
  opacity_ = state.opacity() < 1 ? " opacity=\"" + number_of(state.opacity()) + '"' : QByteArray();
  stroke_ = stroke_of(state.pen());
  fill_ = fill_of(state.brush());
  read_clip(state);
}

void SvgEngine::end_line() {
  if (line_.isEmpty()) return;
  QByteArray points;
  for (const QPointF& point : line_) points += pair_of(point) + ' ';
  body_ += line_before_ + "<polyline points=\"" + points.trimmed() + line_looks_;
  line_.clear();
}

/// Only whole dashes could be cut by joining: pieces of dashed lines stay as they are.
void SvgEngine::add_line(const QPointF* points, int count) {
  const QByteArray looks =
      "\" fill=\"none\"" + stroke_ + transform_ + opacity_ + "/>" + (clip_.isEmpty() ? "\n" : "</g>\n");
  const bool goes_on = !line_.isEmpty() && looks == line_looks_ && clip_ == line_before_ &&
                       line_.back() == points[0] && !stroke_.contains("dasharray");
  if (!goes_on) end_line();
  for (int i = goes_on ? 1 : 0; i < count; ++i) line_ << points[i];
  line_looks_ = looks;
  line_before_ = clip_;
}

void SvgEngine::drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) {
  if (count < 1) return;
  if (mode == PolylineMode) return add_line(points, count);
  QPainterPath path(points[0]);
  for (int i = 1; i < count; ++i) path.lineTo(points[i]);
  path.closeSubpath();
  path.setFillRule(mode == WindingMode ? Qt::WindingFill : Qt::OddEvenFill);
  drawPath(path);
}

void SvgEngine::drawPath(const QPainterPath& path) {
  if (path.isEmpty()) return;
  end_line();
  const bool odd_even = path.fillRule() == Qt::OddEvenFill;
  body_ += clip_ + "<path d=\"" + path_data(path) + '"' + fill_ + (odd_even ? " fill-rule=\"evenodd\"" : "") +
           stroke_ + transform_ + opacity_ + "/>" + (clip_.isEmpty() ? "\n" : "</g>\n");
}

void SvgEngine::drawPixmap(const QRectF& place, const QPixmap& pixmap, const QRectF& source) {
  drawImage(place, pixmap.toImage(), source, Qt::AutoColor);
}

void SvgEngine::drawImage(const QRectF& place, const QImage& image, const QRectF& source,
                          Qt::ImageConversionFlags) {
  end_line();
  body_ += clip_ + "<image x=\"" + number_of(place.x()) + "\" y=\"" + number_of(place.y()) + "\" width=\"" +
           number_of(place.width()) + "\" height=\"" + number_of(place.height()) +
           "\" preserveAspectRatio=\"none\" href=\"" + png_of(image.copy(source.toRect())) + '"' +
           transform_ + opacity_ + "/>" + (clip_.isEmpty() ? "\n" : "</g>\n");
}

void SvgEngine::drawTextItem(const QPointF& place, const QTextItem& text) {
  end_line();
  body_ += "<g role=\"img\" aria-label=\"" + escaped(text.text()) + "\">\n";
  QPaintEngine::drawTextItem(place, text);  // outlines it and calls drawPath
  body_ += "</g>\n";
}

SvgDevice::SvgDevice(QSize size, const QString& title, const QString& description)
    : size_(size), title_(title), description_(description), engine_(std::make_unique<SvgEngine>()) {}

SvgDevice::~SvgDevice() = default;

QPaintEngine* SvgDevice::paintEngine() const { return engine_.get(); }

QByteArray SvgDevice::document() const {
  const QByteArray width = QByteArray::number(size_.width()), height = QByteArray::number(size_.height());
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
         width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + ' ' + height + "\">\n<title>" +
         escaped(title_) + "</title>\n<desc>" + escaped(description_) + "</desc>\n<defs>\n" +
         engine_->clips() + "</defs>\n" + engine_->body() + "</svg>\n";
}

int SvgDevice::metric(PaintDeviceMetric metric) const {
  switch (metric) {
    case PdmWidth:
      return size_.width();
    case PdmHeight:
      return size_.height();
    case PdmWidthMM:
      return static_cast<int>(size_.width() * millimetres_an_inch / pixels_an_inch);
    case PdmHeightMM:
      return static_cast<int>(size_.height() * millimetres_an_inch / pixels_an_inch);
    case PdmDpiX:
    case PdmDpiY:
    case PdmPhysicalDpiX:
    case PdmPhysicalDpiY:
      return pixels_an_inch;
    case PdmDevicePixelRatioScaled:
      return static_cast<int>(devicePixelRatioFScale());
    case PdmDevicePixelRatio:
      return 1;
    case PdmDepth:
      return 32;
    default:
      return QPaintDevice::metric(metric);
  }
}

}  // namespace accelbench
