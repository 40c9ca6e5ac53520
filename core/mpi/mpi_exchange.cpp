// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mpi/mpi_exchange.h"

#include <chrono>
#include <cstdlib>

namespace accelbench::mpi {
namespace {

using namespace std::chrono_literals;

/// From here on an operation is worth another thread.
constexpr std::size_t long_bytes = std::size_t{64} << 10;
constexpr auto look_every = 20ms;

bool is_long(const ExchangeOperation& operation) {
  return operation.values.count * size_of(operation.values.type) >= long_bytes;
}

}  // namespace

MpiExchange::MpiExchange(const ExchangePatience& patience) {
  thread_ = std::thread([this, patience] { live(patience); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return met_ || failed_; });
  if (!failed_) return;
  lock.unlock();
  thread_.join();
  throw ExchangeError(failure_);
}

MpiExchange::~MpiExchange() {
  wish(Wish::leave);
  thread_.join();
}

void MpiExchange::reserve(std::size_t bytes) {
  const std::lock_guard driving(driving_);
  messages_->reserve(bytes);
}

Exchange::Ticket MpiExchange::begin(const ExchangeOperation& operation) {
  const std::lock_guard lock(mutex_);
  if (failed_) throw ExchangeError(failure_);
  waiting_.push_back(operation);
  if (is_long(operation)) {
    has_long_ = true;
    changed_.notify_all();
  }
  return ++begun_;
}

void MpiExchange::finish(Ticket ticket) {
  while (!done(ticket)) {
    const auto driving = lock_messages(ticket);
    if (driving && !done(ticket)) execute_next();
  }
  if (finished_.load(std::memory_order_acquire) < ticket) check();
}

/// Empty where the other thread did it meanwhile.
std::unique_lock<std::mutex> MpiExchange::lock_messages(Ticket ticket) {
  std::unique_lock driving(driving_, std::defer_lock);
  for (int turn = 0; turn < 2000; ++turn) {
    if (done(ticket) || driving.try_lock()) return driving;
    if (turn > 200) std::this_thread::yield();
  }
  driving.lock();
  return driving;
}

/// By who holds driving_.
void MpiExchange::execute_next() {
  const auto operation = next();
  if (!operation) return;
  try {
    messages_->execute(*operation);
    finished_.fetch_add(1, std::memory_order_release);
  } catch (const ExchangeError& error) {
    fail(error.what());
  }
}

std::optional<ExchangeOperation> MpiExchange::next() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  const ExchangeOperation operation = waiting_.front();
  waiting_.pop_front();
  if (waiting_.empty()) has_long_ = false;
  return operation;
}

void MpiExchange::check() {
  if (!failed_) return;
  const std::lock_guard lock(mutex_);
  throw ExchangeError(failure_);
}

void MpiExchange::abort(int status) {
  messages_->want_abort(status);
  wish(Wish::abort);
  thread_.join();
  std::_Exit(status);
}

void MpiExchange::wish(Wish wish) {
  const std::lock_guard lock(mutex_);
  wish_ = wish;
  changed_.notify_all();
}

void MpiExchange::fail(const std::string& text) {
  const std::lock_guard lock(mutex_);
  failure_ = text;
  failed_ = true;
  waiting_.clear();
  has_long_ = false;
  changed_.notify_all();
}

void MpiExchange::live(const ExchangePatience& patience) {
  if (!meet(patience)) return;
  work();
  leave();
}

bool MpiExchange::meet(const ExchangePatience& patience) {
  try {
    messages_.emplace(patience);
  } catch (const ExchangeError& error) {
    fail(error.what());
    return false;
  }
  const std::lock_guard lock(mutex_);
  met_ = true;
  changed_.notify_all();
  return true;
}

/// What is long, with what was begun before and after it; signs of life in between.
void MpiExchange::work() {
  std::unique_lock lock(mutex_);
  while (wish_ == Wish::go_on) {
    const bool has_work =
        changed_.wait_for(lock, look_every, [this] { return has_long_ || wish_ != Wish::go_on; });
    lock.unlock();
    if (std::unique_lock driving(driving_, std::defer_lock); has_work) {
      driving.lock();
      execute_next();
    } else if (driving.try_lock()) {  // who holds it looks around
      look_around();
    }
    lock.lock();
  }
}

void MpiExchange::look_around() {
  try {
    if (!failed_) messages_->look_around();
  } catch (const ExchangeError& error) {
    fail(error.what());
  }
}

void MpiExchange::leave() {
  if (failed_ || wish_ == Wish::abort) messages_->abort();
  const std::lock_guard driving(driving_);
  messages_->leave();
}

}  // namespace accelbench::mpi
