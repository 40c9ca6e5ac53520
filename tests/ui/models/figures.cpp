// SPDX-License-Identifier: GPL-3.0-or-later
// From runs to what charts, tables and documents show of them: colours, step split, roofline, the printed
// report.
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "tests/core/results/comparison_sample.h"
#include "tests/ui/stand_in.h"
#include "ui/models/accelerator_colors.h"
#include "ui/models/report_pdf.h"
#include "ui/models/run_figures.h"
#include "ui/theme/theme.h"

namespace accelbench {
namespace {

AcceleratorSpec accelerator(const std::string& id, EngineKind engine, const std::string& color = {}) {
  AcceleratorSpec made;
  made.id = id;
  made.engine = engine;
  made.color = color;
  return made;
}

/// A board on which the seed network trained as the summary tells.
RunBoard board_of(const RunSummary& summary) {
  RunIdentity run;
  run.id = summary.accelerator;
  run.label = QString::fromStdString(summary.accelerator);
  run.work = std::make_shared<const Experiment>(seed_experiment());
  run.accelerator = run.work->accelerators.front();
  RunBoard board;
  board.begin({run}, false);
  board.apply({stand_in::event(run.id, 1.0, RunFinished{RunStatus::completed, {}, 0, summary})});
  return board;
}

RunSummary told() {
  RunSummary summary = sample::summary("cpu");
  summary.step_split = StepSplit{0.05, 0.4, 0.35, 0.15, 0.05};
  summary.step_us.median = 20.0;
  summary.achieved_flop_per_s = 24e9;
  return summary;
}

}  // namespace

class Figures : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void an_accelerator_keeps_its_color_in_later_programs() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.ini"));
    const auto cpu = accelerator("a", EngineKind::cpu), keras = accelerator("b", EngineKind::keras);
    AcceleratorColors first;
    first.keep_in(file);
    first.bind({cpu, keras});
    AcceleratorColors later;
    later.keep_in(file);
    auto renamed = accelerator("other", EngineKind::cpu);
    renamed.label = "Another name";
    QCOMPARE(later.of({keras, renamed}), (std::vector{accelerator_color(1), accelerator_color(0)}));
  }

  void nothing_is_bound_where_nothing_is_kept() {
    AcceleratorColors colors;
    colors.bind({accelerator("a", EngineKind::cpu)});
    const std::vector places = {accelerator_color(0), accelerator_color(1)};
    QCOMPARE(colors.of({accelerator("b", EngineKind::keras), accelerator("a", EngineKind::cpu)}), places);
  }

  void a_new_one_takes_the_first_free_color() {
    const QTemporaryDir folder;
    AcceleratorColors colors;
    colors.keep_in(folder.filePath(QStringLiteral("window.ini")));
    const auto cpu = accelerator("a", EngineKind::cpu), keras = accelerator("b", EngineKind::keras);
    colors.bind({cpu, keras});
    // By its place jax would have the second colour, which keras has.
    const auto jax = accelerator("c", EngineKind::jax);
    QCOMPARE(colors.of({keras, jax, cpu}),
             (std::vector{accelerator_color(1), accelerator_color(2), accelerator_color(0)}));
    QCOMPARE(colors.of({accelerator("x", EngineKind::cpu, "#123456"), cpu}),
             (std::vector{QColor(0x12, 0x34, 0x56), accelerator_color(0)}));
  }

  void colors_of_a_damaged_file_are_left_out() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.ini"));
    AcceleratorColors written;
    written.keep_in(file);
    written.bind({accelerator("a", EngineKind::cpu)});
    QFile ini(file);
    QVERIFY(ini.open(QIODevice::ReadWrite));
    const QByteArray text = ini.readAll();
    QVERIFY(text.contains("=0"));
    ini.resize(0);
    ini.write(QByteArray(text).replace("=0", "=99999"));
    ini.close();
    AcceleratorColors read;
    read.keep_in(file);
    QCOMPARE(read.of({accelerator("a", EngineKind::keras), accelerator("b", EngineKind::cpu)}).back(),
             accelerator_color(1));
  }

  void a_step_is_split_into_seconds_where_its_time_is_known() {
    const PhaseContent content = step_split_of(board_of(told()));
    QVERIFY(!content.shares);
    QCOMPARE(content.phases.size(), std::size_t{6});
    QCOMPARE(content.bars.size(), std::size_t{1});
    const std::vector expected = {1e-6, 8e-6, 7e-6, 3e-6, 1e-6, 0.0};  // of 20 µs, in the order of the phases
    double sum = 0;
    for (const double seconds : content.bars[0].seconds) sum += seconds;
    QVERIFY(std::abs(sum - 20e-6) < 1e-12);
    QVERIFY(std::abs(content.bars[0].seconds[1] - expected[1]) < 1e-12);
    QVERIFY(std::abs(content.bars[0].seconds[2] - expected[2]) < 1e-12);
    QCOMPARE(content.bars[0].total, QStringLiteral("20 µs"));
  }

  void a_step_of_unknown_time_is_split_into_shares() {
    RunSummary summary = told();
    summary.step_us.median = {};
    const PhaseContent content = step_split_of(board_of(summary));
    QVERIFY(content.shares);
    QCOMPARE(content.bars[0].seconds[1], 0.4);
    summary.step_split = {};
    QVERIFY(step_split_of(board_of(summary)).bars.empty());
  }

  /// 2817 parameters, each with its gradient and two moments, and 32 samples of 10 features, 1 target and
  /// twice 64 + 32 + 1 values: (2817 · 4 + 32 · (11 + 194)) · 4 bytes.
  void a_dot_stands_at_its_intensity() {
    const RunBoard board = board_of(told());
    QCOMPARE(bytes_of_step(board.rows()[0]), std::optional(71312.0));
    const RooflineContent content = roofline_of(board);
    QCOMPARE(content.dots.size(), std::size_t{1});
    QCOMPARE(content.dots[0].flop_per_s, 24e9);
    QCOMPARE(content.dots[0].flop_per_byte, 480'000 / 71312.0);
    QVERIFY(content.roofs.empty());
    QVERIFY(!roofs_missing_text(content).isEmpty());
  }

  void a_roof_is_what_the_run_tells_of_its_machine() {
    RunSummary summary = told();
    summary.gemm_ceiling_flop_per_s = 96e9;
    summary.threads = 1;
    const RooflineContent content = roofline_of(board_of(summary));
    QCOMPARE(content.roofs.size(), std::size_t{1});
    QCOMPARE(content.roofs[0].flop_per_s, 96e9);
    QVERIFY(!content.roofs[0].bytes_per_s);  // of a machine that is not this one
    QVERIFY(roofs_missing_text(content).isEmpty());
  }

  void parameters_that_fit_no_layer_give_no_dot() {
    RunSummary summary = told();
    summary.parameters = 2816;
    QVERIFY(roofline_of(board_of(summary)).dots.empty());
  }

  void rules_of_screens_are_left_out_of_printed_plots() {
    QCOMPARE(printable_plot("<style>a{b}@media (x){c{d}e{f}}g{h}</style>"), "<style>a{b}g{h}</style>");
    QCOMPARE(printable_plot("<style>@media (x){c{d}"), "<style>");  // cut off
  }

  void the_printed_report_is_read_by_another_program() {
    const QString reader = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
    if (reader.isEmpty()) QSKIP("pdftotext (poppler-utils) is not installed");
    const Results results = sample::compared_results();
    const Judgement judgement = sample::compared_judgement();
    const auto bytes = report_pdf(sample::source_of(results, &judgement));
    QVERIFY(bytes.has_value());
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("report.pdf")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(*bytes);
    file.close();
    QProcess process;
    process.start(reader, {QStringLiteral("-layout"), file.fileName(), QStringLiteral("-")});
    QVERIFY(process.waitForFinished());
    const QString text = QString::fromUtf8(process.readAllStandardOutput()).simplified();
    for (const char* words : {"Seed network", "cpu-all trains 3.00× as fast as cpu", "not separated"})
      QVERIFY2(text.contains(QString::fromUtf8(words)), words);
    QVERIFY(text.contains(QRegularExpression(QStringLiteral("\\b1 ?/ ?\\d"))));  // the first sheet's number
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Figures)
#include "figures.moc"
