// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

// A device that is none: the functions of NVIDIA's runtime and of cuBLASLt that the engine calls, done on the
// host. Streams do at once what they are given; a captured graph runs in any order that its dependencies
// allow, so that a dependency that was forgotten shows. Whoever breaks a rule of the interface gets a
// std::logic_error that names it.
namespace accelbench::cuda::emulation {

/// In which order a graph runs what is ready, and a kernel its blocks and the threads of a phase.
enum class Order { as_given, reversed, shuffled };

/// What a test can look at and set; one for the process.
struct Machine {
  // set by tests
  Order order = Order::as_given;  ///< in the beginning shuffled, where $EMULATED_SEED is set
  std::uint64_t seed = 1;         ///< of `shuffled`
  std::int64_t memory_bytes = std::int64_t{4} << 30;
  int capability = 90;
  int devices = 1;                             ///< in the beginning $EMULATED_DEVICES, where that is set
  std::vector<int> refused_epilogues;          ///< for which cuBLASLt has no algorithm
  std::map<std::string, double> microseconds;  ///< what something takes, by a part of its name; else 1000
  /// Operation (counted in `operations`) with an illegal access; in the beginning that of
  /// $EMULATED_FAILS_AT=RANK:NUMBER, where this is that rank.
  std::int64_t fails_at = -1;
  std::function<void(const std::string&)> on_operation;  ///< told the name of each, when it runs

  // counted
  std::int64_t operations = 0;
  std::int64_t synchronisations = 0;  ///< calls that wait for the device
  std::int64_t allocations = 0;
  std::int64_t launches = 0;  ///< graphs
  std::int64_t allocated_bytes = 0;
};
Machine& machine();
/// As it is in the beginning; what is allocated stays.
void reset_machine();

/// One thing that a stream is given.
struct Operation {
  std::string name;
  std::function<void()> work;
};
void give(cudaStream_t stream, Operation operation);

/// Does nothing more of what it is given, as a device that waits for another one: streams are not ready until
/// it goes on.
void stick(bool stuck);

/// Fails unless [begin, begin + bytes) lies in one allocation of the device or of mapped memory.
void check_range(const void* begin, std::size_t bytes, const std::string& what);
/// 0 … count − 1 in the machine's order.
std::vector<std::size_t> ordered(std::size_t count);

}  // namespace accelbench::cuda::emulation
