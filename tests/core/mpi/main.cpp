// SPDX-License-Identifier: GPL-3.0-or-later
// The exchange over Open MPI, really exchanging: run by mpirun with several ranks, each of which checks what
// it gets.
//   test_core_mpi                  every operation
//   test_core_mpi die | hang       the second rank does, in the middle of a training
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <string_view>
#include <thread>
#include <vector>

#include "core/ranks/exchange_library.h"

namespace accelbench {
namespace {

int failures = 0;

void expect(bool good, std::string_view what, const Exchange& exchange) {
  if (good) return;
  ++failures;
  fmt::print(stderr, "rank {}: {}\n", exchange.rank(), what);
}

/// Small and large enough for both ways; no multiple of the ranks.
constexpr std::size_t counts[] = {1, 7, 1000, 123457};

/// Value i of a rank: rank + 1 times i, and a part that float32 rounds, so that another order gives other
/// bits.
template <class T>
std::vector<T> values_of(int rank, std::size_t count) {
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<T>((rank + 1) * 1.1 * static_cast<double>(i % 1009)) + static_cast<T>(1e-3);
  return values;
}

template <class T>
std::vector<T> sums_of(int ranks, std::size_t count) {
  std::vector<T> sums = values_of<T>(0, count);
  for (int rank = 1; rank < ranks; ++rank) {
    const std::vector<T> values = values_of<T>(rank, count);
    for (std::size_t i = 0; i < count; ++i) sums[i] += values[i];
  }
  return sums;
}

template <class T>
void check_sums(Exchange& exchange) {
  for (const std::size_t count : counts) {
    const std::vector<T> sums = sums_of<T>(exchange.size(), count);
    std::vector<T> values = values_of<T>(exchange.rank(), count);
    exchange.all_reduce(std::span(values));
    expect(values == sums, fmt::format("{} sums are not those in the order of the ranks", count), exchange);
    values = values_of<T>(exchange.rank(), count);
    exchange.run({ExchangeKind::reduce_scatter, std::span(values)});
    const std::size_t first = part_begin(count, exchange.rank(), exchange.size());
    const std::size_t end = part_begin(count, exchange.rank() + 1, exchange.size());
    expect(std::equal(values.begin() + static_cast<std::ptrdiff_t>(first),
                      values.begin() + static_cast<std::ptrdiff_t>(end),
                      sums.begin() + static_cast<std::ptrdiff_t>(first)),
           fmt::format("{} scattered sums", count), exchange);
    exchange.all_gather(std::span(values));
    expect(values == sums, fmt::format("{} gathered sums", count), exchange);
  }
}

void check_broadcast(Exchange& exchange) {
  for (int root = 0; root < exchange.size(); ++root) {
    std::vector<double> values = values_of<double>(exchange.rank(), 5000);
    exchange.broadcast(std::span(values), root);
    expect(values == values_of<double>(root, 5000), fmt::format("broadcast of rank {}", root), exchange);
  }
}

/// Rank r gives rank t r + 2t numbers, all of them 10r + t; to one of them none.
void check_all_to_all(Exchange& exchange) {
  const auto ranks = static_cast<std::size_t>(exchange.size()),
             own = static_cast<std::size_t>(exchange.rank());
  std::vector<std::size_t> give, take;
  std::vector<float> given, expected;
  for (std::size_t other = 0; other < ranks; ++other) {
    give.push_back(own + 2 * other);
    take.push_back(other + 2 * own);
    given.insert(given.end(), give.back(), static_cast<float>(10 * own + other));
    expected.insert(expected.end(), take.back(), static_cast<float>(10 * other + own));
  }
  std::vector<float> taken(expected.size());
  exchange.all_to_all(std::span(given), give, std::span(taken), take);
  expect(taken == expected, "all to all", exchange);
}

/// Several on their way at once, finished in another order than begun.
void check_tickets(Exchange& exchange) {
  std::vector<float> first = values_of<float>(exchange.rank(), 50000),
                     second = values_of<float>(exchange.rank(), 3);
  const auto one = exchange.begin({ExchangeKind::all_reduce, std::span(first)});
  const auto two = exchange.begin({ExchangeKind::all_reduce, std::span(second)});
  exchange.finish(two);
  exchange.finish(one);
  expect(first == sums_of<float>(exchange.size(), 50000), "first of two", exchange);
  expect(second == sums_of<float>(exchange.size(), 3), "second of two", exchange);
}

[[noreturn]] void stay() {
  for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

/// The second rank ends or stops while the others exchange; they must not wait for ever.
void misbehave(Exchange& exchange, std::string_view how) {
  std::vector<float> values(1000);
  for (int i = 0; i < 1'000'000; ++i) {
    exchange.all_reduce(std::span(values));
    if (exchange.rank() != 1 || i < 100) continue;
    std::raise(how == "die" ? SIGKILL : SIGSTOP);
    stay();
  }
}

int take_part(std::string_view how) {
  const auto plugin = ranks::load_exchange();
  if (!plugin) return fmt::print(stderr, "{}\n", to_string(plugin.error())), 3;
  ExchangePatience patience;
  patience.silence_s = 3;
  const std::unique_ptr<Exchange> exchange((*plugin)->make(patience));
  exchange->reserve(counts[3] * sizeof(double));
  try {
    if (!how.empty()) misbehave(*exchange, how);
    check_sums<float>(*exchange);
    check_sums<double>(*exchange);
    check_broadcast(*exchange);
    check_all_to_all(*exchange);
    check_tickets(*exchange);
    exchange->barrier();
  } catch (const ExchangeError& error) {
    fmt::print(stderr, "rank {}: {}\n", exchange->rank(), error.what());
    exchange->abort(4);
  }
  if (exchange->rank() == 0 && failures == 0)
    fmt::print("{} ranks, {}: all sums in the order of the ranks\n", exchange->size(), (*plugin)->library());
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace accelbench

int main(int count, char** words) { return accelbench::take_part(count > 1 ? words[1] : ""); }
