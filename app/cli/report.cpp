// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/report_text.h"
#include "core/results/exports.h"
#include "core/results/text_table.h"

namespace accelbench {
namespace {

struct ReportArguments {
  std::vector<std::string> files;
  std::string csv;
  bool json = false;
  bool force = false;
};

std::string list_json(const std::vector<ResultsEntry>& entries) {
  auto list = nlohmann::ordered_json::array();
  for (const ResultsEntry& entry : entries)
    list.push_back({{"file", entry.file.string()},
                    {"created", entry.created},
                    {"experiment", entry.experiment_name},
                    {"runs", entry.runs},
                    {"bytes", entry.bytes}});
  return json_document({{"folder", results_folder().string()}, {"results", std::move(list)}});
}

std::string list_table(const std::vector<ResultsEntry>& entries) {
  using Align = TextTable::Align;
  TextTable table({{"created (UTC)", Align::left},
                   {"experiment", Align::left},
                   {"runs", Align::right},
                   {"size", Align::right},
                   {"file", Align::left}});
  for (const ResultsEntry& entry : entries)
    table.add_row({entry.created, entry.experiment_name, std::to_string(entry.runs),
                   readable_bytes(static_cast<double>(entry.bytes)), entry.file.string()});
  return table.text();
}

int list(const ReportArguments& arguments) {
  if (!arguments.csv.empty())
    return tell(Error{ErrorKind::bad_input, "--csv", "no results file is named",
                      "name one; 'report' alone lists them"});
  const auto entries = list_results();
  if (arguments.json)
    print(list_json(entries));
  else if (entries.empty())
    tell("There are no results in " + results_folder().string() + " yet.");
  else
    print(list_table(entries));
  return exit_done;
}

int report(const ReportArguments& arguments) {
  if (arguments.files.empty()) return list(arguments);
  if (arguments.files.size() > 1)
    return tell(Error{ErrorKind::bad_input, "accelbench-cli report",
                      "this build cannot set results side by side yet", "name one results file"});
  const auto results = read_results(arguments.files.front());
  if (!results) return tell(results.error());
  if (!arguments.csv.empty()) {
    const auto written = write_report_csv(*results, arguments.csv, arguments.force);
    if (!written) return tell(written.error());
    tell("runs.csv, epochs.csv and devices.csv are in " + arguments.csv);
  }
  print(arguments.json ? json_document(report_json(*results)) : report_text(*results));
  return exit_done;
}

}  // namespace

void add_report(CLI::App& program, int& status) {
  CLI::App* command =
      program.add_subcommand("report", "Read a results file again; without a file: list this machine's");
  auto arguments = std::make_shared<ReportArguments>();
  command->add_option("RESULTS", arguments->files, "A results file (.accelresults)");
  command
      ->add_option("--csv", arguments->csv,
                   "Also write runs.csv, epochs.csv and devices.csv into this folder")
      ->type_name("DIR");
  command->add_flag("--json", arguments->json, "Print one JSON document");
  command->add_flag("--force", arguments->force, "Replace files that exist");
  command->footer("Example:\n  accelbench-cli report seed.accelresults --csv tables");
  command->callback([arguments, &status] { status = report(*arguments); });
}

}  // namespace accelbench
