// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/base/result.h"
#include "gpu/nccl/interface.h"

namespace accelbench::cuda::nccl {

inline constexpr int oldest_version = 21800;

/// libnccl.so.2 of this machine, loaded when several devices are to train together and never before.
struct Library {
  Functions call;
  int version = 0;  ///< 22809 for 2.28.9

  /// "NCCL 2.28.9"
  std::string name() const;
};

/// Loads $ACCELBENCH_NCCL, or libnccl.so.2 from where libraries are looked for. It stays until the process
/// ends. A reason with the command that helps where it is missing or older than 2.18.
Result<const Library*> load();

/// "2.28.9" of 22809.
std::string version_text(int version);

/// Before anything else of NCCL: sums in switches (NVLS) differ from one call to the next, so they are off
/// unless `determinism: fast`. Its rings and trees add in an order that topology, size and number of ranks
/// fix, as does its choice between them: with the same devices and buckets reruns give the same bits. Nothing
/// that the user has set is changed.
void prefer_equal_reruns(bool fast);

}  // namespace accelbench::cuda::nccl
