// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/report_arguments.h"
#include "app/cli/report_text.h"
#include "core/base/atomic_file.h"
#include "core/judgement/judged_results.h"
#include "core/results/comparison_csv.h"
#include "core/results/comparison_html.h"
#include "core/results/comparison_json.h"
#include "core/results/exports.h"
#include "core/results/side_by_side_json.h"
#include "core/results/text_table.h"

namespace accelbench {
namespace {

using Judged = std::unique_ptr<const JudgedResults>;

std::string kind_of(const ResultsEntry& entry) { return entry.comparison ? "comparison" : "training"; }

std::string list_json(const std::vector<ResultsEntry>& entries) {
  auto list = nlohmann::ordered_json::array();
  for (const ResultsEntry& entry : entries)
    list.push_back({{"file", entry.file.string()},
                    {"created", entry.created},
                    {"experiment", entry.experiment_name},
                    {"runs", entry.runs},
                    {"bytes", entry.bytes},
                    {"kind", kind_of(entry)},
                    {"rounds", entry.comparison ? nlohmann::ordered_json(entry.rounds) : nullptr},
                    {"end", entry.comparison ? nlohmann::ordered_json(name_of(entry.end)) : nullptr}});
  return json_document({{"folder", results_folder().string()}, {"results", std::move(list)}});
}

std::string list_table(const std::vector<ResultsEntry>& entries) {
  using Align = TextTable::Align;
  TextTable table({{"created (UTC)", Align::left},
                   {"experiment", Align::left},
                   {"kind", Align::left},
                   {"rounds", Align::right},
                   {"ended", Align::left},
                   {"runs", Align::right},
                   {"size", Align::right},
                   {"file", Align::left}});
  for (const ResultsEntry& entry : entries) {
    const bool compared = entry.comparison;
    table.add_row({entry.created, entry.experiment_name, kind_of(entry),
                   compared ? std::to_string(entry.rounds) : "",
                   compared ? std::string(name_of(entry.end)) : "", std::to_string(entry.runs),
                   readable_bytes(static_cast<double>(entry.bytes)), entry.file.string()});
  }
  return table.text();
}

int list(const ReportArguments& arguments) {
  const auto entries = list_results();
  if (arguments.json)
    print(list_json(entries));
  else if (entries.empty())
    tell("There are no results in " + results_folder().string() + " yet.");
  else
    print(list_table(entries));
  return exit_done;
}

/// One way to read what was asked for, whether of one file or of two.
struct Readings {
  std::string text, markdown, page;
  nlohmann::ordered_json json;
};

Existing existing(const ReportArguments& arguments) {
  return arguments.force ? Existing::replace : Existing::refuse;
}

Status write_files(const ReportArguments& arguments, const Readings& readings) {
  if (!arguments.html.empty()) {
    if (auto written = write_file(arguments.html, readings.page, existing(arguments)); !written)
      return written;
    tell("The page is in " + arguments.html);
  }
  if (!arguments.markdown.empty() && arguments.markdown != "-") {
    if (auto written = write_file(arguments.markdown, readings.markdown, existing(arguments)); !written)
      return written;
    tell("The Markdown is in " + arguments.markdown);
  }
  return {};
}

int give(const ReportArguments& arguments, const Readings& readings) {
  if (const auto written = write_files(arguments, readings); !written) return tell(written.error());
  if (arguments.json)
    print(json_document(readings.json));
  else
    print(arguments.markdown == "-" ? readings.markdown : readings.text);
  return exit_done;
}

/// What is told of a file whose verdicts are not what its facts give.
int check_of(const JudgedResults& judged) {
  for (const std::string& difference : judged.differences)
    tell(judged.results.file.string() + ": " + printable(difference));
  return judged.differences.empty() ? exit_done : exit_failed;
}

Readings readings_of(const ReportArguments& arguments, const JudgedResults& judged) {
  const ReportSource source = judged.source();
  Readings readings;
  if (arguments.json)
    readings.json = judged.judgement ? comparison_json(judged.results, *judged.judgement, judged.scaling)
                                     : report_json(judged.results);
  const ReportDocument document = report_document(source);
  readings.text = judged.judgement ? report_as_text(document) : report_text(judged.results);
  readings.markdown = report_as_markdown(document);
  if (!arguments.html.empty()) readings.page = report_page(source);
  return readings;
}

int report_one(const ReportArguments& arguments, const JudgedResults& judged) {
  if (!arguments.csv.empty()) {
    const auto written = write_comparison_csv(judged.source(), arguments.csv, arguments.force);
    if (!written) return tell(written.error());
    tell("The tables (.csv) are in " + arguments.csv);
  }
  const int given = give(arguments, readings_of(arguments, judged));
  return given != exit_done ? given : check_of(judged);
}

int report_two(const ReportArguments& arguments, const JudgedResults& a, const JudgedResults& b) {
  const ReportSource of_a = a.source();
  const ReportSource of_b = b.source();
  const ReportDocument document = side_by_side_document(of_a, of_b);
  Readings readings{
      report_as_text(document), report_as_markdown(document), side_by_side_page(of_a, of_b), {}};
  if (arguments.json) readings.json = side_by_side_json(of_a, of_b);
  const int given = give(arguments, readings);
  return given != exit_done ? given : std::max(check_of(a), check_of(b));
}

int report(const ReportArguments& arguments) {
  if (const auto fit = check_arguments(arguments); !fit) return tell(fit.error());
  if (arguments.files.empty()) return list(arguments);
  std::vector<Judged> judged;
  for (const std::string& file : arguments.files) {
    auto read = judged_results(file);
    if (!read) return tell(read.error());
    judged.push_back(std::move(*read));
  }
  return judged.size() == 1 ? report_one(arguments, *judged[0])
                            : report_two(arguments, *judged[0], *judged[1]);
}

}  // namespace

void add_report(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand(
      "report", "Read a results file again, or two; without a file: list this machine's");
  auto arguments = std::make_shared<ReportArguments>();
  add_report_arguments(*command, *arguments);
  command->footer(
      "Examples:\n  accelbench-cli report seed.accelresults --html seed.html --csv tables\n"
      "  accelbench-cli report here.accelresults there.accelresults");
  command->callback([arguments, &status] { status = report(*arguments); });
}

}  // namespace accelbench
