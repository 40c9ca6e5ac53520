// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/engine/engine.h"

// How the ranks that train one model together exchange what they sum: the one interface over Open MPI, NCCL
// and whatever comes later.
namespace accelbench {

/// Another rank, a host or the way between them failed. The text names them and is shown as it is; the
/// exchange is of no use from then on.
struct ExchangeError : DeviceError {
  using DeviceError::DeviceError;
};

enum class ExchangeType { bytes, float32, float64 };

/// Values that are exchanged, adjacent in the memory of the exchange's kind (of the host; of a device for
/// NCCL).
struct ExchangeValues {
  void* data = nullptr;
  std::size_t count = 0;
  ExchangeType type = ExchangeType::bytes;
  std::size_t unit = 1;  ///< parts are whole numbers of so many values, but for the last

  ExchangeValues() = default;
  ExchangeValues(std::span<float> values)
      : data(values.data()), count(values.size()), type(ExchangeType::float32) {}
  ExchangeValues(std::span<double> values)
      : data(values.data()), count(values.size()), type(ExchangeType::float64) {}
  ExchangeValues(std::span<std::byte> values) : data(values.data()), count(values.size()) {}
};

constexpr std::size_t size_of(ExchangeType type) {
  return type == ExchangeType::bytes ? 1 : type == ExchangeType::float32 ? 4 : 8;
}

enum class ExchangeKind { all_reduce, reduce_scatter, all_gather, all_to_all, broadcast, barrier };

struct ExchangeOperation {
  ExchangeKind kind = ExchangeKind::barrier;
  ExchangeValues values = {};
  int root = 0;                                       ///< of a broadcast
  ExchangeValues received = {};                       ///< of an all_to_all
  std::span<const std::size_t> give = {}, take = {};  ///< of an all_to_all: values for and from each rank
};

/// One of the `size` ranks that train one model together. Every rank begins the same operations in the same
/// order, with the same counts and types; they run in that order, beside the thread that began them. Every
/// function throws ExchangeError.
///
/// Part p of `count` values is [p·count/size, (p+1)·count/size), rounded down to whole units: rank p's part.
///   all_reduce      values of all ranks are summed, all get the sums; float32 and float64
///   reduce_scatter  a rank gets the sums of its part; the other parts are undefined after it
///   all_gather      a rank gives its part, all get all parts; any type
///   all_to_all      a rank gives each its values, which lie one rank's after another's, and gets those for
///   it
///                   in the same way; any type
///   broadcast       all get the root's values; any type
///   barrier         over when all ranks have begun it
/// Values are summed in the order of the ranks, whatever arrives first: equal runs of as many ranks give
/// equal bits, and all ranks have the same.
class Exchange {
 public:
  /// Names an operation that goes on; from 1.
  using Ticket = std::uint64_t;

  virtual ~Exchange() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// Where a rank runs: the name of its host.
  virtual std::string host_of(int rank) const = 0;

  /// Makes room for operations of up to so many bytes: after this none of them allocates.
  virtual void reserve(std::size_t bytes) = 0;
  /// Its values must stay where they are, untouched, until finish().
  virtual Ticket begin(const ExchangeOperation& operation) = 0;
  /// Waits for this operation and all begun before it.
  virtual void finish(Ticket ticket) = 0;
  /// Throws where it has failed meanwhile: for those that wait for something else. Waits for nothing.
  virtual void check() {}
  /// Ends all ranks at once, by force: the exit status is theirs. Returns nowhere.
  [[noreturn]] virtual void abort(int status) = 0;

  void run(const ExchangeOperation& operation) { finish(begin(operation)); }
  void all_reduce(ExchangeValues values) { run({ExchangeKind::all_reduce, values}); }
  void all_gather(ExchangeValues values) { run({ExchangeKind::all_gather, values}); }
  void all_to_all(ExchangeValues values, std::span<const std::size_t> give, ExchangeValues received,
                  std::span<const std::size_t> take) {
    run({ExchangeKind::all_to_all, values, 0, received, give, take});
  }
  void broadcast(ExchangeValues values, int root = 0) { run({ExchangeKind::broadcast, values, root}); }
  void barrier() { run({}); }
};

/// First of the values of a rank's part; that of rank + 1 is its end.
constexpr std::size_t part_begin(std::size_t count, int rank, int size) {
  const auto r = static_cast<std::size_t>(rank), n = static_cast<std::size_t>(size);
  return count / n * r + count % n * r / n;  // of rank · count / size, which may not fit
}

constexpr std::size_t part_begin(const ExchangeValues& values, int rank, int size) {
  return rank == size ? values.count : part_begin(values.count / values.unit, rank, size) * values.unit;
}

}  // namespace accelbench
