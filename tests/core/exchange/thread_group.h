// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <barrier>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/engine/exchange.h"

// Ranks as threads of one process: every exchange, without a network. It holds the ranks to the rule that
// they begin the same operations in the same order.
namespace accelbench::testing {

class ThreadGroup {
 public:
  explicit ThreadGroup(int size) : size_(size), meeting_(size), asked_(static_cast<std::size_t>(size)) {}

  /// From this operation on (counted from 0) every one fails.
  std::size_t fails_from = ~std::size_t{0};
  /// Bytes of values that each rank gave to all-reduces and the like, and how many operations there were.
  std::size_t bytes = 0, operations = 0;

  /// Runs `work` on one thread a rank; rethrows the first failure.
  void run(const std::function<void(Exchange&)>& work) {
    std::vector<std::exception_ptr> failures(asked_.size());
    {
      std::vector<std::jthread> threads;
      for (int rank = 0; rank < size_; ++rank)
        threads.emplace_back([this, rank, &work, &failure = failures[static_cast<std::size_t>(rank)]] {
          Rank exchange(*this, rank);
          try {
            work(exchange);
          } catch (...) {
            failure = std::current_exception();
            meeting_.arrive_and_drop();
          }
        });
    }
    for (const auto& failure : failures)
      if (failure) std::rethrow_exception(failure);
  }

 private:
  class Rank final : public Exchange {
   public:
    Rank(ThreadGroup& group, int rank) : group_(group), rank_(rank) {}
    int rank() const override { return rank_; }
    int size() const override { return group_.size_; }
    std::string host_of(int) const override { return "here"; }
    void reserve(std::size_t bytes) override { reserved_ = std::max(reserved_, bytes); }
    Ticket begin(const ExchangeOperation& operation) override {
      if (operation.kind != ExchangeKind::all_to_all &&
          operation.values.count * size_of(operation.values.type) > reserved_)
        throw std::logic_error("an exchange larger than what was reserved");
      group_.meet(rank_, operation);
      return ++begun_;
    }
    void finish(Ticket ticket) override {
      if (ticket > begun_) throw std::logic_error("a ticket that was never given");
    }
    [[noreturn]] void abort(int status) override { std::_Exit(status); }

   private:
    ThreadGroup& group_;
    int rank_;
    Ticket begun_ = 0;
    std::size_t reserved_ = 1 << 16;
  };

  void meet(int rank, const ExchangeOperation& operation) {
    asked_[static_cast<std::size_t>(rank)] = operation;
    meeting_.arrive_and_wait();
    if (rank == 0) exchange();
    meeting_.arrive_and_wait();
    if (!problem_.empty()) throw ExchangeError(problem_);
  }

  void exchange() {
    const ExchangeOperation& first = asked_.front();
    for (std::size_t rank = 1; rank < asked_.size(); ++rank)
      if (asked_[rank].kind != first.kind ||
          (asked_[rank].values.count != first.values.count && first.kind != ExchangeKind::all_to_all) ||
          asked_[rank].values.type != first.values.type || asked_[rank].values.unit != first.values.unit ||
          asked_[rank].root != first.root)
        problem_ = fmt::format("operation {}: rank {} does another one than rank 0", operations, rank);
    if (operations >= fails_from) problem_ = "rank 1 on here: the link is cut";
    bytes += first.values.count * size_of(first.values.type);
    ++operations;
    if (!problem_.empty()) return;
    if (first.kind == ExchangeKind::all_to_all) return exchange_all();
    if (first.values.type == ExchangeType::float32) return exchange_values<float>(first);
    if (first.values.type == ExchangeType::float64) return exchange_values<double>(first);
    exchange_values<unsigned char>(first);
  }

  void exchange_all() {
    std::vector<std::size_t> taken(asked_.size());  // bytes that a rank has got
    for (std::size_t from = 0; from < asked_.size(); ++from) {
      const auto* given = static_cast<const std::byte*>(asked_[from].values.data);
      for (std::size_t to = 0; to < asked_.size(); ++to) {
        if (asked_[from].give[to] != asked_[to].take[from])
          problem_ = fmt::format("rank {} gives {} values, rank {} takes {}", from, asked_[from].give[to], to,
                                 asked_[to].take[from]);
        if (!problem_.empty()) return;
        const std::size_t bytes_here = asked_[from].give[to] * size_of(asked_[from].values.type);
        std::copy_n(given, bytes_here, static_cast<std::byte*>(asked_[to].received.data) + taken[to]);
        given += bytes_here;
        taken[to] += bytes_here;
      }
    }
  }

  template <class T>
  T* of(std::size_t rank) const {
    return static_cast<T*>(asked_[rank].values.data);
  }

  /// After a reduce_scatter the parts of others are no numbers.
  template <class T>
  T seen_by(std::size_t rank, int owner, T value, ExchangeKind kind) const {
    const bool others = kind == ExchangeKind::reduce_scatter && static_cast<int>(rank) != owner;
    return others ? std::numeric_limits<T>::quiet_NaN() : value;
  }

  template <class T>
  void exchange_values(const ExchangeOperation& first) {
    const std::size_t count = first.values.count;
    for (std::size_t i = 0; i < count; ++i) {
      int part = 0;
      while (part_begin(first.values, part + 1, size_) <= i) ++part;
      const int owner = first.kind == ExchangeKind::all_gather ? part : first.root;
      T value = of<T>(static_cast<std::size_t>(owner))[i];
      if (first.kind == ExchangeKind::all_reduce || first.kind == ExchangeKind::reduce_scatter) {
        value = of<T>(0)[i];
        for (std::size_t rank = 1; rank < asked_.size(); ++rank)
          value = static_cast<T>(value + of<T>(rank)[i]);
      }
      for (std::size_t rank = 0; rank < asked_.size(); ++rank)
        of<T>(rank)[i] = seen_by(rank, part, value, first.kind);
    }
  }

  int size_;
  std::barrier<> meeting_;
  std::vector<ExchangeOperation> asked_;
  std::string problem_;
};

}  // namespace accelbench::testing
