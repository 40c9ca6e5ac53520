// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/mpi/messages.h"

namespace accelbench::mpi {

/// The exchange over MPI, in the memory of the host. What is long is exchanged by a thread of its own, beside
/// those that train; what is short by the thread that waits for it, which costs no change of threads: on a
/// busy machine that is worth milliseconds.
class MpiExchange final : public Exchange {
 public:
  explicit MpiExchange(const ExchangePatience& patience);
  ~MpiExchange() override;

  int rank() const override { return messages_->rank(); }
  int size() const override { return messages_->size(); }
  std::string host_of(int rank) const override { return messages_->host_of(rank); }
  void reserve(std::size_t bytes) override;
  Ticket begin(const ExchangeOperation& operation) override;
  void finish(Ticket ticket) override;
  void check() override;
  [[noreturn]] void abort(int status) override;

 private:
  enum class Wish { go_on, leave, abort };

  bool done(Ticket ticket) const {
    return finished_.load(std::memory_order_acquire) >= ticket || failed_.load();
  }
  void wish(Wish wish);
  std::unique_lock<std::mutex> lock_messages(Ticket ticket);
  void execute_next();
  std::optional<ExchangeOperation> next();
  void fail(const std::string& text);

  // By the thread.
  void live(const ExchangePatience& patience);
  bool meet(const ExchangePatience& patience);
  void work();
  void look_around();
  void leave();

  std::optional<Messages> messages_;  ///< by who holds driving_
  std::mutex driving_;
  std::atomic<Ticket> finished_{0};
  std::atomic<bool> failed_{false};

  std::mutex mutex_;  ///< of what follows
  std::condition_variable changed_;
  std::deque<ExchangeOperation> waiting_;
  Ticket begun_ = 0;
  bool met_ = false, has_long_ = false;
  Wish wish_ = Wish::go_on;
  std::string failure_;
  std::thread thread_;
};

}  // namespace accelbench::mpi
