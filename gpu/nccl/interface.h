// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cuda_runtime_api.h>

#include <climits>
#include <cstddef>

// What of NCCL's interface is used, 2.18 and later, in our words: its header is needed neither to build nor
// to run. tests/gpu/nccl holds it against the real header.
// https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/api.html
namespace accelbench::cuda::nccl {

/// ncclResult_t
enum class Answer : int {
  success = 0,
  unhandled_cuda_error = 1,
  system_error = 2,
  internal_error = 3,
  invalid_argument = 4,
  invalid_usage = 5,
  remote_error = 6,
  in_progress = 7
};

/// ncclDataType_t and ncclRedOp_t, those that are used.
enum class DataType : int { float32 = 7 };
enum class Reduction : int { sum = 0 };

/// ncclUniqueId: names a communicator to all ranks.
struct UniqueId {
  char bytes[128] = {};
};

/// ncclConfig_t as 2.18 has it. Later ones are longer; the library takes the missing part as unset.
struct Config {
  std::size_t size = sizeof(Config);
  unsigned int magic = 0xcafebeef;
  unsigned int version = 21800;
  int blocking = INT_MIN;
  int cga_cluster_size = INT_MIN;
  int min_ctas = INT_MIN;
  int max_ctas = INT_MIN;
  const char* net_name = nullptr;
  int split_share = INT_MIN;
};

/// ncclComm_t
struct OpaqueCommunicator;
using Handle = OpaqueCommunicator*;

/// The functions, by their names in the library (library.cpp).
struct Functions {
  Answer (*get_version)(int* version) = nullptr;
  Answer (*get_unique_id)(UniqueId* id) = nullptr;
  Answer (*init_rank)(Handle* communicator, int ranks, UniqueId id, int rank, Config* config) = nullptr;
  Answer (*get_async_error)(Handle communicator, Answer* error) = nullptr;
  Answer (*all_reduce)(const void* from, void* to, std::size_t count, DataType type, Reduction reduction,
                       Handle communicator, cudaStream_t stream) = nullptr;
  Answer (*finalize)(Handle communicator) = nullptr;
  Answer (*destroy)(Handle communicator) = nullptr;
  Answer (*abort)(Handle communicator) = nullptr;
  const char* (*error_string)(Answer answer) = nullptr;
  const char* (*last_error)(Handle communicator) = nullptr;
};

}  // namespace accelbench::cuda::nccl
