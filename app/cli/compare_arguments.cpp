// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compare_arguments.h"

#include <fmt/format.h>

#include <random>

#include "app/cli/program.h"
#include "core/comparison/ranks_experiment.h"
#include "core/comparison/recording.h"
#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// An error that has been told already, problem by problem.
tl::unexpected<Error> told() { return bad_input({}, {}); }

std::uint64_t drawn_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

/// What a results file was made from, with what the arguments set.
Result<OpenedExperiment> open_results(const CompareArguments& arguments, const Results& results) {
  const std::string& named = arguments.experiment.file;
  auto opened = open_experiment_text(arguments.experiment, results.experiment_text,
                                     named.empty() ? results.file.string() : named);
  if (!opened) return told();
  return std::move(*opened);
}

Result<OpenedExperiment> open(const CompareArguments& arguments, std::optional<Results>& repeated) {
  if (arguments.repeat) {
    auto results = read_results(arguments.experiment.file);
    if (!results) return tl::make_unexpected(results.error());
    repeated = std::move(*results);
    return open_results(arguments, *repeated);
  }
  auto opened = open_experiment(arguments.experiment);
  if (!opened) return told();
  return std::move(*opened);
}

Result<Experiment> over_ranks(const CompareArguments& arguments, const Experiment& experiment) {
  const auto ranks = read_ranks(arguments.ranks);
  if (!ranks) return tl::make_unexpected(ranks.error());
  return arguments.weak ? weak_scaling(experiment, *ranks) : strong_scaling(experiment, *ranks);
}

Result<Experiment> chosen_experiment(const CompareArguments& arguments, Experiment experiment) {
  RoundsSpec& rounds = experiment.comparison.rounds;
  if (arguments.until_resolved && !rounds.until_resolved) rounds = RoundsSpec{};
  auto chosen = arguments.a_a ? a_a_experiment(experiment, *arguments.a_a)
                              : experiment_with(experiment, arguments.accelerators);
  if (chosen && !arguments.ranks.empty()) return over_ranks(arguments, *chosen);
  if (!chosen) return chosen;
  if (chosen->accelerators.size() > 1) return chosen;
  return bad_input("accelerators", "there is one, and a comparison needs two",
                   "add another one, or measure the noise floor of this one with --a-a");
}

Result<PreparedComparison> begin(const CompareArguments& arguments) {
  PreparedComparison prepared;
  auto opened = open(arguments, prepared.repeated);
  if (!opened) return tl::make_unexpected(opened.error());
  auto experiment = chosen_experiment(arguments, std::move(opened->experiment));
  if (!experiment) return tl::make_unexpected(experiment.error());
  prepared.request.experiment = std::move(*experiment);
  prepared.request.roots = std::move(opened->roots);
  prepared.request.seed = drawn_seed();
  prepared.request.a_a = arguments.a_a.has_value();
  prepared.request.only_forecast = arguments.dry_run;
  prepared.results = arguments.output.empty() ? default_results_file(stem_of(arguments.experiment.file))
                                              : fs::path(arguments.output);
  auto recorder =
      Recorder::create(prepared.results, comparison_start(prepared.request), this_machine(), arguments.force);
  if (!recorder) return tl::make_unexpected(recorder.error());
  prepared.recorder = std::move(*recorder);
  return prepared;
}

Result<PreparedComparison> go_on(const CompareArguments& arguments) {
  auto reopened = Recorder::reopen(arguments.resume, this_machine());
  if (!reopened) return tl::make_unexpected(reopened.error());
  PreparedComparison prepared;
  prepared.results = arguments.resume;
  prepared.recorder = std::move(reopened->recorder);
  auto opened = open_results(arguments, reopened->results);
  if (!opened) return tl::make_unexpected(opened.error());
  prepared.request.experiment = std::move(opened->experiment);
  prepared.request.roots = std::move(opened->roots);
  resume_from(reopened->results, prepared.request);
  return prepared;
}

Status check_resume(const CompareArguments& arguments) {
  const bool changes = arguments.until_resolved || arguments.a_a || arguments.repeat || arguments.dry_run ||
                       !arguments.output.empty() || !arguments.ranks.empty() || arguments.weak ||
                       !arguments.accelerators.empty() || !arguments.experiment.settings.empty();
  if (!changes) return {};
  return bad_input("--resume", "a comparison goes on as it began", "leave the other options out");
}

Status check_ranks(const CompareArguments& arguments) {
  if (arguments.weak && arguments.ranks.empty())
    return bad_input("--weak", "no numbers of ranks", "name them, as in --ranks 1,2,4,8 --weak");
  if (arguments.ranks.empty() || (!arguments.a_a && !arguments.repeat)) return {};
  return bad_input("--ranks",
                   arguments.a_a ? "several numbers of ranks, and --a-a" : "what is repeated has its ranks",
                   "leave one of them out");
}

}  // namespace

Status check_arguments(const CompareArguments& arguments) {
  if (!arguments.resume.empty()) return check_resume(arguments);
  if (arguments.experiment.file.empty())
    return bad_input("accelbench-cli compare", "an experiment is missing", "name one, or --resume RESULTS");
  if (arguments.fixed_rounds && arguments.until_resolved)
    return bad_input("--rounds", "a number of rounds, and --until-resolved", "choose one of them");
  if (const Status ranks = check_ranks(arguments); !ranks) return ranks;
  if (arguments.a_a && !arguments.accelerators.empty())
    return bad_input("--a-a", "one accelerator against itself, and --accelerator",
                     "name the accelerator behind --a-a");
  return {};
}

Result<PreparedComparison> prepare_comparison(const CompareArguments& arguments) {
  auto prepared = arguments.resume.empty() ? begin(arguments) : go_on(arguments);
  if (!prepared) return prepared;
  prepared->request.program = this_program();
  prepared->request.control = std::make_shared<RunControl>();
  return prepared;
}

}  // namespace accelbench
