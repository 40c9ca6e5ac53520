// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mpi/rank_watch.h"

#include <algorithm>

#include "core/base/clock.h"

namespace accelbench::mpi {
namespace {
constexpr int sign_of_life = 2;
constexpr std::int64_t look_every_ns = 20'000'000;
}  // namespace

void RankWatch::begin(MPI_Comm ranks, const ExchangePatience& patience) {
  ranks_ = ranks;
  patience_ = patience;
  MPI_Comm_rank(ranks, &rank_);
  MPI_Comm_size(ranks, &size_);
  looked_ns_ = monotonic_ns();
  heard_ns_.assign(static_cast<std::size_t>(size_), looked_ns_);
}

std::optional<int> RankWatch::look() {
  const std::int64_t now_ns = monotonic_ns(), since_ns = now_ns - looked_ns_;
  if (since_ns < look_every_ns) return std::nullopt;
  looked_ns_ = now_ns;
  if (rank_ != 0) {
    tell(now_ns);
    return std::nullopt;
  }
  listen(now_ns);
  // Where we did not come by ourselves, stopped or asleep with the whole machine, the others are not to
  // blame.
  if (since_ns > 1'000'000'000) heard_ns_.assign(heard_ns_.size(), now_ns);
  for (int rank = 1; rank < size_; ++rank)
    if (static_cast<double>(now_ns - heard_ns_[static_cast<std::size_t>(rank)]) * 1e-9 > patience_.silence_s)
      return rank;
  return std::nullopt;
}

void RankWatch::tell(std::int64_t now_ns) {
  if (static_cast<double>(now_ns - told_ns_) * 1e-9 < patience_.heartbeat_s) return;
  int gone = 1;
  if (request_ != MPI_REQUEST_NULL) MPI_Test(&request_, &gone, MPI_STATUS_IGNORE);
  if (gone == 0) return;
  told_ns_ = now_ns;
  MPI_Isend(&sign_, 1, MPI_CHAR, 0, sign_of_life, ranks_, &request_);
}

void RankWatch::listen(std::int64_t now_ns) {
  for (;;) {
    int there = 0;
    MPI_Status status{};
    if (MPI_Iprobe(MPI_ANY_SOURCE, sign_of_life, ranks_, &there, &status) != MPI_SUCCESS || there == 0)
      return;
    char sign = 0;
    MPI_Recv(&sign, 1, MPI_CHAR, status.MPI_SOURCE, sign_of_life, ranks_, MPI_STATUS_IGNORE);
    heard_ns_[static_cast<std::size_t>(status.MPI_SOURCE)] = now_ns;
  }
}

void RankWatch::end() {
  if (request_ != MPI_REQUEST_NULL) MPI_Wait(&request_, MPI_STATUS_IGNORE);
  if (rank_ == 0) listen(monotonic_ns());
}

}  // namespace accelbench::mpi
