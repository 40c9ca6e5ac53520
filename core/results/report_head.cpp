// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "core/results/comparison_words.h"
#include "core/results/report_parts.h"

namespace accelbench {
namespace {

std::string work_words(const ReportView& view) {
  const Results& results = view.results();
  if (!results.fingerprint.empty() || results.runs.empty()) return results.fingerprint;
  std::set<std::string> works;
  for (const RunRecord& run : results.runs)
    if (!run.summary.fingerprint.empty()) works.insert(run.summary.fingerprint);
  return fmt::format("{} works, one a variant; --json and --csv tell their fingerprints", works.size());
}

const char* where_words(const Results& results) {
  if (results.together) return "all at once, sharing the processors: to watch, not to rank";
  return results.in_process ? "one after another, in one process"
                            : "one after another, each in a process of its own";
}

std::string rounds_words(const ReportView& view) {
  const Judgement& judgement = *view.judgement();
  const RoundsSpec& asked = view.experiment().comparison.rounds;
  const std::string aside =
      judgement.set_aside > 0 ? fmt::format(" and {} set aside", judgement.set_aside) : "";
  const std::string plan = asked.until_resolved
                               ? fmt::format("until resolved, {} to {}", asked.min, asked.max)
                               : fmt::format("{} asked for", asked.max);
  return fmt::format("{} counted{} ({}; order from seed {})", judgement.rounds, aside, plan,
                     view.facts()->seed);
}

std::string end_words(const ReportView& view) {
  const ComparisonRecord& facts = *view.facts();
  if (view.results().recording) return "it is running; this is how it stands";
  std::string words(Names<ComparisonEnd>::table[static_cast<std::size_t>(facts.end)].meaning);
  return facts.end_reason.empty() ? words : words + ": " + facts.end_reason;
}

void add_machine(ReportHead& head, const Results& results) {
  head.emplace_back("machine", machine_words(results.machine));
  head.emplace_back("program", results.machine.program);
}

}  // namespace

std::string machine_words(const Machine& machine) {
  return fmt::format("{}, {} logical {}, {}, {}{}", machine.cpu, machine.cores,
                     machine.cores == 1 ? "processor" : "processors",
                     readable_bytes(static_cast<double>(machine.memory_bytes)), machine.system,
                     machine.governor.empty() ? "" : ", governor " + machine.governor);
}

ReportHead comparison_head(const ReportView& view) {
  const Results& results = view.results();
  ReportHead head;
  add_machine(head, results);
  head.emplace_back("work", work_words(view));
  head.emplace_back("created", results.created);
  if (view.facts()->a_a)
    head.emplace_back("kind", "A/A: the same accelerator against itself, to learn the noise floor");
  if (view.source().measured_floor)
    head.emplace_back("noise floor", ratio_text(*view.source().measured_floor) +
                                         ": so far from 1 the accelerator's ratio to itself may lie");
  head.emplace_back("decides", words_of(view.quantity()));
  head.emplace_back("rounds", rounds_words(view));
  head.emplace_back("ended", end_words(view));
  if (!view.source().recomputed.empty()) head.emplace_back("verdicts", view.source().recomputed);
  return head;
}

ReportHead training_head(const ReportView& view) {
  const Results& results = view.results();
  ReportHead head;
  add_machine(head, results);
  head.emplace_back("work", work_words(view));
  head.emplace_back("runs", where_words(results));
  head.emplace_back("created", results.created);
  return head;
}

}  // namespace accelbench
