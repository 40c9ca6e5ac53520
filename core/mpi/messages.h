// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <mpi.h>

#include <atomic>
#include <string>
#include <vector>

#include "core/engine/exchange_plugin.h"
#include "core/mpi/rank_watch.h"

namespace accelbench::mpi {

/// What ranks tell each other over MPI, by one thread at a time. Sums are made here and not by MPI, so that
/// their order is that of the ranks whatever the network is like; messages go point to point, so that one
/// that does not come names its rank. Every function throws ExchangeError.
class Messages {
 public:
  /// Meets the other ranks. The thread that does is the one that must leave.
  explicit Messages(const ExchangePatience& patience);

  int rank() const { return rank_; }
  int size() const { return size_; }
  const std::string& host_of(int rank) const { return hosts_[static_cast<std::size_t>(rank)]; }

  /// Room for operations of up to so many bytes.
  void reserve(std::size_t bytes);
  void execute(const ExchangeOperation& operation);
  /// Between operations, often: gives and takes signs of life. Waits for nothing.
  void look_around();
  /// Waits for all ranks.
  void leave();

  /// By any thread, at any time: who executes or looks around next aborts.
  void want_abort(int status) {
    status_ = status;
    aborting_ = true;
  }
  /// Ends all ranks, this one included.
  [[noreturn]] void abort();

 private:
  void name_hosts();
  void all_reduce(const ExchangeValues& values);
  void reduce_scatter(const ExchangeValues& values);
  void all_gather(const ExchangeValues& values);
  void all_to_all(const ExchangeOperation& operation);
  void broadcast(const ExchangeValues& values, int root);
  void barrier();
  void sum(const ExchangeValues& values, std::size_t first, std::size_t count, std::size_t slot_bytes);
  std::byte* slot(int rank, std::size_t bytes) {
    return scratch_.data() + static_cast<std::size_t>(rank) * bytes;
  }
  void send(const void* data, std::size_t bytes, int to);
  void receive(void* data, std::size_t bytes, int from);
  void wait_all();
  void check(int code, const char* what) const;

  const ExchangePatience patience_;
  int rank_ = 0, size_ = 1;
  std::vector<std::string> hosts_;
  MPI_Comm ranks_ = MPI_COMM_NULL;
  std::vector<MPI_Request> requests_;
  RankWatch watch_;
  std::vector<std::byte> scratch_;  ///< what came from others
  std::atomic<bool> aborting_{false};
  std::atomic<int> status_{1};
};

}  // namespace accelbench::mpi
