// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/base/result.h"
#include "core/engine/exchange.h"

// What the ranks tell each other over their hosts before their devices meet.
namespace accelbench::cuda::nccl {

/// What a rank brings along.
struct Stand {
  Status status;       ///< whether it can go on
  int version = 0;     ///< of its NCCL; 0: not compared
  std::string device;  ///< its UUID; empty: not compared
};

/// All ranks tell their stand. An error on all of them where one cannot go on, has another NCCL than the
/// first, or has the device of another: NCCL would hang.
Status meet(Exchange& host, const Stand& stand);

/// Which of the ranks of its host this one is, from 0, and how many ranks the fullest host has.
struct Turn {
  int own = 0;
  int all = 1;
};
Turn turn_of(const Exchange& host);

}  // namespace accelbench::cuda::nccl
