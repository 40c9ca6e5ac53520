// SPDX-License-Identifier: GPL-3.0-or-later
// NCCL's interface without a device: sums what processes of one machine give it, on memory of the emulated
// device, in the order of the ranks. All ranks must ask for the same operations in the same order with the
// same counts and types, or all of them hear which one did not: the real one would hang.
//
//   FAKE_NCCL_FAIL=1:40     rank 1 fails by itself at its operation 40
//   FAKE_NCCL_HANG=1:40     its operation 40 never ends
//   FAKE_NCCL_MISCOUNT=1:40 its operation 40 asks for one value more
//   FAKE_NCCL_RECORD=FILE   each rank writes what it does to FILE.RANK
//   FAKE_NCCL_VERSION=21400 what it says it is
#include <cuda_runtime_api.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "gpu/nccl/interface.h"
#include "tests/gpu/emulation/machine.h"
#include "tests/gpu/fake_nccl/board.h"

using accelbench::cuda::emulation::Operation;
using accelbench::cuda::nccl::Answer;
using accelbench::cuda::nccl::Config;
using accelbench::cuda::nccl::DataType;
using accelbench::cuda::nccl::Reduction;
using accelbench::cuda::nccl::UniqueId;
namespace emulation = accelbench::cuda::emulation;

namespace accelbench::cuda::nccl {

struct OpaqueCommunicator {
  fake_nccl::Board* board = nullptr;
  std::string file;
  int rank = 0, ranks = 1;
  std::uint64_t operations = 0;  ///< done
  bool was_asked = false;        ///< and has not yet been told that what it asked for has begun
  Answer error = Answer::success;
  std::string text;
};

}  // namespace accelbench::cuda::nccl

using accelbench::cuda::nccl::Handle;
using Communicator = accelbench::cuda::nccl::OpaqueCommunicator;

namespace {

const char* word_of(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr ? text : "";
}

/// Whether the variable names this rank and this operation.
bool is_told(const char* name, const Communicator& self) {
  return word_of(name) == std::to_string(self.rank) + ":" + std::to_string(self.operations);
}

/// An error appears, and the device goes on waiting, as the kernels of the real one do.
void stop(Communicator& self, Answer error, std::string text) {
  self.error = error;
  self.text = std::move(text);
  emulation::stick(true);
}

void stop_for_others(Communicator& self) {
  stop(self, Answer::remote_error,
       self.board->failed == 2 ? self.board->reason.data() : "another rank is gone");
}

void record(const Communicator& self, std::uint64_t count) {
  const std::string file = word_of("FAKE_NCCL_RECORD");
  if (file.empty()) return;
  if (std::FILE* to = std::fopen((file + "." + std::to_string(self.rank)).c_str(), "a")) {
    std::fprintf(to, "all_reduce %llu float32\n", static_cast<unsigned long long>(count));
    std::fclose(to);
  }
}

std::string name_of(const fake_nccl::Asked& asked) {
  return "operation " + std::to_string(asked.number) + ", all_reduce of " + std::to_string(asked.count) +
         " values of type " + std::to_string(asked.type);
}

/// Whether all ask for the same.
bool agrees(Communicator& self) {
  const auto& asked = self.board->asked;
  for (int rank = 1; rank < self.ranks; ++rank) {
    const auto& other = asked[static_cast<std::size_t>(rank)];
    if (other == asked[0]) continue;
    stop(
        self, Answer::invalid_usage,
        "rank " + std::to_string(rank) + " asks for " + name_of(other) + ", rank 0 for " + name_of(asked[0]));
    return false;
  }
  return true;
}

/// Parts of all ranks are there; adds them in their order.
void add_up(const Communicator& self, float* to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    float sum = self.board->values[0][i];
    for (std::size_t rank = 1; rank < static_cast<std::size_t>(self.ranks); ++rank)
      sum += self.board->values[rank][i];
    to[i] = sum;
  }
}

bool exchange_part(Communicator& self, const float* from, float* to, std::size_t count) {
  std::memcpy(self.board->values[static_cast<std::size_t>(self.rank)].data(), from, count * sizeof(float));
  if (!fake_nccl::meet(*self.board, self.ranks)) return stop_for_others(self), false;
  if (!agrees(self)) return false;
  add_up(self, to, count);
  if (!fake_nccl::meet(*self.board, self.ranks)) return stop_for_others(self), false;
  return true;
}

