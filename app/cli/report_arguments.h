// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"

namespace CLI {
class App;
}

namespace accelbench {

struct ReportArguments {
  std::vector<std::string> files;
  std::string html;
  std::string markdown;  ///< "-": stdout
  std::string csv;
  bool json = false;
  bool force = false;
};

void add_report_arguments(CLI::App& command, ReportArguments& arguments);
/// Refuses what does not go together.
Status check_arguments(const ReportArguments& arguments);

}  // namespace accelbench
