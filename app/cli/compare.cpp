// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/compare_arguments.h"
#include "app/cli/compare_progress.h"
#include "app/cli/exit_status.h"
#include "app/cli/interrupt.h"
#include "app/cli/report_text.h"
#include "core/comparison/recording.h"
#include "core/experiment/yaml.h"
#include "core/judgement/judged_results.h"
#include "core/judgement/judgement.h"
#include "core/results/comparison_json.h"
#include "core/results/comparison_report.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> row_names(const Experiment& experiment) {
  TrainingRequest request;
  request.experiment = experiment;
  std::vector<std::string> names;
  if (const auto rows = rows_of(request))
    for (const TrainingRow& row : rows->rows) names.push_back(row.run);
  return names;
}

bool any(const ComparisonOutcome& outcome, RunStatus status) {
  for (const RoundRecord& round : outcome.facts.rounds)
    for (const RoundRun& run : round.runs)
      if (run.summary.status == status) return true;
  return false;
}

/// A certificate that failed is a check that does not hold. What this machine has not counts only where it
/// was asked for by name, or where nothing is left.
int status_of(const ComparisonOutcome& outcome, bool named) {
  std::int64_t unavailable = 0;
  bool failed = any(outcome, RunStatus::failed) || any(outcome, RunStatus::diverged);
  for (const CertificateRecord& certificate : outcome.facts.certificates) {
    const bool missing = certificate.status == RunStatus::unavailable;
    unavailable += missing;
    failed |= !missing && !certificate.comparable && certificate.algorithm == "same" &&
              certificate.status != RunStatus::stopped;
  }
  const auto all = static_cast<std::int64_t>(outcome.facts.certificates.size());
  if (unavailable > 0 && (named || unavailable == all)) return exit_nothing_usable;
  return failed ? exit_failed : exit_done;
}

void discard(PreparedComparison& prepared) {
  static_cast<void>(prepared.recorder->close(nullptr));
  std::error_code ignored;
  fs::remove(prepared.results, ignored);
}

/// What the file holds; where it could not be written, what is in memory.
Results results_of(const PreparedComparison& prepared, const ComparisonOutcome& outcome) {
  if (auto read = read_results(prepared.recorder->file())) return std::move(*read);
  Results results;
  results.file = prepared.results;
  results.experiment_name = prepared.request.experiment.name;
  results.experiment_text = write_experiment(prepared.request.experiment);
  results.fingerprint = outcome.fingerprint;
  results.machine = outcome.machine;
  results.in_process = false;
  results.comparison = outcome.facts;
  results.judgement = outcome.judgement;
  return results;
}

/// The report; of a comparison that was repeated here, both beside each other.
std::string text_of(const PreparedComparison& prepared, const JudgedResults& here) {
  if (!prepared.repeated) return report_as_text(report_document(here.source()));
  const auto there = judged_results(*prepared.repeated);
  if (!there) return report_as_text(report_document(here.source()));
  return report_as_text(side_by_side_document((*there)->source(), here.source()));
}

/// What is shown comes from the file, as whoever reads it will see it.
void show(const CompareArguments& arguments, const PreparedComparison& prepared,
          const ComparisonOutcome& outcome) {
  const auto judged = judged_results(results_of(prepared, outcome));
  if (!judged) {
    tell(judged.error());
  } else if (arguments.json) {
    print(json_document(comparison_json((*judged)->results, outcome.judgement, (*judged)->scaling)));
  } else {
    print(text_of(prepared, **judged));
  }
  if (outcome.measured_floor)
    tell(
        fmt::format("noise floor: ratios of {} from {:.4g} to {:.4g} mean nothing on this machine and work; "
                    "verdicts to come are held against it",
                    name_of(outcome.measured_floor->quantity), 1 / outcome.measured_floor->floor,
                    outcome.measured_floor->floor));
}

