// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/engine/engine.h"

namespace accelbench {

/// How long one call into an engine may last. Work is handed out in chunks of 50 ms, but a single step of a
/// large model may last seconds, and the first one loads the device's code.
struct DevicePatience {
  double step_s = 120;
  double compile_s = 900;  ///< planning, allocating, trying out algorithms
  double ending_s = 15;    ///< from a fault of the device to the end of the run
};

/// Notices a device that does not answer any more: heartbeats go on, as another thread sends them, while the
/// call into the engine never comes back.
class DeviceWatch {
 public:
  /// Told once, on a thread of the watch's, "cuda:0 has not answered for 120 seconds (a step of the
  /// training)"; it ends the process, or what it does must not need the thread that hangs.
  using Hung = std::function<void(const std::string& reason)>;
  DeviceWatch(std::string device, DevicePatience patience, Hung hung);
  ~DeviceWatch();
  DeviceWatch(const DeviceWatch&) = delete;
  DeviceWatch& operator=(const DeviceWatch&) = delete;

  /// Around one call; `what` names it and is a literal. Calls do not nest. Without a watch it does nothing.
  class Call {
   public:
    Call(DeviceWatch* watch, const char* what, double limit_s) : watch_(watch) {
      if (watch_ != nullptr) watch_->begin(what, limit_s);
    }
    ~Call() {
      if (watch_ != nullptr) watch_->since_ns_.store(0, std::memory_order_release);
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    DeviceWatch* watch_;
  };

  /// A fault is being told: what is left to do must not hang either. `reason` is told in place of the watch's
  /// own.
  void end_soon(std::string reason);
  const DevicePatience& patience() const { return patience_; }

 private:
  void begin(const char* what, double limit_s);
  void work();
  bool hangs(std::string& reason) const;

  const std::string device_;
  const DevicePatience patience_;
  const Hung hung_;
  std::atomic<std::int64_t> since_ns_{0};  ///< begin of the call that goes; 0: none
  std::atomic<std::int64_t> limit_ns_{0};
  std::atomic<const char*> what_{""};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;           // guarded by mutex_, as the next two
  std::int64_t deadline_ns_ = 0;  ///< 0: none
  std::string reason_;
  std::thread thread_;
};

/// The same executable, each call of it watched. `watch` outlives it.
std::unique_ptr<Executable> watched(std::unique_ptr<Executable> executable, DeviceWatch& watch);

}  // namespace accelbench
