// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <array>
#include <cmath>

#include "ui/charts/chart_theme.h"
#include "ui/charts/marker.h"
#include "ui/theme/theme.h"

// Whether the colours of accelerators are told apart by eyes that lack one kind of cone: simulated, then
// measured as distances in CIELAB.
namespace accelbench {
namespace {

using Three = std::array<double, 3>;
using Matrix = std::array<Three, 3>;

// Severity 1.0. Source: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
// Color Vision Deficiency", IEEE TVCG 15 (6), 2009, table 1; they apply to linear light.
constexpr Matrix all_cones{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix no_red{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix no_green{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix no_blue{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
// Linear sRGB to XYZ under D65, each row over its white. Source: IEC 61966-2-1.
constexpr Matrix to_xyz{{{0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047},
                         {0.2126729, 0.7151522, 0.0721750},
                         {0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883}}};

Three times(const Matrix& matrix, const Three& values) {
  Three product{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) product[i] += matrix[i][j] * values[j];
  return product;
}

Three linear_light(const QColor& color) {
  const auto linear = [](double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return {linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
}

/// L*, a*, b* of what such an eye sees. Source: CIE 15:2004.
Three seen(const QColor& color, const Matrix& eye) {
  Three light = times(eye, linear_light(color));
  for (double& value : light) value = std::clamp(value, 0.0, 1.0);
  Three xyz = times(to_xyz, light);
  for (double& value : xyz)
    value = value > 216.0 / 24389 ? std::cbrt(value) : (24389.0 / 27 * value + 16) / 116;
  return {116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])};
}

double distance(const QColor& a, const QColor& b, const Matrix& eye) {
  const Three of_a = seen(a, eye), of_b = seen(b, eye);
  return std::hypot(of_a[0] - of_b[0], of_a[1] - of_b[1], of_a[2] - of_b[2]);
}

}  // namespace

class TestColourBlindness : public QObject {
  Q_OBJECT

 private slots:
  /// Known pairs: red and green of one lightness are one colour without the green cone; white and black are
  /// 100 apart.
  void the_simulation_finds_what_is_known() {
    QVERIFY(qAbs(distance(Qt::white, Qt::black, all_cones) - 100) < 0.1);
    QVERIFY(qAbs(distance(Qt::white, Qt::black, no_green) - 100) < 0.5);
    const QColor red(0xC0, 0x50, 0x30), green(0x70, 0x80, 0x30);
    QVERIFY(distance(red, green, all_cones) > 50);
    QVERIFY(distance(red, green, no_green) < 20);
  }

  void lines_are_told_apart_by_every_eye_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<double>("least");
    // 2.3 is just noticed on areas side by side (Mahy and others, 1994); thin lines far from each other need
    // several times that. On dark the colours are lightened for contrast, which brings them nearer to each
    // other.
    QTest::newRow("light") << false << 15.0;
    QTest::newRow("dark") << true << 10.0;
  }

  void lines_are_told_apart_by_every_eye() {
    QFETCH(bool, dark);
    QFETCH(double, least);
    const auto theme = ChartTheme::from_palette(theme_palette(dark ? ThemeChoice::dark : ThemeChoice::light));
    for (const auto& [name, eye] : {std::pair("all cones", all_cones), std::pair("protanopia", no_red),
                                    std::pair("deuteranopia", no_green), std::pair("tritanopia", no_blue)})
      for (int a = 0; a < 8; ++a)
        for (int b = 0; b < a; ++b) {
          const double apart =
              distance(theme.line(accelerator_color(a)), theme.line(accelerator_color(b)), eye);
          QVERIFY2(apart >= least, qPrintable(QStringLiteral("%1: %2 and %3 are %4 apart")
                                                  .arg(QLatin1String(name))
                                                  .arg(b)
                                                  .arg(a)
                                                  .arg(apart)));
        }
  }

  /// The second channel: no two of the first seven accelerators have one shape.
  void markers_differ_where_colours_might_not() {
    std::vector<QImage> shapes;
    for (int marker = 0; marker < 7; ++marker) {
      QImage picture(24, 24, QImage::Format_RGB32);
      picture.fill(Qt::white);
      QPainter painter(&picture);
      draw_marker(painter, marker, {12, 12}, 20, Qt::black, Qt::white);
      painter.end();
      for (const QImage& other : shapes) QVERIFY(other != picture);
      shapes.push_back(picture);
    }
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestColourBlindness)
#include "colour_blindness.moc"
