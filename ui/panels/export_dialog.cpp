// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/export_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <algorithm>
#include <array>

#include "core/judgement/judged_results.h"
#include "core/results/comparison_html.h"
#include "ui/charts/chart_export.h"
#include "ui/models/report_pdf.h"
#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

const std::array suffixes = {"png", "svg", "pdf", "csv", "html"};

Status export_page(const Page& page, QSize size, ExportFormat format, double scale, const QString& file) {
  switch (format) {
    case ExportFormat::png:
      return write_chart_file(file, page_png(page, size, scale));
    case ExportFormat::svg:
      return write_chart_file(file, page_svg(page, size));
    case ExportFormat::pdf:
      return write_chart_file(file, page_pdf(page, size));
    default:
      return failed(file.toStdString(), "it has no such format", "choose PNG, SVG or PDF");
  }
}

}  // namespace

QString suffix_of(ExportFormat format) {
  return QLatin1String(suffixes.at(static_cast<std::size_t>(format)));
}

Status export_chart(const LineChart& chart, ExportFormat format, double scale, const QString& file) {
  if (format == ExportFormat::png) return chart.export_png(file, scale);
  if (format == ExportFormat::svg) return chart.export_svg(file);
  if (format == ExportFormat::pdf) return chart.export_pdf(file);
  if (format == ExportFormat::csv) return chart.export_csv(file);
  return failed(file.toStdString(), "a chart has no such format", "choose PNG, SVG, PDF or CSV");
}

Status export_figure(const Figure& figure, ExportFormat format, double scale, const QString& file) {
  if (format == ExportFormat::png) return figure.export_png(file, scale);
  if (format == ExportFormat::svg) return figure.export_svg(file);
  if (format == ExportFormat::pdf) return figure.export_pdf(file);
  return failed(file.toStdString(), "this chart has no such format", "choose PNG, SVG or PDF");
}

Status export_board(const BoardPage& board, ExportFormat format, double scale, const QString& file) {
  if (format == ExportFormat::csv) return write_chart_file(file, board.csv());
  return export_page(board.page(), board.size(), format, scale, file);
}

Status export_one(ChartBoard& board, BoardChart chart, ExportFormat format, double scale,
                  const QString& file) {
  if (const LineChart* lines = board.chart(chart)) return export_chart(*lines, format, scale, file);
  return export_figure(*board.figure(chart), format, scale, file);
}

Status export_report_file(const std::string& results_file, ExportFormat format, const QString& file) {
  const auto judged = judged_results(results_file);
  if (!judged) return tl::unexpected(judged.error());
  const ReportSource source = (*judged)->source();
  if (format == ExportFormat::html)
    return write_chart_file(file, QByteArray::fromStdString(report_page(source)));
  return write_chart_file(file, report_pdf(source));
}

ExportDialog::ExportDialog(ChartBoard& board, const std::string& results_file, const QString& folder,
                           QWidget* parent)
    : QDialog(parent),
      board_(board),
      results_file_(results_file),
      folder_(folder),
      subject_(new QComboBox(this)),
      format_(new QComboBox(this)),
      scale_(new QComboBox(this)),
      file_(new QLineEdit(this)),
      problem_(new QLabel(this)) {
  setWindowTitle(tr("Export"));
  may_overwrite = [this](const QString& file) { return ask_to_overwrite(file); };
  build();
  propose_name();
}

/// Charts in sight first, then those that have something to show.
void ExportDialog::fill_subjects() {
  const std::vector<BoardChart> in_sight = board_.arrangement().charts();
  for (const BoardChart which : in_sight) subject_->addItem(chart_title(which), static_cast<int>(which));
  subject_->addItem(tr("All charts in sight"), whole_board);
  if (!results_file_.empty()) subject_->addItem(tr("Report of the results"), report);
  for (int i = 0; i < board_charts; ++i)
    if (const auto which = static_cast<BoardChart>(i);
        std::ranges::count(in_sight, which) == 0 && board_.has_content(which))
      subject_->addItem(chart_title(which), i);
}

