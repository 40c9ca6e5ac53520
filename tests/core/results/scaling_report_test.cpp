// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/results/comparison_html.h"
#include "core/results/comparison_json.h"
#include "core/results/report_plots.h"
#include "core/results/scaling_csv.h"
#include "core/results/scaling_json.h"
#include "tests/core/results/comparison_sample.h"

// Several numbers of ranks in every form of a report.
namespace accelbench {
namespace {

using namespace sample;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// 1, 2 and 4 ranks measured, of which 4 was not to be had; 64 rows a batch, so that the model ends at 64.
ScalingStudy small_study() {
  ScalingStudy study;
  study.accelerator = "cpu";
  study.engine = "cpu";
  study.work = {ScalingKind::strong, ExchangeWay::ring, 64, 4e3, 2 / 3., 8, 1};
  study.points.resize(3);
  study.points[0] = {"cpu", 1, 6, {1000, 990, 1010}, {1, 1, 1}, {1, 1, 1}, {}, ""};
  study.points[1] = {"cpu-r2", 2, 6, {1800, 1780, 1820}, {1.8, 1.78, 1.82}, {0.9, 0.89, 0.91}, 0.06, ""};
  study.points[2] = {"cpu-r4", 4, 0, {}, {}, {}, {}, "unavailable: 2 slots"};
  study.fit = fit_scaling(study.work, {}, {{1, {0.064, 0.0641}, {}}, {2, {0.0356, 0.0355}, 0.06}});
  return study;
}

/// A report of the sample comparison with this scaling.
struct ScaledReport {
  explicit ScaledReport(std::vector<ScalingStudy> made) : studies(std::move(made)) {
    source = source_of(results, &judgement);
    source.scaling = &studies;
  }
  Results results = compared_results();
  Judgement judgement = compared_judgement();
  std::vector<ScalingStudy> studies;
  ReportSource source;
};

TEST(ScalingReport, TextShowsWhatWasMeasuredAndWhatIsPredicted) {
  const ScaledReport report({small_study()});
  const std::string text = report_as_text(report_document(report.source));
  EXPECT_TRUE(has(text, "Scaling over ranks"));
  EXPECT_TRUE(has(text, "1.80× (1.78–1.82)"));
  EXPECT_TRUE(has(text, "90 % (89–91)"));
  EXPECT_TRUE(has(text, "1.80 k (1.78–1.82)"));
  EXPECT_TRUE(has(text, "cpu-r4: unavailable: 2 slots"));
  EXPECT_TRUE(has(text, "A prediction, not a measurement"));
  EXPECT_TRUE(has(text, "mostly assumed"));
}

TEST(ScalingReport, WithoutRanksNothingIsSaidOfThem) {
  const ScaledReport report({});
  const std::string text = report_as_text(report_document(report.source));
  EXPECT_FALSE(has(text, "ranks"));
  EXPECT_FALSE(has(report_page(report.source), "Speed-up"));
}

TEST(ScalingReport, APageHasBothPictures) {
  const ScaledReport report({small_study()});
  const std::string page = report_page(report.source);
  EXPECT_TRUE(has(page, "Speed-up over ranks, strong scaling"));
  EXPECT_TRUE(has(page, "Efficiency over ranks (%), strong scaling"));
  EXPECT_TRUE(has(page, "curve foreseen"));  // dashed beyond 2 ranks
  EXPECT_TRUE(has(page, "dashed: a prediction"));
}

TEST(ScalingReport, PicturesOfStrongAndWeakScalingHaveFilesOfTheirOwn) {
  ScalingStudy weak = small_study();
  weak.work.kind = ScalingKind::weak;
  const ScaledReport report({small_study(), weak});
  const ReportView view(report.source);
  std::vector<std::string> files;
  for (const ReportPlot& plot : report_plots(view, true))
    if (plot.part == "scaling") files.push_back(plot.file);
  EXPECT_EQ(files, (std::vector<std::string>{"speed-up-strong", "efficiency-strong", "speed-up-weak",
                                             "efficiency-weak"}));
}

TEST(ScalingReport, NamesOfStrangersStayTextInPictures) {
  ScalingStudy study = small_study();
  study.accelerator = study.variant = study.points[2].reason = "<script>alert(1)</script>";
  const ScaledReport report({study});
  EXPECT_FALSE(has(report_page(report.source), "<script"));
}

TEST(ScalingReport, JsonHasPointsModelAndPredictions) {
  const ScaledReport report({small_study()});
  const auto json = comparison_json(report.results, report.judgement, report.studies);
  const auto& study = json["scaling"][0];
  EXPECT_EQ(study["scaling"], "strong");
  EXPECT_EQ(study["points"][1]["speed_up"]["ratio"], 1.8);
  EXPECT_EQ(study["points"][2]["speed_up"]["ratio"], nullptr);
  EXPECT_EQ(study["model"]["parameters"].size(), 6U);
  const auto& last = study["model"]["predictions"].back();
  EXPECT_EQ(last["ranks"], 64);
  EXPECT_EQ(last["measured"], false);
  EXPECT_LE(last["speed_up"]["low"], last["speed_up"]["value"]);
  EXPECT_TRUE(comparison_json(report.results, report.judgement)["scaling"].empty());
}

TEST(ScalingReport, AStudyWithoutAModelSaysWhy) {
  ScalingStudy study = small_study();
  study.fit = std::nullopt;
  study.no_fit = "fewer than two numbers of ranks were measured";
  EXPECT_EQ(scaling_json(study)["model"], nullptr);
  EXPECT_EQ(scaling_json(study)["model_reason"], study.no_fit);
  const ScaledReport report({study});
  EXPECT_TRUE(has(report_as_text(report_document(report.source)), "cpu: no model: fewer than two"));
}

TEST(ScalingReport, CsvTellsMeasuredModelAndPredictionApart) {
  const std::string csv = scaling_csv({small_study()});
  EXPECT_TRUE(
      has(csv, "cpu,cpu,strong,,measured,2,1800,1780,1820,1.8,1.78,1.82,0.9,0.89,0.91,0.06,,,6,cpu-r2,\n"));
  EXPECT_TRUE(has(csv, "cpu,cpu,strong,,model,2,"));
  EXPECT_TRUE(has(csv, "cpu,cpu,strong,,prediction,64,"));
  const auto line = csv.substr(0, csv.find('\n'));
  EXPECT_EQ(std::count(line.begin(), line.end(), ','), 20);
}

}  // namespace
}  // namespace accelbench
