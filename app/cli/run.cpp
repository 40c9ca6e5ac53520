// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/event_file.h"
#include "app/cli/exit_status.h"
#include "app/cli/interrupt.h"
#include "app/cli/progress.h"
#include "app/cli/report_text.h"
#include "app/cli/run_arguments.h"
#include "core/experiment/yaml.h"
#include "core/planning/ceilings.h"
#include "core/results/exports.h"
#include "core/results/results_file.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// Passes each event on to everyone who listens.
class Listeners : public EventSink {
 public:
  void add(EventSink* sink) {
    if (sink != nullptr) sinks_.push_back(sink);
  }
  void on_event(const Event& event) override {
    for (EventSink* sink : sinks_) sink->on_event(event);
  }

 private:
  std::vector<EventSink*> sinks_;
};

/// Where the events of this training go; everything is opened before the training begins.
struct Outputs {
  fs::path results;
  std::unique_ptr<Recorder> recorder;
  std::unique_ptr<EventFile> events;
  std::unique_ptr<Progress> progress;
};

Result<Outputs> open_outputs(const RunArguments& arguments, const fs::path& results,
                             const TrainingRequest& request) {
  Outputs outputs;
  outputs.results = results;
  if (!arguments.events.empty()) {
    auto events = EventFile::create(arguments.events, arguments.force);
    if (!events) return tl::make_unexpected(events.error());
    outputs.events = std::move(*events);
  }
  auto recorder = Recorder::create(outputs.results, request, this_machine(), arguments.force);
  if (!recorder) {
    if (outputs.events) outputs.events->discard();
    return tl::make_unexpected(recorder.error());
  }
  outputs.recorder = std::move(*recorder);
  if (!arguments.no_progress && can_draw_progress()) outputs.progress = std::make_unique<Progress>();
  return outputs;
}

// Nothing was trained: no empty results stay behind.
void discard(Outputs& outputs) {
  static_cast<void>(outputs.recorder->close(nullptr));
  std::error_code ignored;
  fs::remove(outputs.results, ignored);
  if (outputs.events) outputs.events->discard();
}

int close_outputs(Outputs& outputs, const TrainingOutcome& outcome) {
  int status = exit_done;
  if (const auto closed = outputs.recorder->close(&outcome); !closed) status = tell(closed.error());
  if (outputs.events)
    if (const auto closed = outputs.events->close(); !closed) status = tell(closed.error());
  return status;
}

/// What is left of the results where the file could not be written.
Results without_file(const Outputs& outputs, const TrainingRequest& request, const TrainingOutcome& outcome) {
  Results results;
  results.file = outputs.results;
  results.experiment_name = request.experiment.name;
  results.experiment_text = write_experiment(request.experiment);
  results.fingerprint = outcome.fingerprint;
  results.machine = outcome.machine;
  results.together = outcome.together;
  results.in_process = outcome.where == Where::in_process;
  const auto rows = rows_of(request);
  for (std::size_t i = 0; i < outcome.runs.size(); ++i) {
    results.runs.emplace_back();
    results.runs.back().run = rows ? rows->rows[i].run : outcome.runs[i].accelerator;
    results.runs.back().summary = outcome.runs[i];
    results.runs.back().finished = true;
  }
  return results;
}

Results results_of(const Outputs& outputs, const TrainingRequest& request, const TrainingOutcome& outcome) {
  if (outputs.recorder->close(nullptr))
    if (auto read = read_results(outputs.results)) return std::move(*read);
  return without_file(outputs, request, outcome);
}

void show(const RunArguments& arguments, const Results& results) {
  if (arguments.json)
    print(json_document(report_json(results)));
  else if (arguments.events == "-")
    static_cast<void>(std::fputs(report_text(results).c_str(), stderr));  // stdout is the events'
  else
    print(report_text(results));
}

bool any(const TrainingOutcome& outcome, RunStatus status) {
  return std::any_of(outcome.runs.begin(), outcome.runs.end(),
                     [status](const RunSummary& run) { return run.status == status; });
}

