// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mpi/messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "core/base/clock.h"
#include "core/math/flush_denormals.h"

namespace accelbench::mpi {
namespace {

using namespace std::chrono_literals;

constexpr int values_of_an_operation = 1;
/// One count of MPI's is an int.
constexpr std::size_t most_bytes_of_a_message = std::size_t{1} << 30;
/// Up to here, over all ranks, everybody sends everything to everybody: one way through the network instead
/// of two.
constexpr std::size_t small_bytes = std::size_t{128} << 10;
constexpr std::size_t summed_at_once = 1024;

/// Waits shorter and then longer: a message that is on its way costs no sleep, a long wait hardly a core.
class Patience {
 public:
  void rest() {
    ++turns_;
    if (turns_ < 200) return;
    const std::int64_t waited_ns = monotonic_ns() - begin_ns_;
    if (waited_ns < 20'000'000)
      std::this_thread::yield();
    else
      std::this_thread::sleep_for(waited_ns < 200'000'000 ? 100us : 1000us);
  }

 private:
  int turns_ = 0;
  std::int64_t begin_ns_ = monotonic_ns();
};

/// to = Σ parts, in their order; `to` may be one of them.
template <class T>
void sum_parts(T* to, const std::vector<const T*>& parts, std::size_t count) {
  std::array<T, summed_at_once> sums;
  for (std::size_t first = 0; first < count; first += summed_at_once) {
    const std::size_t here = std::min(summed_at_once, count - first);
    std::copy_n(parts.front() + first, here, sums.begin());
    for (std::size_t rank = 1; rank < parts.size(); ++rank)
      for (std::size_t i = 0; i < here; ++i) sums[i] += parts[rank][first + i];
    std::copy_n(sums.begin(), here, to + first);
  }
}

std::byte* bytes_of(const ExchangeValues& values, std::size_t index) {
  return static_cast<std::byte*>(values.data) + index * size_of(values.type);
}

}  // namespace

Messages::Messages(const ExchangePatience& patience) : patience_(patience) {
  int provided = 0;
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), "MPI_Init_thread");
  if (provided < MPI_THREAD_SERIALIZED)
    throw ExchangeError("this Open MPI was built without threads; install one that has them");
  check(MPI_Comm_dup(MPI_COMM_WORLD, &ranks_), "MPI_Comm_dup");
  MPI_Comm_set_errhandler(ranks_, MPI_ERRORS_RETURN);
  MPI_Comm_rank(ranks_, &rank_);
  MPI_Comm_size(ranks_, &size_);
  name_hosts();
  watch_.begin(ranks_, patience_);
}

void Messages::name_hosts() {
  std::array<char, MPI_MAX_PROCESSOR_NAME> own{};
  int length = 0;
  MPI_Get_processor_name(own.data(), &length);
  std::vector<char> all(own.size() * static_cast<std::size_t>(size_));
  const int each = static_cast<int>(own.size());
  check(MPI_Allgather(own.data(), each, MPI_CHAR, all.data(), each, MPI_CHAR, ranks_), "MPI_Allgather");
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(size_); ++rank)
    hosts_.emplace_back(all.data() + rank * own.size());
}

void Messages::reserve(std::size_t bytes) {
  const std::size_t whole = bytes + static_cast<std::size_t>(size_) * sizeof(double);
  scratch_.resize(std::max({scratch_.size(), whole, small_bytes}));
}

void Messages::execute(const ExchangeOperation& operation) {
  const FlushDenormals flush;  // whichever thread it is: the same bits
  switch (operation.kind) {
    case ExchangeKind::all_reduce:
      return all_reduce(operation.values);
    case ExchangeKind::reduce_scatter:
      return reduce_scatter(operation.values);
    case ExchangeKind::all_gather:
      return all_gather(operation.values);
    case ExchangeKind::all_to_all:
      return all_to_all(operation);
    case ExchangeKind::broadcast:
      return broadcast(operation.values, operation.root);
    case ExchangeKind::barrier:
      return barrier();
  }
}

void Messages::all_reduce(const ExchangeValues& values) {
  const std::size_t bytes = values.count * size_of(values.type);
  if (bytes * static_cast<std::size_t>(size_) > small_bytes) {
    reduce_scatter(values);
    return all_gather(values);
  }
  for (int other = 0; other < size_; ++other)
    if (other != rank_) receive(slot(other, bytes), bytes, other);
  for (int other = 0; other < size_; ++other)
    if (other != rank_) send(values.data, bytes, other);
  wait_all();
  sum(values, 0, values.count, bytes);
}

void Messages::reduce_scatter(const ExchangeValues& values) {
  const auto first = [&](int rank) { return part_begin(values, rank, size_); };
  const std::size_t own = first(rank_ + 1) - first(rank_), bytes = own * size_of(values.type);
  for (int other = 0; other < size_; ++other)
    if (other != rank_) receive(slot(other, bytes), bytes, other);
  for (int other = 0; other < size_; ++other)
    if (other != rank_)
      send(bytes_of(values, first(other)), (first(other + 1) - first(other)) * size_of(values.type), other);
  wait_all();
  sum(values, first(rank_), own, bytes);
}

