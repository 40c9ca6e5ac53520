// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <mpi.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/engine/exchange_plugin.h"

namespace accelbench::mpi {

/// Signs of life: every rank tells the first one again and again that it lives, even where nothing is
/// exchanged for long, and the first one notices who does not. What it exchanges is no sign: a rank may
/// compute for minutes. Source of the need: Open MPI 4.1 notices ended processes, but neither one that hangs
/// nor, with its own parameters, a link that is cut.
class RankWatch {
 public:
  /// On this communicator; messages of its own kind.
  void begin(MPI_Comm ranks, const ExchangePatience& patience);
  /// Sends and takes what is due; often. A rank that was silent for too long, by the first rank alone.
  std::optional<int> look();
  void end();

 private:
  void tell(std::int64_t now_ns);
  void listen(std::int64_t now_ns);

  MPI_Comm ranks_ = MPI_COMM_NULL;
  ExchangePatience patience_;
  int rank_ = 0, size_ = 1;
  MPI_Request request_ = MPI_REQUEST_NULL;
  std::int64_t looked_ns_ = 0, told_ns_ = 0;
  char sign_ = 0;
  std::vector<std::int64_t> heard_ns_;
};

}  // namespace accelbench::mpi