// An accelerator that was asked for by its name must be usable; among all, one that is must do.
int status_of(const TrainingOutcome& outcome, bool named) {
  const bool some_unavailable = any(outcome, RunStatus::unavailable);
  const bool none_usable = std::all_of(outcome.runs.begin(), outcome.runs.end(), [](const RunSummary& run) {
    return run.status == RunStatus::unavailable;
  });
  if ((named && some_unavailable) || none_usable) return exit_nothing_usable;
  return any(outcome, RunStatus::failed) || any(outcome, RunStatus::diverged) ? exit_failed : exit_done;
}

int train_and_show(const RunArguments& arguments, const TrainingRequest& request, Outputs& outputs) {
  Interrupt interrupt(request.control);
  Listeners listeners;
  listeners.add(outputs.recorder.get());
  listeners.add(outputs.events.get());
  listeners.add(outputs.progress.get());
  const auto outcome = train(request, listeners, interrupt.token());
  if (outputs.progress) outputs.progress->close();
  if (!outcome) {
    discard(outputs);
    return interrupt.happened() ? exit_interrupted : tell(outcome.error());
  }
  const int written = close_outputs(outputs, *outcome);
  show(arguments, results_of(outputs, request, *outcome));
  if (const auto kept = kept_ceilings(); !kept) tell("no share of a ceiling: " + to_string(kept.error()));
  tell("results: " + outputs.results.string());
  if (interrupt.happened()) return exit_interrupted;
  const int trained = status_of(*outcome, !arguments.accelerators.empty());
  return trained != exit_done ? trained : written;
}

int run(const RunArguments& arguments) {
  if (const auto checked = check_arguments(arguments); !checked) return tell(checked.error());
  auto opened = open_experiment(arguments.experiment);
  if (!opened) return exit_bad_input;
  const fs::path results = results_file_of(arguments);
  const TrainingRequest request = request_of(arguments, results, std::move(*opened));
  if (const auto checked = check_request(arguments, request); !checked) return tell(checked.error());
  auto outputs = open_outputs(arguments, results, request);
  if (!outputs) return tell(outputs.error());
  return train_and_show(arguments, request, *outputs);
}

void add_output_options(CLI::App& command, RunArguments& arguments) {
  command.add_option("--output", arguments.output, "The results file (default: in the user's data folder)")
      ->type_name("FILE");
  command.add_option("--events", arguments.events, "Write the events as JSON lines; - is standard output")
      ->type_name("FILE");
  command.add_option("--events-every", arguments.events_every, "Also tell every N-th step")->type_name("N");
  command
      .add_option("--weights", arguments.weights,
                  "Write the trained weights; {id} stands for the accelerator's id, {variant} for the "
                  "variant's number")
      ->type_name("FILE");
  command
      .add_option("--checkpoints", arguments.checkpoints,
                  "Folder for checkpoints (default: beside the results, or that of --resume)")
      ->type_name("DIR");
  command.add_flag("--force", arguments.force, "Replace files that exist");
  command.add_flag("--json", arguments.json, "Print one JSON document");
  command.add_flag("--no-progress", arguments.no_progress, "Draw no progress");
}

}  // namespace

void add_run(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand(
      "run", "Train an experiment, and each variant of its sweep, on its accelerators");
  auto arguments = std::make_shared<RunArguments>();
  add_experiment_arguments(*command, arguments->experiment);
  command
      ->add_option("--accelerator", arguments->accelerators,
                   "Train on this one only; may be repeated (default: all)")
      ->type_name("ID")
      ->allow_extra_args(false);
  command->add_option("--measure", arguments->measure_s, "Go on measuring until this many seconds are full")
      ->type_name("SECONDS");
  command->add_flag("--together", arguments->together,
                    "Train all at once, sharing the cores; more runs than cores take turns. Never ranked");
  command
      ->add_option("--resume", arguments->resume,
                   "Go on from a checkpoint, or from the furthest of each accelerator in a folder")
      ->type_name("FILE|DIR");
  add_output_options(*command, *arguments);
  command->footer(
      "Examples:\n  accelbench-cli run seed.accel.yaml\n"
      "  accelbench-cli run seed.accel.yaml --accelerator cpu --set training.epochs=10 --json\n"
      "  accelbench-cli run long.accel.yaml --resume long.checkpoints\n"
      "Signals: SIGUSR1 writes a checkpoint now; Ctrl-Z pauses, fg goes on; Ctrl-C stops.");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace accelbench
