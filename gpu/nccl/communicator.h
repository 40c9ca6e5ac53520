// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <chrono>
#include <string>

#include "core/engine/exchange.h"
#include "gpu/kernels/kernel.h"
#include "gpu/nccl/library.h"

namespace accelbench::cuda::nccl {

/// The devices of all ranks as NCCL connects them. All ranks make theirs at once, and give the same
/// operations in the same order. Every failure throws ExchangeError with rank, host and NCCL's own text; the
/// communicator is aborted then, never finished, and nothing may be asked of it any more.
class Communicator {
 public:
  /// On the current device, which no other rank may have. `host` carries the name of the communicator.
  Communicator(const Library& library, Exchange& host);
  ~Communicator();
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  /// Puts the sums of all ranks in the place of these values, when the stream comes to it.
  void all_reduce(Array<float> values, cudaStream_t stream);
  /// Throws what has failed meanwhile, here or on another rank or between the hosts. Waits for nothing.
  void check();
  /// For whoever has waited in vain, or lost the device: aborts and throws.
  [[noreturn]] void give_up(const std::string& reason);
  /// The same without a word, for whoever throws by himself.
  void abandon() noexcept;

 private:
  using Clock = std::chrono::steady_clock;

  UniqueId exchange_id();
  void settle(Answer answer, const char* doing);
  Answer wait_while_in_progress(const char* doing);
  [[noreturn]] void fail(Answer answer, const char* doing);
  void finish();
  void check_host();

  const Functions& call_;
  Exchange& host_;
  Handle handle_ = nullptr;
};

}  // namespace accelbench::cuda::nccl
