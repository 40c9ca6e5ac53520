// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/judgement/figures.h"
#include "core/judgement/pair_judgement.h"
#include "core/judgement/quantities.h"
#include "core/judgement/round_table.h"
#include "core/judgement/statistics.h"

namespace accelbench {
namespace {

constexpr double scaling_alpha = 0.05;
constexpr double bytes_of_a_gradient = 4;  // float32, whatever the products are computed in

std::optional<double> if_finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// exp of the interval of logarithms.
ScalingFigure ratio_figure(const std::vector<double>& log_ratios) {
  if (log_ratios.empty()) return {};
  const IntervalEstimate logs = log_ratios.size() < first_rank_rounds
                                    ? t_interval(log_ratios, scaling_alpha)
                                    : hodges_lehmann(log_ratios, scaling_alpha);
  const auto low = if_finite(logs.low), high = if_finite(logs.high);
  return {std::exp(logs.centre), low ? std::optional(std::exp(*low)) : std::nullopt,
          high ? std::optional(std::exp(*high)) : std::nullopt};
}

ScalingFigure divided(ScalingFigure figure, double by) {
  for (auto* one : {&figure.value, &figure.low, &figure.high})
    if (*one) **one /= by;
  return figure;
}

/// The settings of a sweep that all rows of a study share.
std::string common_variant(const TrainingRows& rows, const ScalingRows& group) {
  const Variant& first = rows.variant_of(rows.rows[group.rows.front()]);
  std::string name;
  for (const VariantSetting& setting : first.settings) {
    const bool common = std::ranges::all_of(group.rows, [&](std::size_t row) {
      const auto& settings = rows.variant_of(rows.rows[row]).settings;
      return std::ranges::find(settings, setting) != settings.end();
    });
    if (common) name += (name.empty() ? "" : ", ") + setting.key + ": " + setting.value;
  }
  return name;
}

/// "cpu" of "cpu-r1", "cpu-r2", …; else the first row's.
std::string common_id(const TrainingRows& rows, const ScalingRows& group) {
  const std::string& first = rows.rows[group.rows.front()].accelerator.id;
  std::string base;
  for (const std::size_t row : group.rows) {
    const AcceleratorSpec& one = rows.rows[row].accelerator;
    const std::string suffix = fmt::format("-r{}", rank_count(one));
    if (!one.id.ends_with(suffix)) return first;
    const std::string without = one.id.substr(0, one.id.size() - suffix.size());
    if (!base.empty() && without != base) return first;
    base = without;
  }
  return base.empty() ? first : base;
}

/// Rows of a whole batch, as far as it is known before the data are read.
std::int64_t rows_of_batch(const Experiment& experiment) {
  const std::int64_t batch = experiment.training.batch_size;
  const auto* synthetic = std::get_if<SyntheticData>(&experiment.data.source);
  if (!synthetic) return batch;
  const double training =
      std::floor(static_cast<double>(synthetic->samples) * (1 - experiment.data.validation_split));
  return std::clamp(static_cast<std::int64_t>(training), std::int64_t{1}, batch);
}

/// One study in the making.
class StudyMaker {
 public:
  StudyMaker(const TrainingRows& rows, const ScalingRows& group, const ComparisonRecord& facts,
             const RoundTable& table)
      : rows_(rows), group_(group), facts_(facts), table_(table) {}

  ScalingStudy study() {
    study_.accelerator = common_id(rows_, group_);
    study_.engine = name_of(row(0).accelerator.engine);
    study_.variant = common_variant(rows_, group_);
    base_ = fewest_measured();
    for (std::size_t i = 0; i < group_.rows.size(); ++i) study_.points.push_back(point(i));
    study_.work = work();
    fit();
    return std::move(study_);
  }

 private:
  using Reader = std::function<double(const StepSplit&)>;

  const TrainingRow& row(std::size_t i) const { return rows_.rows[group_.rows[i]]; }
  std::int64_t ranks(std::size_t i) const { return rank_count(row(i).accelerator); }
  const Experiment& experiment(std::size_t i) const { return rows_.variants[row(i).variant].experiment; }
  static JudgedRow judged(const TrainingRow& one) {
    JudgedRow judged;
    judged.row = one.run;
    judged.accelerator = judged.name = one.accelerator.id;
    judged.variant = one.variant;
    return judged;
  }

  /// Samples/s of a round; empty where the run failed, did not take place or told none.
  std::vector<std::optional<double>> speeds(std::size_t i) const {
    std::vector<std::optional<double>> all;
    for (const RunSummary* run : table_.runs_of(row(i).run)) {
      const bool counts = run && counts_for(Quantity::throughput, *run);
      all.push_back(counts ? quantity_of(Quantity::throughput, *run, judged(row(i))).value : std::nullopt);
    }
    return all;
  }

  std::optional<std::size_t> fewest_measured() const {
    for (std::size_t i = 0; i < group_.rows.size(); ++i)
      if (std::ranges::any_of(speeds(i), [](const auto& speed) { return speed.has_value(); })) return i;
    return std::nullopt;
  }

