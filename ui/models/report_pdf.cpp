// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/report_pdf.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextObjectInterface>
#include <algorithm>

#include "core/results/report_plots.h"
#include "core/results/report_view.h"

namespace accelbench {

namespace {

constexpr int points_an_inch = 72;
constexpr double margin_mm = 16;
constexpr double foot_points = 22;
constexpr int plot_object = QTextFormat::UserObject + 1;
constexpr int plot_property = QTextFormat::UserProperty + 1;
constexpr std::size_t wide_table = 7;  // columns: beyond them letters are smaller

/// Draws plots into a document as lines, not as pixels.
class PlotObject : public QObject, public QTextObjectInterface {
  Q_OBJECT
  Q_INTERFACES(QTextObjectInterface)

 public:
  explicit PlotObject(double width) : width_(width) {}

  QSizeF intrinsicSize(QTextDocument*, int, const QTextFormat& format) override {
    QSvgRenderer plot(format.property(plot_property).toByteArray());
    const QSizeF size = plot.defaultSize();
    return size.isEmpty() ? QSizeF(1, 1) : size * (width_ / size.width());
  }
  void drawObject(QPainter* painter, const QRectF& box, QTextDocument*, int,
                  const QTextFormat& format) override {
    QSvgRenderer(format.property(plot_property).toByteArray()).render(painter, box);
  }