/// What the device does when it comes to it.
void all_reduce(Communicator& self, const float* from, float* to, std::size_t count) {
  if (self.error != Answer::success) return;
  emulation::check_range(from, count * sizeof(float), "what is exchanged");
  if (is_told("FAKE_NCCL_HANG", self)) return emulation::stick(true);
  if (is_told("FAKE_NCCL_FAIL", self)) {
    const std::string text = "rank " + std::to_string(self.rank) + " has lost its network";
    fake_nccl::fail(*self.board, text);
    return stop(self, Answer::system_error, text);
  }
  const std::uint64_t asked = count + (is_told("FAKE_NCCL_MISCOUNT", self) ? 1 : 0);
  self.board->asked[static_cast<std::size_t>(self.rank)] = {self.operations, asked, 0, 7, 0, 0};
  record(self, count);
  ++self.operations;
  for (std::size_t at = 0; at < count; at += fake_nccl::values_at_once)
    if (!exchange_part(self, from + at, to + at, std::min(fake_nccl::values_at_once, count - at))) return;
}

void take_leave(Handle self) {
  if (self->board != nullptr) fake_nccl::unmap_board(self->board);
  delete self;
}

}  // namespace

extern "C" {

Answer ncclGetVersion(int* version) {
  const std::string told = word_of("FAKE_NCCL_VERSION");
  *version = told.empty() ? 22809 : std::atoi(told.c_str());
  return Answer::success;
}

Answer ncclGetUniqueId(UniqueId* id) {
  const std::string file = fake_nccl::make_board();
  if (file.empty() || file.size() >= sizeof(id->bytes)) return Answer::system_error;
  std::memcpy(id->bytes, file.c_str(), file.size() + 1);
  return Answer::success;
}

Answer ncclCommInitRankConfig(Handle* made, int ranks, UniqueId id, int rank, Config* config) {
  if (config->magic != 0xcafebeef || config->size < sizeof(Config) || config->blocking != 0)
    return Answer::invalid_argument;
  if (ranks < 1 || ranks > fake_nccl::most_ranks || rank < 0 || rank >= ranks)
    return Answer::invalid_argument;
  fake_nccl::Board* board = fake_nccl::map_board(id.bytes);
  if (board == nullptr) return Answer::system_error;
  *made = new Communicator{board, id.bytes, rank, ranks, 0, false, Answer::success, {}};
  ++board->attached;
  return Answer::in_progress;
}

Answer ncclCommGetAsyncError(Handle self, Answer* error) {
  *error = self->error;
  if (*error == Answer::success && self->board->attached < self->ranks) *error = Answer::in_progress;
  if (*error == Answer::success && self->rank == 0 && !self->file.empty()) {
    std::remove(self->file.c_str());  // all have it
    self->file.clear();
  }
  if (*error == Answer::success && self->board->failed == 2) {
    stop_for_others(*self);
    *error = self->error;
  }
  self->was_asked = false;
  return Answer::success;
}

Answer ncclAllReduce(const void* from, void* to, std::size_t count, DataType type, Reduction reduction,
                     Handle self, cudaStream_t stream) {
  if (self->was_asked || self->board->attached < self->ranks) {
    self->text = "the operation before has not begun yet";
    return Answer::invalid_usage;
  }
  if (type != DataType::float32 || reduction != Reduction::sum || count == 0) return Answer::invalid_argument;
  emulation::give(
      stream, {"all_reduce",
               [=] { all_reduce(*self, static_cast<const float*>(from), static_cast<float*>(to), count); }});
  self->was_asked = true;
  return Answer::in_progress;
}

Answer ncclCommFinalize(Handle self) { return self->error; }

Answer ncclCommDestroy(Handle self) {
  if (self->error != Answer::success) std::abort();  // abort, never destroy, after a failure
  take_leave(self);
  return Answer::success;
}

Answer ncclCommAbort(Handle self) {
  fake_nccl::fail(*self->board, "rank " + std::to_string(self->rank) + " has aborted");
  emulation::stick(false);
  take_leave(self);
  return Answer::success;
}

const char* ncclGetErrorString(Answer answer) {
  switch (answer) {
    case Answer::system_error:
      return "unhandled system error";
    case Answer::invalid_usage:
      return "invalid usage";
    case Answer::remote_error:
      return "remote process exited or there was a network error";
    default:
      return "an error of the stand-in";
  }
}

const char* ncclGetLastError(Handle self) { return self->text.c_str(); }

}  // extern "C"
