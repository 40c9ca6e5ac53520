// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/quantities.h"

#include <fmt/format.h>

#include <cmath>

#include "core/engine/epoch_losses.h"
#include "core/engine/monitor.h"
#include "core/judgement/judgement.h"
#include "core/judgement/statistics.h"

namespace accelbench {
namespace {

constexpr double seconds_per_hour = 3600;

QuantityValue nothing(std::string reason) { return {std::nullopt, std::move(reason)}; }

/// Speeds, times and joules that are not above 0 were not measured, whatever the file says.
QuantityValue positive(std::optional<double> value, const char* reason) {
  if (!value) return nothing(reason);
  if (!std::isfinite(*value) || *value <= 0)
    return nothing(fmt::format("{:g} is no figure: expected a number above 0", *value));
  return {value, {}};
}

QuantityValue loss_of(const RunSummary& run) {
  if (!run.final_loss) return nothing("the run told no loss");
  if (!std::isfinite(*run.final_loss) || *run.final_loss < 0)
    return nothing(fmt::format("a loss of {:g} has no ratio", *run.final_loss));
  return {run.final_loss, {}};
}

QuantityValue time_to_target(const RunSummary& run) {
  if (!run.target) return nothing("the experiment has no target");
  if (!run.target->reached) return {infinite, {}};
  return positive(run.target->seconds, "the time of the target was not told");
}

QuantityValue energy_to_target(const RunSummary& run) {
  if (!run.target) return nothing("the experiment has no target");
  if (run.energy_boundary.empty())
    return nothing(run.energy_reason.empty() ? "energy was not measured" : run.energy_reason);
  if (!run.target->reached) return {infinite, {}};
  return positive(run.energy_to_target_j, "energy was not read at the target");
}

QuantityValue cost_to_target(const RunSummary& run, const JudgedRow& row) {
  if (!row.price_per_hour) return nothing("no price_per_hour is given");
  if (!(*row.price_per_hour > 0)) return nothing("a price of 0 has no ratio");
  const QuantityValue time = time_to_target(run);
  if (!time.value) return time;
  return {*time.value * (*row.price_per_hour / seconds_per_hour), {}};
}

/// Whether a quantity comes from the loss or a metric of the training part.
bool is_of_training_losses(Quantity quantity, const RunSummary& run) {
  if (quantity == Quantity::final_loss) return true;
  if (!needs_target(quantity) || !run.target) return false;
  const auto monitor = monitor_named(run.target->monitor);
  return monitor && !monitor->validation;
}

std::string losses_of_two_kinds(Quantity quantity, const RunSummary& a, const RunSummary& b) {
  const bool a_at_end = tells_losses_at_epochs_end(a.engine), b_at_end = tells_losses_at_epochs_end(b.engine);
  if (a_at_end == b_at_end || !is_of_training_losses(quantity, a)) return {};
  return fmt::format(
      "{} tells the loss of its weights at an epoch's end, {} the mean while it trained: not compared",
      a_at_end ? a.engine : b.engine, a_at_end ? b.engine : a.engine);
}

}  // namespace

bool needs_target(Quantity quantity) {
  return quantity == Quantity::time_to_target || quantity == Quantity::energy_to_target ||
         quantity == Quantity::cost_to_target;
}

bool more_is_better(Quantity quantity) { return quantity == Quantity::throughput; }

Verdict verdict_of(Quantity quantity, bool above_one) {
  const bool of_speed = quantity == Quantity::throughput || quantity == Quantity::time_to_target ||
                        quantity == Quantity::train_time;
  if (!of_speed) return above_one ? Verdict::higher : Verdict::lower;
  return above_one == more_is_better(quantity) ? Verdict::faster : Verdict::slower;
}

std::string not_of_one_kind(Quantity quantity, const RunSummary& a, const RunSummary& b) {
  if (std::string losses = losses_of_two_kinds(quantity, a, b); !losses.empty()) return losses;
  if (quantity != Quantity::energy_to_target || a.energy_boundary == b.energy_boundary) return {};
  if (a.energy_boundary.empty() || b.energy_boundary.empty()) return {};  // not measured: another reason
  return fmt::format("energy of {} and energy of {} are not compared", a.energy_boundary, b.energy_boundary);
}

bool counts_for(Quantity quantity, const RunSummary& run) {
  if (run.status == RunStatus::completed) return true;
  return run.status == RunStatus::diverged && needs_target(quantity) && run.target;
}

QuantityValue quantity_of(Quantity quantity, const RunSummary& run, const JudgedRow& row) {
  switch (quantity) {
    case Quantity::throughput:
      return positive(run.samples_per_second, "the training was too short to read a steady speed");
    case Quantity::time_to_target:
      return time_to_target(run);
    case Quantity::train_time:
      return positive(run.train_s, "the time of training was not told");
    case Quantity::final_loss:
      return loss_of(run);
    case Quantity::energy_to_target:
      return energy_to_target(run);
    case Quantity::cost_to_target:
      return cost_to_target(run, row);
  }
  return nothing("not known to this program");
}

}  // namespace accelbench