 private:
  double width_;
};

QString escaped(const std::string& text) { return QString::fromStdString(text).toHtmlEscaped(); }

QString color_attribute(const ReportView& view, const ReportCell& cell) {
  const auto colors = view.colors();
  if (cell.look < 0 || static_cast<std::size_t>(cell.look) >= colors.size()) return {};
  const svg::Rgb color = svg::readable_on(svg::light_paper, colors[static_cast<std::size_t>(cell.look)], 3);
  return QStringLiteral("<span style='color:%1'>●</span> ")
      .arg(QString::fromStdString(svg::hex_color(color)));
}

QString cell_html(const ReportView& view, const ReportCell& cell, TextTable::Align align) {
  const QString text = escaped(cell.text);
  return QStringLiteral("<td align='%1'>%2%3</td>")
      .arg(align == TextTable::Align::right ? QStringLiteral("right") : QStringLiteral("left"),
           color_attribute(view, cell), cell.sure ? QStringLiteral("<b>%1</b>").arg(text) : text);
}

QString table_html(const ReportView& view, const ReportTable& table) {
  const bool wide = table.columns.size() > wide_table;
  QString html =
      QStringLiteral("<table width='100%' cellspacing='0' cellpadding='2' style='font-size:%1pt'><tr>")
          .arg(wide ? QStringLiteral("6.5") : QStringLiteral("8.5"));
  for (const TextTable::Column& column : table.columns)
    html +=
        QStringLiteral("<td align='%1' style='color:#5b6470'>%2</td>")
            .arg(column.align == TextTable::Align::right ? QStringLiteral("right") : QStringLiteral("left"),
                 escaped(column.title));
  html += QStringLiteral("</tr>");
  for (const auto& row : table.rows) {
    html += QStringLiteral("<tr>");
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      html += cell_html(view, i < row.size() ? row[i] : ReportCell{}, table.columns[i].align);
    html += QStringLiteral("</tr>");
  }
  return html + QStringLiteral("</table>");
}

QString part_html(const ReportView& view, const ReportPart& part) {
  QString html = QStringLiteral("<h2>%1</h2>").arg(escaped(part.title));
  const bool verdict = part.id == "verdicts";
  for (const std::string& sentence : part.sentences)
    html += QStringLiteral("<p style='font-size:%1pt'>%2</p>")
                .arg(verdict ? QStringLiteral("12") : QStringLiteral("9.5"), escaped(sentence));
  if (!part.table.empty()) html += table_html(view, part.table);
  for (const std::string& note : part.notes)
    html += QStringLiteral("<p style='color:#5b6470;font-size:8pt'>• %1</p>").arg(escaped(note));
  return html;
}

QString head_html(const ReportDocument& document) {
  QString html = QStringLiteral("<h1>%1</h1><table style='font-size:8.5pt' cellpadding='1'>")
                     .arg(escaped(document.title));
  for (const auto& [name, value] : document.head)
    html += QStringLiteral("<tr><td style='color:#5b6470'>%1&nbsp;&nbsp;</td><td>%2</td></tr>")
                .arg(escaped(name), escaped(value));
  return html + QStringLiteral("</table>");
}

void add_html(QTextDocument& document, const QString& html) {
  QTextCursor end(&document);
  end.movePosition(QTextCursor::End);
  if (!document.isEmpty()) end.insertBlock(QTextBlockFormat(), QTextCharFormat());
  end.insertHtml(html);
}

void add_plot(QTextDocument& document, const ReportPlot& plot) {
  QTextCursor end(&document);
  end.movePosition(QTextCursor::End);
  end.insertBlock(QTextBlockFormat(), QTextCharFormat());
  QTextCharFormat format;
  format.setObjectType(plot_object);
  format.setProperty(plot_property, printable_plot(plot.svg));
  end.insertText(QString(QChar::ObjectReplacementCharacter), format);
}

void fill(QTextDocument& document, const ReportSource& source) {
  const ReportView view(source);
  const ReportDocument report = report_document(source);
  const std::vector<ReportPlot> plots = report_plots(view, true);
  add_html(document, head_html(report));
  for (const ReportPart& part : report.parts) {
    const bool pictured = std::ranges::count(plots, part.id, &ReportPlot::part) > 0;
    if (!part.empty() || pictured) add_html(document, part_html(view, part));
    for (const ReportPlot& plot : plots)
      if (plot.part == part.id) add_plot(document, plot);
  }
  for (const auto& [title, text] : report.texts)
    add_html(document, QStringLiteral("<h2>%1</h2><pre style='font-size:7.5pt'>%2</pre>")
                           .arg(escaped(title), escaped(text)));
}

/// Sheet by sheet, each with its number at the foot.
void print(const QTextDocument& document, QPdfWriter& writer, QPainter& painter) {
  const QSizeF sheet = document.pageSize();
  for (int number = 0; number < document.pageCount(); ++number) {
    if (number > 0) writer.newPage();
    painter.save();
    painter.translate(0, -number * sheet.height());
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = QRectF(0, number * sheet.height(), sheet.width(), sheet.height());
    context.palette.setColor(QPalette::Text, Qt::black);
    painter.setClipRect(context.clip);
    document.documentLayout()->draw(&painter, context);
    painter.restore();
    painter.setPen(Qt::darkGray);
    const QString foot =
        QCoreApplication::translate("ReportPdf", "%1 / %2").arg(number + 1).arg(document.pageCount());
    painter.drawText(QRectF(0, sheet.height(), sheet.width(), foot_points), Qt::AlignRight | Qt::AlignBottom,
                     foot);
  }
}

}  // namespace

QByteArray printable_plot(const std::string& svg) {
  QByteArray plot = QByteArray::fromStdString(svg);
  for (qsizetype at = plot.indexOf("@media"); at >= 0; at = plot.indexOf("@media")) {
    qsizetype end = plot.indexOf('{', at);
    int depth = end < 0 ? 0 : 1;
    while (depth > 0 && ++end < plot.size()) depth += plot[end] == '{' ? 1 : plot[end] == '}' ? -1 : 0;
    plot.remove(at, end < 0 ? plot.size() - at : end - at + 1);
  }
  return plot;
}

Result<QByteArray> report_pdf(const ReportSource& source) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setResolution(points_an_inch);
  writer.setPageSize(QPageSize(QPageSize::A4));
  writer.setPageMargins(QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm), QPageLayout::Millimeter);
  writer.setTitle(QString::fromStdString(report_document(source).title));
  writer.setCreator(QGuiApplication::applicationName());
  const QSizeF room = writer.pageLayout().paintRect(QPageLayout::Point).size();
  PlotObject plots(room.width());
  QTextDocument document;
  document.documentLayout()->setPaintDevice(&writer);
  document.documentLayout()->registerHandler(plot_object, &plots);
  document.setDocumentMargin(0);
  QFont font = QGuiApplication::font();
  font.setPointSizeF(9.5);
  document.setDefaultFont(font);
  document.setPageSize(QSizeF(room.width(), room.height() - foot_points));
  fill(document, source);
  QPainter painter;
  if (!painter.begin(&writer)) return failed("", "the report could not be printed", "try again");
  painter.setFont(font);
  print(document, writer, painter);
  painter.end();
  return bytes;
}

}  // namespace accelbench

#include "report_pdf.moc"