void Messages::all_gather(const ExchangeValues& values) {
  const auto first = [&](int rank) { return part_begin(values, rank, size_); };
  const auto bytes = [&](int rank) { return (first(rank + 1) - first(rank)) * size_of(values.type); };
  for (int other = 0; other < size_; ++other)
    if (other != rank_) receive(bytes_of(values, first(other)), bytes(other), other);
  for (int other = 0; other < size_; ++other)
    if (other != rank_) send(bytes_of(values, first(rank_)), bytes(rank_), other);
  wait_all();
}

void Messages::all_to_all(const ExchangeOperation& operation) {
  const std::size_t size = size_of(operation.values.type);
  std::size_t from = 0, to = 0;
  for (int other = 0; other < size_; ++other) {
    const auto i = static_cast<std::size_t>(other);
    const std::size_t give = operation.give[i] * size, take = operation.take[i] * size;
    std::byte* const given = static_cast<std::byte*>(operation.values.data) + from;
    std::byte* const taken = static_cast<std::byte*>(operation.received.data) + to;
    if (other == rank_) {
      std::copy_n(given, give, taken);
    } else {
      receive(taken, take, other);
      send(given, give, other);
    }
    from += give;
    to += take;
  }
  wait_all();
}

void Messages::broadcast(const ExchangeValues& values, int root) {
  const std::size_t bytes = values.count * size_of(values.type);
  if (rank_ != root) receive(values.data, bytes, root);
  for (int other = 0; other < size_ && rank_ == root; ++other)
    if (other != root) send(values.data, bytes, other);
  wait_all();
}

void Messages::barrier() {
  std::vector<std::byte> signs(static_cast<std::size_t>(size_));
  all_gather(std::span(signs));
}

/// The values from `first` on are summed, those of the others from their slots.
void Messages::sum(const ExchangeValues& values, std::size_t first, std::size_t count,
                   std::size_t slot_bytes) {
  const auto sum_as = [&]<class T>(T* to) {
    std::vector<const T*> parts;
    for (int rank = 0; rank < size_; ++rank)
      parts.push_back(rank == rank_ ? to : reinterpret_cast<const T*>(slot(rank, slot_bytes)));
    sum_parts(to, parts, count);
  };
  if (values.type == ExchangeType::float32) return sum_as(static_cast<float*>(values.data) + first);
  if (values.type == ExchangeType::float64) return sum_as(static_cast<double*>(values.data) + first);
  throw ExchangeError("bytes cannot be summed");
}

void Messages::send(const void* data, std::size_t bytes, int to) {
  for (std::size_t sent = 0; sent < bytes; sent += most_bytes_of_a_message) {
    const int here = static_cast<int>(std::min(most_bytes_of_a_message, bytes - sent));
    requests_.push_back(MPI_REQUEST_NULL);
    check(MPI_Isend(static_cast<const std::byte*>(data) + sent, here, MPI_BYTE, to, values_of_an_operation,
                    ranks_, &requests_.back()),
          "MPI_Isend");
  }
}

void Messages::receive(void* data, std::size_t bytes, int from) {
  for (std::size_t received = 0; received < bytes; received += most_bytes_of_a_message) {
    const int here = static_cast<int>(std::min(most_bytes_of_a_message, bytes - received));
    requests_.push_back(MPI_REQUEST_NULL);
    check(MPI_Irecv(static_cast<std::byte*>(data) + received, here, MPI_BYTE, from, values_of_an_operation,
                    ranks_, &requests_.back()),
          "MPI_Irecv");
  }
}

void Messages::wait_all() {
  Patience patience;
  for (int done = 0;;) {
    const int count = static_cast<int>(requests_.size());
    check(MPI_Testall(count, requests_.data(), &done, MPI_STATUSES_IGNORE), "MPI_Testall");
    if (done != 0) break;
    patience.rest();
    look_around();
  }
  requests_.clear();
}

void Messages::look_around() {
  if (aborting_) abort();
  if (const auto silent = watch_.look())
    throw ExchangeError(fmt::format("rank {} on host {} gave no sign of life for {:g} seconds", *silent,
                                    host_of(*silent), patience_.silence_s));
}

void Messages::check(int code, const char* what) const {
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  throw ExchangeError(fmt::format("rank {}: {} failed: {}", rank_, what, text.data()));
}

void Messages::leave() {
  watch_.end();
  MPI_Comm_free(&ranks_);
  MPI_Finalize();
}

void Messages::abort() {
  MPI_Abort(MPI_COMM_WORLD, status_);
  std::_Exit(status_);
}

}  // namespace accelbench::mpi