void ExportDialog::fill_formats() {
  const auto before = format_->currentData();
  const QSignalBlocker silent(format_);
  format_->clear();
  const auto add = [this](const QString& text, ExportFormat format) {
    format_->addItem(text, static_cast<int>(format));
  };
  const bool figure = subject() >= 0 && !curves_of(static_cast<BoardChart>(subject()));
  if (subject() != report) {
    add(tr("Picture (PNG)"), ExportFormat::png);
    add(tr("Drawing (SVG)"), ExportFormat::svg);
  }
  add(tr("Document (PDF)"), ExportFormat::pdf);
  if (subject() == report) add(tr("Page (HTML)"), ExportFormat::html);
  if (subject() != report && !figure) add(tr("Numbers (CSV)"), ExportFormat::csv);
  format_->setCurrentIndex(std::max(0, format_->findData(before)));
}

void ExportDialog::build() {
  fill_subjects();
  fill_formats();
  for (const int scale : {1, 2, 3}) scale_->addItem(tr("%1×").arg(scale), scale);
  scale_->setCurrentIndex(1);
  file_->setMinimumWidth(fontMetrics().averageCharWidth() * 48);
  style_note(*problem_, true);
  problem_->hide();
  for (const auto& [widget, name] : {std::pair<QWidget*, QString>{subject_, tr("What to export")},
                                     {format_, tr("Format")},
                                     {scale_, tr("Size of the picture")},
                                     {file_, tr("File to write")}})
    widget->setAccessibleName(name);
  build_form();
  connect(subject_, &QComboBox::currentIndexChanged, this, [this] {
    fill_formats();
    propose_name();
  });
  connect(format_, &QComboBox::currentIndexChanged, this, &ExportDialog::propose_name);
}

void ExportDialog::build_form() {
  auto* look = new QToolButton(this);
  look->setText(QStringLiteral("…"));
  look->setAccessibleName(tr("Look for a place"));
  auto* place = new QHBoxLayout;
  place->addWidget(file_);
  place->addWidget(look);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole)->setDefault(true);
  auto* form = new QFormLayout(this);
  form->addRow(tr("&Chart"), subject_);
  form->addRow(tr("F&ormat"), format_);
  form->addRow(tr("&Size"), scale_);
  auto* file_label = new QLabel(tr("F&ile"), this);  // with a buddy: the form finds none in a layout
  file_label->setBuddy(file_);
  form->addRow(file_label, place);
  form->addRow(problem_);
  form->addRow(buttons);
  connect(look, &QToolButton::clicked, this, &ExportDialog::look_for_file);
  connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
}

void ExportDialog::choose(BoardChart chart) {
  if (const int place = subject_->findData(static_cast<int>(chart)); place >= 0)
    subject_->setCurrentIndex(place);
}

void ExportDialog::choose_board() { subject_->setCurrentIndex(subject_->findData(whole_board)); }

void ExportDialog::propose_name() {
  scale_->setEnabled(format() == ExportFormat::png);
  const QString stem = subject() == whole_board ? QStringLiteral("board")
                       : subject() == report    ? QStringLiteral("report")
                                                : chart_id(static_cast<BoardChart>(subject()));
  file_->setText(QDir(folder_).filePath(stem + u'.' + suffix_of(format())));
}

void ExportDialog::look_for_file() {
  // The dialog of the system does not ask: this one does, however the name was chosen.
  const QString file = QFileDialog::getSaveFileName(this, windowTitle(), file_->text(), {}, nullptr,
                                                    QFileDialog::DontConfirmOverwrite);
  if (file.isEmpty()) return;
  folder_ = QFileInfo(file).absolutePath();
  file_->setText(file);
}

bool ExportDialog::ask_to_overwrite(const QString& file) {
  QMessageBox box(QMessageBox::Question, windowTitle(), tr("%1 exists.").arg(QFileInfo(file).fileName()),
                  QMessageBox::Cancel, this);
  QPushButton* overwrite = box.addButton(tr("Overwrite"), QMessageBox::AcceptRole);
  box.exec();
  return box.clickedButton() == overwrite;
}

Status ExportDialog::write(const QString& file) {
  const double scale = scale_->currentData().toDouble();
  if (subject() == report) return export_report_file(results_file_, format(), file);
  if (subject() == whole_board) return export_board(board_.page(), format(), scale, file);
  return export_one(board_, static_cast<BoardChart>(subject()), format(), scale, file);
}

void ExportDialog::accept() {
  const QString file = file_->text();
  if (QFileInfo::exists(file) && !may_overwrite(file)) return;
  const Status written = write(file);
  problem_->setVisible(!written);
  if (!written) return problem_->setText(QString::fromStdString(to_string(written.error())));
  emit exported(file);
  QDialog::accept();
}

}  // namespace accelbench