int compare_and_show(const CompareArguments& arguments, PreparedComparison& prepared) {
  Interrupt interrupt(prepared.request.control);
  CompareProgress progress(prepared.request.experiment, row_names(prepared.request.experiment),
                           !arguments.no_progress && can_draw_progress());
  RecordingSink sink(*prepared.recorder, progress);
  const auto outcome = compare(prepared.request, sink, interrupt.token());
  progress.close();
  if (!outcome) {
    if (arguments.resume.empty()) discard(prepared);
    return interrupt.happened() ? exit_interrupted : tell(outcome.error());
  }
  const Status closed = sink.close(&*outcome);
  show(arguments, prepared, *outcome);
  tell("results: " + prepared.recorder->file().string());
  if (!closed) return tell(closed.error());
  return interrupt.happened() ? exit_interrupted : status_of(*outcome, !arguments.accelerators.empty());
}

int compare_command(const CompareArguments& arguments) {
  if (const Status good = check_arguments(arguments); !good) return tell(good.error());
  auto prepared = prepare_comparison(arguments);
  if (prepared) return compare_and_show(arguments, *prepared);
  return prepared.error().message.empty() ? exit_bad_input : tell(prepared.error());
}

void add_what_is_compared(CLI::App& command, CompareArguments& arguments) {
  add_experiment_arguments(command, arguments.experiment, false);
  command
      .add_option("--accelerator", arguments.accelerators,
                  "Compare only this one and others named; may be repeated")
      ->type_name("ID")
      ->allow_extra_args(false);
  command
      .add_option("--a-a", arguments.a_a,
                  "Measure the noise floor: this accelerator (default: the baseline) "
                  "against itself")
      ->type_name("[ID]")
      ->expected(0, 1);
  command
      .add_option("--ranks", arguments.ranks,
                  "How accelerators scale: each cpu and cuda row over so many processes or devices")
      ->type_name("1,2,4");
  command.add_flag("--weak", arguments.weak, "With --ranks: batches and samples grow with the ranks");
  command.add_option("--resume", arguments.resume, "Go on with the next round of this comparison")
      ->type_name("RESULTS");
  command.add_flag("--repeat", arguments.repeat, "EXPERIMENT is a results file: repeat its comparison here");
}

/// A setting of the experiment that has an option of its own.
std::function<void(const std::string&)> sets(CompareArguments& arguments, const std::string& key,
                                             bool* given) {
  return [&arguments, key, given](const std::string& value) {
    arguments.experiment.settings.push_back(key + "=" + value);
    if (given) *given = true;
  };
}

void add_how_long(CLI::App& command, CompareArguments& arguments) {
  command
      .add_option_function<std::string>("--rounds",
                                        sets(arguments, "comparison.rounds", &arguments.fixed_rounds),
                                        "Exactly so many rounds, and one look at their end")
      ->type_name("N");
  command.add_flag("--until-resolved", arguments.until_resolved,
                   "Until every pair is separated or close enough");
  command
      .add_option_function<std::string>("--time-limit", sets(arguments, "comparison.time_limit_s", nullptr),
                                        "Begin no round that would end later")
      ->type_name("SECONDS");
  command.add_flag("--dry-run", arguments.dry_run, "Certificates and what the rounds would cost; no rounds");
}

}  // namespace

void add_compare(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand(
      "compare", "The whole protocol: proof of the same work, rounds of fresh launches, verdicts");
  auto arguments = std::make_shared<CompareArguments>();
  add_what_is_compared(*command, *arguments);
  add_how_long(*command, *arguments);
  command->add_option("--output", arguments->output, "Results file (default: in the user's data folder)")
      ->type_name("FILE");
  command->add_flag("--json", arguments->json, "Print one JSON document");
  command->add_flag("--force", arguments->force, "Replace files that exist");
  command->add_flag("--no-progress", arguments->no_progress, "Draw no table while it goes");
  command->footer("Example:\n  accelbench-cli compare seed.accel.yaml --time-limit 300");
  command->callback([arguments, &status] { status = compare_command(*arguments); });
}

}  // namespace accelbench
