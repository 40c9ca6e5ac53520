// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <mpi.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/engine/exchange_plugin.h"
#include "core/mpi/rank_watch.h"

namespace accelbench::mpi {

/// The exchange over MPI, in the memory of the host. One thread of its own calls MPI, nobody else; it
/// exchanges beside those that train. Sums are made here and not by MPI, so that their order is that of the
/// ranks whatever the network is like; messages go point to point, so that one that does not come names its
/// rank.
class MpiExchange final : public Exchange {
 public:
  explicit MpiExchange(const ExchangePatience& patience);
  ~MpiExchange() override;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  std::string host_of(int rank) const override { return hosts_[static_cast<std::size_t>(rank)]; }
  void reserve(std::size_t bytes) override;
  Ticket begin(const ExchangeOperation& operation) override;
  void finish(Ticket ticket) override;
  void check() override;
  [[noreturn]] void abort(int status) override;

 private:
  enum class Wish { go_on, leave, abort };

  // By those that train.
  bool done(Ticket ticket) const {
    return finished_.load(std::memory_order_acquire) >= ticket || failed_.load();
  }
  void wish(Wish wish);

  // By the thread.
  void live();
  void meet();
  void name_hosts();
  void work();
  std::optional<ExchangeOperation> next();
  void execute(const ExchangeOperation& operation);
  void all_reduce(const ExchangeValues& values);
  void reduce_scatter(const ExchangeValues& values);
  void all_gather(const ExchangeValues& values);
  void broadcast(const ExchangeValues& values, int root);
  void barrier();
  void sum(const ExchangeValues& values, std::size_t first, std::size_t count, std::size_t slot_bytes);
  std::byte* slot(int rank, std::size_t bytes) {
    return scratch_.data() + static_cast<std::size_t>(rank) * bytes;
  }
  void send(const void* data, std::size_t bytes, int to);
  void receive(void* data, std::size_t bytes, int from);
  void wait_all();
  void look_around();
  void check(int code, const char* what) const;
  void fail(const std::string& text);
  void leave();

  const ExchangePatience patience_;
  int rank_ = 0, size_ = 1;
  std::vector<std::string> hosts_;

  // Of the thread alone.
  MPI_Comm ranks_ = MPI_COMM_NULL;
  std::vector<MPI_Request> requests_;
  RankWatch watch_;

  std::vector<std::byte> scratch_;  ///< what came from others; grows while no operation goes on

  std::atomic<Ticket> begun_{0}, finished_{0};
  std::atomic<Wish> wish_{Wish::go_on};
  std::atomic<bool> failed_{false};
  std::atomic<int> status_{1};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<ExchangeOperation> waiting_;  // guarded by mutex_, as the next two
  bool met_ = false;
  std::string failure_;
  std::thread thread_;
};

}  // namespace accelbench::mpi
