// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/report_arguments.h"

#include <CLI/CLI.hpp>

namespace accelbench {

void add_report_arguments(CLI::App& command, ReportArguments& arguments) {
  command.add_option("RESULTS", arguments.files, "A results file (.accelresults); two are set side by side")
      ->expected(0, 2);
  command.add_option("--html", arguments.html, "Also write one page that stands alone, with plots")
      ->type_name("FILE");
  command
      .add_option("--markdown", arguments.markdown,
                  "Also write it as GitHub reads it; - : print that instead")
      ->type_name("FILE");
  command.add_option("--csv", arguments.csv, "Also write tables (.csv) into this folder")->type_name("DIR");
  command.add_flag("--json", arguments.json, "Print one JSON document");
  command.add_flag("--force", arguments.force, "Replace files that exist");
}

Status check_arguments(const ReportArguments& arguments) {
  const auto& [files, html, markdown, csv, json, force] = arguments;
  if (files.empty())
    for (const auto& [option, value] : {std::pair{"--html", html}, {"--markdown", markdown}, {"--csv", csv}})
      if (!value.empty())
        return bad_input(option, "no results file is named", "name one; 'report' alone lists them");
  if (files.size() > 1 && !csv.empty())
    return bad_input("--csv", "two results files are named", "write the tables of one at a time");
  if (json && markdown == "-")
    return bad_input("--json", "both it and --markdown - print", "leave one out, or give --markdown a file");
  return {};
}

}  // namespace accelbench
