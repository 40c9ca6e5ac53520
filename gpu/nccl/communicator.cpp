// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/nccl/communicator.h"

#include <fmt/format.h>

#include <future>
#include <span>
#include <thread>

namespace accelbench::cuda::nccl {
namespace {

/// Connections between many hosts take their time; what takes longer will not come.
constexpr auto longest_progress = std::chrono::seconds(60);
constexpr auto look_every = std::chrono::microseconds(200);
/// An abort has to stop kernels of a device that may be lost.
constexpr auto longest_abort = std::chrono::seconds(1);
constexpr auto longest_end = std::chrono::seconds(5);

}  // namespace

Communicator::Communicator(const Library& library, Exchange& host) : call_(library.call), host_(host) {
  const UniqueId id = exchange_id();
  Config config;
  config.blocking = 0;
  settle(call_.init_rank(&handle_, host.size(), id, host.rank(), &config), "connecting the devices");
}

/// The first rank's, or the reason why it has none: all ranks take part whatever happens.
UniqueId Communicator::exchange_id() {
  struct Told {
    UniqueId id;
    Answer answer = Answer::success;
  } told;
  if (host_.rank() == 0) told.answer = call_.get_unique_id(&told.id);
  host_.broadcast(std::as_writable_bytes(std::span(&told, 1)));
  if (told.answer != Answer::success)
    throw ExchangeError(fmt::format("rank 0 on host {}: NCCL: {}, while naming the communicator",
                                    host_.host_of(0), call_.error_string(told.answer)));
  return told.id;
}

Communicator::~Communicator() {
  try {
    if (handle_ != nullptr) finish();
  } catch (const ExchangeError&) {  // aborted: the training has its result, or its reason, already
  }
}

/// Where a rank is gone, finishing would never end.
void Communicator::finish() {
  Answer answer = call_.finalize(handle_);
  const Clock::time_point begin = Clock::now();
  while (answer == Answer::in_progress && Clock::now() - begin < longest_end) {
    std::this_thread::sleep_for(look_every);
    if (call_.get_async_error(handle_, &answer) != Answer::success) answer = Answer::internal_error;
  }
  if (answer != Answer::success) return abandon();
  static_cast<void>(call_.destroy(handle_));
  handle_ = nullptr;
}

void Communicator::all_reduce(Array<float> values, cudaStream_t stream) {
  settle(call_.all_reduce(values.data(), values.data(), values.size(), DataType::float32, Reduction::sum,
                          handle_, stream),
         "exchanging gradients");
}

void Communicator::check() {
  check_host();
  if (handle_ == nullptr) return;
  Answer error = Answer::success;
  const Answer asked = call_.get_async_error(handle_, &error);
  const Answer answer = asked != Answer::success ? asked : error;
  if (answer != Answer::success && answer != Answer::in_progress) fail(answer, "exchanging gradients");
}

/// A rank that is gone answers no other device.
void Communicator::check_host() {
  try {
    host_.check();
  } catch (const ExchangeError&) {
    abandon();
    throw;
  }
}

/// What does not block answers "in progress" until it is known what becomes of it.
void Communicator::settle(Answer answer, const char* doing) {
  if (answer == Answer::in_progress) answer = wait_while_in_progress(doing);
  if (answer != Answer::success) fail(answer, doing);
}

Answer Communicator::wait_while_in_progress(const char* doing) {
  const Clock::time_point begin = Clock::now();
  for (Answer error = Answer::in_progress;; std::this_thread::sleep_for(look_every)) {
    const Answer asked = call_.get_async_error(handle_, &error);
    if (asked != Answer::success) return asked;
    if (error != Answer::in_progress) return error;
    check_host();
    if (Clock::now() - begin > longest_progress)
      give_up(fmt::format("NCCL: {} has not ended for {} seconds", doing, longest_progress.count()));
  }
}

void Communicator::give_up(const std::string& reason) {
  abandon();
  throw ExchangeError(
      fmt::format("rank {} on host {}: {}", host_.rank(), host_.host_of(host_.rank()), reason));
}

void Communicator::fail(Answer answer, const char* doing) {
  const char* detail = handle_ != nullptr ? call_.last_error(handle_) : nullptr;
  std::string text = fmt::format("NCCL: {}", call_.error_string(answer));
  if (detail != nullptr && *detail != '\0') text += fmt::format(" ({})", detail);
  give_up(fmt::format("{}, while {}", text, doing));
}

/// In a thread of its own, which is left behind where the device no longer answers: the reason must be told.
void Communicator::abandon() noexcept {
  if (handle_ == nullptr) return;
  try {
    std::promise<void> promise;
    auto done = promise.get_future();
    std::thread([abort = call_.abort, handle = handle_, promise = std::move(promise)]() mutable {
      static_cast<void>(abort(handle));
      promise.set_value();
    }).detach();
    static_cast<void>(done.wait_for(longest_abort));
  } catch (const std::exception&) {  // no thread to be had: the process ends anyway
  }
  handle_ = nullptr;
}

}  // namespace accelbench::cuda::nccl