  /// Median over the counted runs; empty where none has a split.
  std::optional<double> split(std::size_t i, const Reader& read) const {
    std::vector<double> values;
    for (const RunSummary* run : table_.runs_of(row(i).run))
      if (run && run->step_split) values.push_back(read(*run->step_split));
    if (values.empty()) return std::nullopt;
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return if_finite(values[values.size() / 2]);
  }

  std::string why_without(std::size_t i, const QuantityFigure& figure) const {
    const auto known = std::ranges::find(facts_.certificates, row(i).run, &CertificateRecord::row);
    if (known == facts_.certificates.end()) return "it has not been certified yet";
    if (!known->reason.empty()) return known->reason;
    return figure.reason.empty() ? "no round has been counted" : figure.reason;
  }

  ScalingPoint point(std::size_t i) const {
    ScalingPoint point;
    point.row = row(i).run;
    point.ranks = ranks(i);
    const RowFigures figures = figures_of(table_, judged(row(i)));
    const auto speed = std::ranges::find(figures.figures, Quantity::throughput, &QuantityFigure::quantity);
    if (speed == figures.figures.end() || !speed->median) {
      point.reason = why_without(i, speed == figures.figures.end() ? QuantityFigure() : *speed);
      return point;
    }
    point.samples_per_second = {speed->median, speed->low, speed->high};
    if (point.ranks > 1) point.exchange_share = split(i, [](const StepSplit& one) { return one.exchange; });
    add_ratios(i, point);
    return point;
  }

  void add_ratios(std::size_t i, ScalingPoint& point) const {
    const PairRounds pair =
        pair_rounds(table_, table_.rounds(), judged(row(i)), judged(row(*base_)), Quantity::throughput);
    point.rounds = static_cast<std::int64_t>(pair.log_ratios.size());
    point.speed_up = i == *base_ ? ScalingFigure{1, 1, 1} : ratio_figure(pair.log_ratios);
    const double times = static_cast<double>(point.ranks) / static_cast<double>(ranks(*base_));
    point.efficiency = divided(point.speed_up, times);
  }

  std::int64_t parameters() const {
    std::int64_t most = 0;
    for (std::size_t i = 0; i < group_.rows.size(); ++i)
      for (const RunSummary* run : table_.runs_of(row(i).run))
        if (run) most = std::max(most, run->parameters);
    return most;
  }

  ScalingWork work() const {
    const AcceleratorSpec& accelerator = row(0).accelerator;
    ScalingWork work;
    work.kind = group_.kind;
    work.way = accelerator.engine == EngineKind::cuda ? ExchangeWay::nccl : ExchangeWay::ring;
    work.batch_size = rows_of_batch(experiment(0));
    if (work.kind == ScalingKind::weak)
      work.batch_size = std::max<std::int64_t>(work.batch_size / ranks(0), 1);
    work.exchanged_bytes = bytes_of_a_gradient * static_cast<double>(parameters());
    work.messages = std::max<std::int64_t>(static_cast<std::int64_t>(experiment(0).model.layers.size()), 1);
    const std::int64_t most = study_.points.back().ranks;
    if (work.way == ExchangeWay::ring) work.ranks_per_host = most;  // as full as any that was measured
    if (accelerator.cluster.empty()) work.ranks_per_host = std::max(work.ranks_per_host, most);
    const Reader backward = [](const StepSplit& one) { return one.backward / (one.forward + one.backward); };
    if (base_)
      if (const auto share = split(*base_, backward); share && *share > 0 && *share < 1)
        work.backward_share = *share;
    return work;
  }

  /// What one rank spends on updates is done by every rank.
  ScalingAssumptions assumptions() const {
    ScalingAssumptions all = scaling_assumptions(study_.work.way, !row(0).accelerator.cluster.empty());
    if (ranks(*base_) > 1) return all;
    const auto share = split(*base_, [](const StepSplit& one) { return one.optimizer; });
    if (share) all.fixed_share = {std::clamp(*share, 0.005, 0.9), 0.7};
    return all;
  }

  void fit() {
    std::vector<MeasuredRanks> measured;
    for (std::size_t i = 0; base_ && i < group_.rows.size(); ++i) {
      measured.push_back({ranks(i), speeds(i), study_.points[i].exchange_share});
      const double batch = samples_of_step(study_.work, ranks(i));
      for (auto& value : measured.back().step_s)
        if (value) value = batch / *value;
    }
    if (base_) study_.fit = fit_scaling(study_.work, assumptions(), measured);
    if (!study_.fit) study_.no_fit = "fewer than two numbers of ranks were measured";
  }

  const TrainingRows& rows_;
  const ScalingRows& group_;
  const ComparisonRecord& facts_;
  const RoundTable& table_;
  ScalingStudy study_;
  std::optional<std::size_t> base_;  ///< the fewest ranks that were measured
};

}  // namespace

std::vector<ScalingStudy> scaling_studies(const Experiment& experiment, const ComparisonRecord& facts) {
  TrainingRequest training;
  training.experiment = experiment;
  const auto rows = rows_of(training);
  if (!rows) return {};  // the experiment's own check has told why
  const RoundTable table(counted_rounds(facts));
  std::vector<ScalingStudy> studies;
  for (const ScalingRows& group : scaling_rows(*rows))
    studies.push_back(StudyMaker(*rows, group, facts, table).study());
  return studies;
}

}  // namespace accelbench
