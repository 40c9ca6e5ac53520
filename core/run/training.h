// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/engine/event.h"
#include "core/experiment/experiment.h"
#include "core/experiment/sweep.h"
#include "core/run/run_control.h"
#include "core/run/weight_watch.h"
#include "core/telemetry/device.h"

// One Train of the window, one `run` of the command line: the accelerators of an experiment and, with a sweep,
// of each of its variants, one after another or together.
namespace accelbench {

/// Where runs execute. Figures of the two never stand in one table, so one training uses one of them throughout.
enum class Where { in_process, child };

struct TrainingRequest {
  Experiment experiment;
  DataRoots roots;
  std::vector<std::string> accelerators;  ///< ids; empty: all
  double measure_s = 0;                   ///< 0: no measuring window
  bool together = false;                  ///< all at once: labelled, never ranked
  std::int64_t events_every = 0;          ///< a step event each so many steps; 0: none
  std::string weights_out;  ///< "{id}" stands for the accelerator, "{variant}" for the variant's number; empty: none
  std::filesystem::path program;  ///< accelbench-cli, for children
  std::optional<Where> where;     ///< empty: the rule of the contract (all cpu: in this process)
  std::shared_ptr<RunControl> control = {};  ///< pauses all runs that go, …; null: none
  std::filesystem::path checkpoints = {};    ///< folder for them; empty: none can be written
  std::filesystem::path resume_from = {};    ///< a checkpoint, or a folder of them; empty: from the beginning
  std::shared_ptr<WeightWatch> weights = {};  ///< answered by runs in this process while they train; null: none
};

/// One run to come: an accelerator and, with a sweep, one of the variants.
struct TrainingRow {
  std::string run;  ///< the id of its events: "cpu"; with a sweep "cpu@2" for the second variant
  AcceleratorSpec accelerator;
  std::size_t variant = 0;  ///< into the variants
};

/// What a request comes to: rows are variants × accelerators, the accelerators of one variant together.
struct TrainingRows {
  std::vector<VariantExperiment> variants;  ///< one without name and settings where there is no sweep
  std::vector<TrainingRow> rows;
  const Variant& variant_of(const TrainingRow& row) const { return variants[row.variant].variant; }
};

/// As many runs as a results file is read with.
inline constexpr std::int64_t most_runs = 100'000;

struct TrainingOutcome {
  std::string fingerprint;  ///< of the work that all runs did; empty where they did several
  Machine machine;
  Where where = Where::in_process;
  bool together = false;
  std::vector<RunSummary> runs;  ///< one for each row, in their order
};

/// Checks, loads, trains and tells `sink` all of it. Blocks; call it on a worker thread. An error means that nothing was
/// trained; a run that fails is a summary with a status. All variants of a sweep are checked before the first is trained.
/// After `stop` the runs that go end as `stopped` and no further run starts.
Result<TrainingOutcome> train(const TrainingRequest& request, EventSink& sink, std::stop_token stop);

/// The rows of a request; errors name the nearest id, or the variant that its check refuses.
Result<TrainingRows> rows_of(const TrainingRequest& request);
/// "CPU float32, 1 thread · training.epochs: 5": what a row is called in charts and lists.
std::string label_of(const TrainingRow& row, const Variant& variant);

/// The ids that a request names, checked; errors name the nearest id.
Result<std::vector<const AcceleratorSpec*>> chosen_accelerators(const TrainingRequest& request);

/// The name of a row's weights: {id} and {variant} (its number from 1) replaced.
std::string weights_name(std::string pattern, const TrainingRow& row);
/// Refuses a pattern by which several rows would write one file.
Status check_weights_pattern(const std::string& pattern, const TrainingRows& rows);

}  // namespace accelbench
