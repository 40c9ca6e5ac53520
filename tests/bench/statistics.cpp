// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "tests/core/comparison/noisy_world.h"

// Whole comparisons by the scheduler, thousands of times, of simulated accelerators whose truth is known: how
// often a difference is claimed that is not there, how often intervals hold the truth, how many rounds it
// takes. Writes a report in Markdown; seeds are fixed. The limit is what a right program exceeds once in
// 1000.
//
//   bench_statistics [TRIALS] [THREADS]
namespace accelbench::testing {
namespace {

enum class Question { false_claims, rounds };

struct Setting {
  Question question;
  NoisyWorld world;
  ComparisonSpec comparison;
  /// Of two accelerators as many as asked for; more of them cost more, and are further from the limit.
  std::int64_t trials_of(std::int64_t asked) const {
    return std::max<std::int64_t>(1, 2 * asked / static_cast<std::int64_t>(world.factors.size()));
  }
};

Setting setting(std::string name, std::size_t accelerators, double noise) {
  Setting one{Question::false_claims, {}, {}};
  one.world.name = std::move(name);
  one.world.factors.assign(accelerators, 1.0);
  one.world.noise = noise;
  return one;
}

/// Noise, outliers and drift, as the protocol names them.
void add_noises(std::vector<Setting>& all, std::size_t accelerators) {
  for (const double noise : {0.02, 0.05})
    for (const Outliers outliers : {Outliers::none, Outliers::both})
      for (const double drift : {0.0, 0.02}) {
        Setting one = setting(
            fmt::format("noise {:g} %{}{}", 100 * noise, outliers == Outliers::both ? ", outliers" : "",
                        drift > 0 ? ", drift 2 % a slot" : ""),
            accelerators, noise);
        one.world.outliers = outliers;
        one.world.slot_drift = drift;
        all.push_back(one);
      }
}

/// The machine wanders, or gets slower from launch to launch.
void add_wanderings(std::vector<Setting>& all, std::size_t accelerators) {
  Setting walk = setting("noise 5 %, outliers, random walk 1 % a launch", accelerators, 0.05);
  walk.world.walk = 0.01;
  all.push_back(walk);
  Setting drift = setting("noise 5 %, outliers, drift 2 % a launch to the end", accelerators, 0.05);
  drift.world.launch_drift = 0.02;
  all.push_back(drift);
}

void add_misses(std::vector<Setting>& all, std::size_t accelerators) {
  for (const double missed : {0.05, 0.15}) {
    Setting one = setting(fmt::format("time to target, {:g} % missed", 100 * missed), accelerators, 0.05);
    one.world.missed = missed;
    one.comparison.quantity = Quantity::time_to_target;
    all.push_back(one);
  }
  Setting failing = setting("10 % of the runs fail", accelerators, 0.05);
  failing.world.failed = 0.1;
  all.push_back(failing);
}

void add_numbers_of_rounds(std::vector<Setting>& all) {
  for (const std::int64_t rounds : {3, 6, 10, 30}) {
    Setting one = setting(fmt::format("noise 5 %, outliers, drift 2 % a slot, {} rounds", rounds), 2, 0.05);
    one.world.slot_drift = 0.02;
    one.comparison.rounds = {rounds, rounds, false};
    all.push_back(one);
  }
}

/// Only the last has outliers: it is slower, by 1.3 % in the mean.
void add_one_sided(std::vector<Setting>& all) {
  for (const double noise : {0.02, 0.05}) {
    Setting one = setting(fmt::format("noise {:g} %, outliers of one only", 100 * noise), 2, noise);
    one.world.outliers = Outliers::one;
    all.push_back(one);
  }
}

void add_differences(std::vector<Setting>& all) {
  for (const double factor : {1.05, 1.25})
    for (const Outliers outliers : {Outliers::none, Outliers::both})
      for (const double drift : {0.0, 0.02}) {
        Setting one = setting(fmt::format("{:g} % faster, noise 2 %{}{}", 100 * (factor - 1),
                                          outliers == Outliers::both ? ", outliers" : "",
                                          drift > 0 ? ", drift 2 % a slot" : ""),
                              2, 0.02);
        one.question = Question::rounds;
        one.world.factors = {factor, 1};
        one.world.outliers = outliers;
        one.world.slot_drift = drift;
        all.push_back(one);
      }
}

std::vector<Setting> settings() {
  std::vector<Setting> all;
  for (const std::size_t accelerators : {2U, 3U, 6U}) {
    add_noises(all, accelerators);
    add_wanderings(all, accelerators);
    add_misses(all, accelerators);
  }
  add_numbers_of_rounds(all);
  add_one_sided(all);
  add_differences(all);
  return all;
}

/// Settings are shared out among threads; each keeps its seeds whoever takes it.
std::vector<Tally> run_all(const std::vector<Setting>& all, std::int64_t trials, unsigned threads) {
  std::vector<Tally> tallies(all.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      tallies[i] = tally_of(all[i].world, all[i].comparison, all[i].trials_of(trials), 1'000'000 * (i + 1));
      fmt::print(stderr, "{} of {}: {}\n", i + 1, all.size(), all[i].world.name);
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) workers.emplace_back(work);
  workers.clear();
  return tallies;
}

double percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

bool holds(const Tally& tally) {
  return std::max(tally.false_claims, tally.false_leaders) <= binomial_limit(tally.trials, 0.05);
}

void print_row(const Setting& one, const Tally& tally) {
  fmt::print("| {} | {} | {} | {:.1f} | {:.1f} | {:.1f} | {:.1f}{} | {:.1f} | {:.1f} | {:.0f} |\n",
             one.world.factors.size(), one.world.name, tally.trials, percent(tally.claims, tally.trials),
             percent(tally.false_claims, tally.trials), percent(tally.false_leaders, tally.trials),
             percent(binomial_limit(tally.trials, 0.05), tally.trials), holds(tally) ? "" : ": beyond",
             percent(tally.covering, tally.intervals),
             static_cast<double>(tally.rounds) / static_cast<double>(tally.trials),
             percent(tally.resolved, tally.trials));
}

void print_table(const std::vector<Setting>& all, const std::vector<Tally>& tallies, Question question) {
  fmt::print(
      "| accelerators | setting | comparisons | separated % | falsely % | falsely best % | limit % | "
      "intervals that hold the truth % | mean rounds | resolved % "
      "|\n|---|---|---|---|---|---|---|---|---|---|\n");
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].question == question) print_row(all[i], tallies[i]);
  fmt::print("\n");
}

bool print_report(const std::vector<Setting>& all, const std::vector<Tally>& tallies) {
  fmt::print("Equal accelerators:\n\n");
  print_table(all, tallies, Question::false_claims);
  fmt::print("Different ones:\n\n");
  print_table(all, tallies, Question::rounds);
  const auto beyond = std::ranges::count_if(tallies, [](const Tally& tally) { return !holds(tally); });
  fmt::print("{} of {} settings are beyond the limit.\n", beyond, all.size());
  return beyond == 0;
}

}  // namespace
}  // namespace accelbench::testing

int main(int count, char** arguments) {
  using namespace accelbench::testing;
  const std::int64_t trials = count > 1 ? std::atoll(arguments[1]) : 4000;
  const long threads =
      count > 2 ? std::atol(arguments[2]) : static_cast<long>(std::thread::hardware_concurrency());
  if (trials < 1 || threads < 1) {
    fmt::print(stderr, "usage: bench_statistics [TRIALS] [THREADS]\n");
    return 2;
  }
  const auto all = settings();
  const auto tallies = run_all(all, trials, static_cast<unsigned>(threads));
  return print_report(all, tallies) ? 0 : 1;
}
