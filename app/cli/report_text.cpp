// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/experiment/yaml.h"
#include "core/results/exports.h"
#include "core/results/text_table.h"

namespace accelbench {
namespace {

std::string machine_text(const Machine& machine) {
  return printable(fmt::format("{}, {} logical {}, {}, {}", machine.cpu, machine.cores,
                               machine.cores == 1 ? "processor" : "processors",
                               readable_bytes(static_cast<double>(machine.memory_bytes)), machine.system));
}

Experiment experiment_of(const Results& results) {
  auto read = read_experiment(results.experiment_text, "experiment");
  return read ? std::move(read->experiment) : Experiment();
}

// An accuracy of 0 beside a falling loss looks like an error of the program.
std::string accuracy_note(const Experiment& experiment) {
  const auto& metrics = experiment.training.metrics;
  const bool asked = std::find(metrics.begin(), metrics.end(), Metric::accuracy) != metrics.end();
  const bool single = !experiment.model.layers.empty() && experiment.model.layers.back().units == 1;
  if (!asked || !single || takes_logits(experiment.training.loss)) return {};
  return fmt::format(
      "\naccuracy: with {} it is the share of targets equal to (prediction > 0.5), as in Keras: 0 where no "
      "target is 0 or 1\n",
      name_of(experiment.training.loss));
}

const char* where_text(const Results& results) {
  if (results.together) return "all at once, sharing the processors: to watch, not to rank";
  return results.in_process ? "one after another, in one process"
                            : "one after another, each in a process of its own";
}

std::string work_text(const Results& results) {
  if (!results.fingerprint.empty() || results.runs.empty()) return printable(results.fingerprint);
  std::set<std::string> works;
  for (const RunRecord& run : results.runs)
    if (!run.summary.fingerprint.empty()) works.insert(run.summary.fingerprint);
  return fmt::format("{} works, one a variant; their fingerprints stand in --json and --csv", works.size());
}

std::vector<RunSummary> summaries(const Results& results) {
  std::vector<RunSummary> all;
  for (const RunRecord& run : results.runs) all.push_back(run.summary);
  return all;
}

}  // namespace

std::string report_text(const Results& results) {
  const Experiment experiment = experiment_of(results);
  const std::string baseline = results.together ? no_ratios : experiment.comparison.baseline;
  return fmt::format("{}\nmachine  {}\nprogram  {}\nwork     {}\nruns     {}\ncreated  {}\n\n{}",
                     printable(results.experiment_name), machine_text(results.machine),
                     printable(results.machine.program), work_text(results), where_text(results),
                     printable(results.created), report_table(summaries(results), baseline)) +
         accuracy_note(experiment);
}

std::string json_document(const nlohmann::ordered_json& value) {
  return value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace accelbench
