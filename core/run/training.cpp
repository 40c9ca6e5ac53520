// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/training.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>
#include <unordered_map>

#include "core/run/child_training.h"
#include "core/run/in_process.h"

namespace accelbench {
namespace {

/// The contract's rule: all cpu in this process, otherwise all as children. An engine that is not built is
/// none of those that can share a process.
Where where_of(const PlannedTraining& training) {
  bool shares = true;
  for (std::size_t i = 0; i < training.engines.size(); ++i)
    shares &= training.engines[i] != nullptr &&
              !training.engines[i]->own_process(training.rows.rows[i].accelerator);
  if (shares) return training.request.where.value_or(Where::in_process);
  return Where::child;
}

/// Runs know nothing of the sweep that they belong to: their variant is added to the events that tell of it.
class VariantSink : public EventSink {
 public:
  VariantSink(const TrainingRows& rows, EventSink& sink) : sink_(sink) {
    for (const TrainingRow& row : rows.rows) variants_.emplace(row.run, &rows.variant_of(row));
  }
  void on_event(const Event& event) override {
    const bool tells =
        std::holds_alternative<RunStarted>(event.what) || std::holds_alternative<RunFinished>(event.what);
    const auto variant = tells ? variants_.find(event.run) : variants_.end();
    if (variant == variants_.end()) return sink_.on_event(event);
    Event told = event;
    if (auto* started = std::get_if<RunStarted>(&told.what)) started->variant = *variant->second;
    if (auto* finished = std::get_if<RunFinished>(&told.what)) finished->summary.variant = *variant->second;
    sink_.on_event(told);
  }

 private:
  EventSink& sink_;
  std::unordered_map<std::string, const Variant*> variants_;
};

/// Empty where the runs did several works.
std::string common_fingerprint(const std::vector<RunSummary>& runs) {
  std::string common;
  for (const RunSummary& run : runs) {
    if (run.fingerprint.empty()) continue;
    if (!common.empty() && run.fingerprint != common) return {};
    common = run.fingerprint;
  }
  return common;
}

Error in_variant(const Variant& variant, const Error& error) {
  return {error.kind, "sweep",
          fmt::format("the variant ({}): {}: {}", variant.name, error.place, error.message), error.fix};
}

/// Widths and losses against the data, which the experiment alone does not tell. Each data set is looked at
/// once.
Status check_variants(const PlannedTraining& training) {
  const auto& variants = training.rows.variants;
  const SharedData groups(variants, {});
  std::vector<Result<DataShape>> shapes;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const Experiment& experiment = variants[i].experiment;
    if (groups.group_of(i) == shapes.size())
      shapes.push_back(data_shape(experiment.data, training.request.roots, wanted_task(experiment)));
    const Result<DataShape>& shape = shapes[groups.group_of(i)];
    if (!shape) return tl::make_unexpected(in_variant(variants[i].variant, shape.error()));
    if (const Status fits = check_work(experiment, *shape, training.request.roots); !fits)
      return tl::make_unexpected(in_variant(variants[i].variant, fits.error()));
  }
  return {};
}

/// Two accelerators on one device would each have a part of it and show figures of neither. Told by what the
/// experiment names: nothing is loaded for it.
Status check_devices(const PlannedTraining& training) {
  if (!training.request.together) return {};
  std::map<std::string, std::string> taken;  // accelerators by device
  for (std::size_t i = 0; i < training.rows.rows.size(); ++i) {
    const AcceleratorSpec& accelerator = training.rows.rows[i].accelerator;
    if (accelerator.engine != EngineKind::cuda || training.engines[i] == nullptr) continue;
    const std::string device = training.engines[i]->device_of(accelerator);
    const auto [other, added] = taken.emplace(device, accelerator.id);
    if (!added && other->second != accelerator.id)
      return bad_input(
          "accelerators",
          fmt::format("{} and {} are both on {}, expected one accelerator a device where all train at "
                      "once",
                      other->second, accelerator.id, device),
          "train them one after another, or give them different devices");
  }
  return {};
}

Result<TrainingOutcome> train_where_it_belongs(const PlannedTraining& training, EventSink& sink,
                                               std::stop_token stop) {
  if (where_of(training) == Where::child) return train_in_children(training, sink, std::move(stop));
  return train_in_process(training, load_dataset, sink, std::move(stop));
}

Result<TrainingOutcome> train_variants(const PlannedTraining& training, EventSink& sink,
                                       std::stop_token stop) {
  if (const Status good = check_variants(training); !good) return tl::make_unexpected(good.error());
  VariantSink variants(training.rows, sink);
  auto outcome = train_where_it_belongs(training, variants, std::move(stop));
  if (!outcome) return outcome;
  for (std::size_t i = 0; i < outcome->runs.size(); ++i)
    outcome->runs[i].variant = training.rows.variant_of(training.rows.rows[i]);
  return outcome;
}

}  // namespace

Result<TrainingOutcome> train(const TrainingRequest& request, EventSink& sink, std::stop_token stop) try {
  const auto training = plan_training(request);
  if (!training) return tl::make_unexpected(training.error());
  if (const Status named = check_weights_pattern(request.weights_out, training->rows); !named)
    return tl::make_unexpected(named.error());
  if (const Status apart = check_devices(*training); !apart) return tl::make_unexpected(apart.error());
  auto outcome = training->swept() ? train_variants(*training, sink, std::move(stop))
                                   : train_where_it_belongs(*training, sink, std::move(stop));
  if (outcome) outcome->fingerprint = common_fingerprint(outcome->runs);
  return outcome;
} catch (const std::exception& error) {
  // No memory or no thread left: the program that asked goes on.
  return failed("training", fmt::format("could not go on: {}", error.what()),
                "close other programs and try again");
}

}  // namespace accelbench
