// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/experiment/problem.h"

// What hangs together in an experiment, section by section.
namespace accelbench {

struct Findings {
  std::vector<Problem> problems;
  std::vector<Problem> scratch;

  void refuse(std::string path, std::string message, std::string fix, std::vector<std::string> rests_on = {});
  void warn(std::string path, std::string message, std::string fix, std::vector<std::string> rests_on = {});
};

void check_model(const Experiment& experiment, Findings& findings);
void check_data(const Experiment& experiment, Findings& findings);
void check_training(const Experiment& experiment, Findings& findings);

}  // namespace accelbench
