// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <cstdio>
#include <cstdlib>

// Draws the icon in one size, for the build: accelbench_icons FILE.svg FILE.png SIZE.
int main(int argc, char** argv) {
  const int size = argc == 4 ? std::atoi(argv[3]) : 0;
  QSvgRenderer drawing(argc == 4 ? QFile::decodeName(argv[1]) : QString());
  if (size < 1 || size > 1024 || !drawing.isValid()) {
    std::fputs("usage: accelbench_icons FILE.svg FILE.png SIZE\n", stderr);
    return 2;
  }
  QImage picture(size, size, QImage::Format_ARGB32_Premultiplied);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  drawing.render(&painter);
  painter.end();
  return picture.save(QFile::decodeName(argv[2]), "PNG") ? 0 : 1;
}
