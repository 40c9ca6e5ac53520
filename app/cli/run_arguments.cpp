// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_arguments.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "app/cli/event_file.h"
#include "app/cli/program.h"
#include "core/results/results_file.h"
#include "core/run/checkpoint_folder.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

constexpr double longest_measure_s = 86'400;

Status check_weights(const RunArguments& arguments, const TrainingRows& rows) {
  if (arguments.weights.empty()) return {};
  if (auto named = check_weights_pattern(arguments.weights, rows); !named) return named;
  for (const TrainingRow& row : rows.rows) {
    const std::string name = weights_name(arguments.weights, row);
    if (auto usable = check_output(name, arguments.force); !usable) return usable;
    std::error_code ignored;
    if (fs::exists(name, ignored) && !fs::is_regular_file(name, ignored))
      return bad_input(name, "this is not a regular file", "choose another name");
  }
  return {};
}

fs::path one_spelling(const std::string& name) {
  std::error_code ignored;
  return fs::weakly_canonical(fs::absolute(name), ignored);
}

// --force replaces files of earlier runs, never what this run reads or writes elsewhere.
Status check_distinct(const RunArguments& arguments, const TrainingRows& rows) {
  std::map<fs::path, std::string> uses = {{one_spelling(arguments.experiment.file), "the experiment"}};
  std::vector<std::pair<std::string, std::string>> outputs = {{arguments.output, "--output"},
                                                              {arguments.events, "--events"}};
  if (!arguments.weights.empty())
    for (const TrainingRow& row : rows.rows)
      outputs.emplace_back(weights_name(arguments.weights, row), "--weights");
  for (const auto& [name, option] : outputs) {
    if (name.empty() || name == "-") continue;
    const auto [other, is_new] = uses.emplace(one_spelling(name), option);
    if (!is_new) return bad_input(option, "'" + name + "' is also " + other->second, "choose another name");
  }
  return {};
}

/// What is resumed must be there: no other thing should be trained instead.
Status check_resume(const RunArguments& arguments, const TrainingRows& rows) {
  if (arguments.resume.empty()) return {};
  std::error_code ignored;
  if (!fs::exists(arguments.resume, ignored))
    return bad_input(arguments.resume, "there is no such file or folder",
                     "name a checkpoint or a folder of them");
  if (!fs::is_directory(arguments.resume, ignored)) {
    if (rows.rows.size() == 1) return {};
    return bad_input("--resume", fmt::format("one checkpoint for {} runs", rows.rows.size()),
                     "choose one with --accelerator, or name the folder");
  }
  for (const TrainingRow& row : rows.rows)
    if (!checkpoints_in(arguments.resume, row.run).empty()) return {};
  return bad_input(arguments.resume, "no checkpoint of this experiment's accelerators is in the folder",
                   "run without --resume to begin at the beginning");
}

/// A new training must not mix its checkpoints with those of an earlier one.
Status check_checkpoints(const RunArguments& arguments, const TrainingRequest& request,
                         const TrainingRows& rows) {
  if (!arguments.resume.empty() || arguments.force) return {};
  for (const TrainingRow& row : rows.rows) {
    const auto there = checkpoints_in(request.checkpoints, row.run);
    if (!there.empty())
      return bad_input(
          there.front().string(), "the folder has checkpoints of an earlier training",
          fmt::format("go on with it by --resume {}, name another folder with --checkpoints, or use "
                      "--force",
                      request.checkpoints.string()));
  }
  return {};
}

fs::path checkpoints_of(const RunArguments& arguments, const fs::path& results) {
  if (!arguments.checkpoints.empty()) return arguments.checkpoints;
  if (arguments.resume.empty()) return checkpoints_beside(results);
  std::error_code ignored;
  const fs::path resumed = fs::absolute(arguments.resume, ignored);
  return fs::is_directory(resumed, ignored) ? resumed : resumed.parent_path();
}

}  // namespace

Status check_arguments(const RunArguments& arguments) {
  if (arguments.events == "-" && arguments.json)
    return bad_input("--events", "both events and --json would go to standard output",
                     "name a file for the events");
  if (!std::isfinite(arguments.measure_s) || arguments.measure_s < 0 ||
      arguments.measure_s > longest_measure_s)
    return bad_input(
        "--measure",
        fmt::format("{} is not a number of seconds from 0 to {}", arguments.measure_s, longest_measure_s),
        "give seconds, as in --measure 2");
  if (arguments.events_every < 0)
    return bad_input("--events-every", fmt::format("{} is below 0", arguments.events_every),
                     "give a number of steps");
  return {};
}

Status check_request(const RunArguments& arguments, const TrainingRequest& request) {
  const auto rows = rows_of(request);
  if (!rows) return tl::make_unexpected(rows.error());
  if (!arguments.events.empty() && arguments.events != "-")
    if (auto usable = check_output(arguments.events, arguments.force); !usable) return usable;
  if (!arguments.output.empty())
    if (auto usable = check_output(arguments.output, arguments.force); !usable) return usable;
  if (auto usable = check_weights(arguments, *rows); !usable) return usable;
  if (auto usable = check_resume(arguments, *rows); !usable) return usable;
  if (auto usable = check_checkpoints(arguments, request, *rows); !usable) return usable;
  return check_distinct(arguments, *rows);
}

fs::path results_file_of(const RunArguments& arguments) {
  return arguments.output.empty() ? default_results_file(stem_of(arguments.experiment.file))
                                  : fs::path(arguments.output);
}

TrainingRequest request_of(const RunArguments& arguments, const fs::path& results, OpenedExperiment opened) {
  TrainingRequest request;
  request.experiment = std::move(opened.experiment);
  request.roots = std::move(opened.roots);
  request.accelerators = arguments.accelerators;
  request.measure_s = arguments.measure_s;
  request.together = arguments.together;
  request.events_every = arguments.events_every;
  request.weights_out = arguments.weights;
  request.program = this_program();
  request.control = std::make_shared<RunControl>();
  request.checkpoints = checkpoints_of(arguments, results);
  request.resume_from = arguments.resume;
  return request;
}

}  // namespace accelbench
