// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/experiment/yaml.h"
#include "core/results/recorder_state.h"

// Going on with a comparison: whether there is anything to go on with, and what is known of it.
namespace accelbench {
namespace {

namespace fs = std::filesystem;

bool can_go_on(ComparisonEnd end) {
  return end == ComparisonEnd::unfinished || end == ComparisonEnd::stopped ||
         end == ComparisonEnd::time_limit;
}

std::string words_of(const Machine& machine) {
  return fmt::format("{} ({} processors)", machine.cpu, machine.cores);
}

Status check_resumable(const Results& results, const Machine& machine) {
  const std::string place = results.file.string();
  if (!results.comparison)
    return bad_input(place, "this file holds a training, and only comparisons are resumed",
                     "name the results file of a comparison");
  const ComparisonEnd end = results.comparison->end;
  if (!can_go_on(end))
    return bad_input(place, fmt::format("it ended: {}; there is nothing to resume", name_of(end)),
                     "compare again: going beyond what was asked for is a new comparison");
  if (results.machine.cpu == machine.cpu && results.machine.cores == machine.cores) return {};
  return bad_input(place,
                   fmt::format("it was begun on {}, and this is {}: rounds of both say nothing about either",
                               words_of(results.machine), words_of(machine)),
                   "repeat it here into a file of its own");
}

Result<ComparisonStart> start_of(const Results& results) {
  auto experiment = read_experiment(results.experiment_text, results.file.string());
  if (!experiment) {
    const Error& first = experiment.error().front();
    return bad_input(results.file.string(), "its experiment cannot be read: " + to_string(first), first.fix);
  }
  const ComparisonRecord& facts = *results.comparison;
  return ComparisonStart{std::move(experiment->experiment), facts.seed, facts.a_a, facts.floor,
                         results.fingerprint};
}

/// What save_elsewhere() needs where the file cannot be read any more.
std::deque<Record> facts_of(const Results& results) {
  std::deque<Record> facts;
  const ComparisonRecord& comparison = *results.comparison;
  for (const CertificateRecord& certificate : comparison.certificates) facts.emplace_back(certificate);
  for (const Forecast& forecast : results.forecasts) facts.emplace_back(forecast);
  for (const RunRecord& run : results.runs) {
    const RunSummary& summary = run.summary;
    if (run.finished)
      facts.emplace_back(Event{run.run, 0, 0, RunFinished{summary.status, summary.reason, 0, summary}});
  }
  for (const RoundRecord& round : comparison.rounds) {
    facts.emplace_back(RoundBegan{round});
    if (round.finished) facts.emplace_back(RoundEnded{round, results.judgement.value_or(Judgement{})});
  }
  return facts;
}

}  // namespace

Result<ReopenedState> reopen_comparison(const fs::path& file, const Machine& machine) {
  auto held = RecordedFile::hold(file);
  if (!held) return tl::make_unexpected(held.error());
  auto results = read_results(file);
  if (!results) return tl::make_unexpected(results.error());
  if (auto right = check_resumable(*results, machine); !right) return tl::make_unexpected(right.error());
  auto start = start_of(*results);
  if (!start) return tl::make_unexpected(start.error());
  auto description = description_of(*start, results->machine);
  if (!description) return tl::make_unexpected(description.error());
  description->created = results->created;
  auto shared = std::make_shared<const Description>(std::move(*description));
  auto place = RecordingPlace::open(file, shared, std::move(*held));
  if (!place) return tl::make_unexpected(place.error());
  std::deque<Record> resumed;
  resumed.emplace_back(ComparisonResumed{});
  if (auto taken_back = (*place)->write(resumed); !taken_back) return tl::make_unexpected(taken_back.error());
  auto state = std::make_unique<RecorderState>(file, shared, std::move(*place));
  state->facts = facts_of(*results);
  results->comparison->end = ComparisonEnd::unfinished;
  results->comparison->end_reason.clear();
  return ReopenedState{std::move(state), std::move(*results)};
}

}  // namespace accelbench
