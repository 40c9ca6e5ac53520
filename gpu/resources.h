// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>

#include "gpu/check.h"

// What is taken from the runtime and given back. Giving back reports nothing: where it fails, the device is
// lost and the error was told before.
namespace accelbench::cuda {

template <class Handle, auto Free>
struct Freer {
  void operator()(Handle handle) const { static_cast<void>(Free(handle)); }
};
template <class Handle, auto Free>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Freer<Handle, Free>>;

using DeviceMemory = Owned<void*, cudaFree>;
using HostMemory = Owned<void*, cudaFreeHost>;
using Stream = Owned<cudaStream_t, cudaStreamDestroy>;
using Event = Owned<cudaEvent_t, cudaEventDestroy>;
using Graph = Owned<cudaGraphExec_t, cudaGraphExecDestroy>;

DeviceMemory device_memory(std::int64_t bytes);
/// Pinned; the device writes to it as well. `device_view`: its address there.
HostMemory mapped_memory(std::size_t bytes);
void* device_view(const HostMemory& memory);
Stream make_stream();
/// Orders streams; `timed`: its moment can be read as well.
Event make_event(bool timed = false);
/// What `record` gives to the stream, and to those that it makes wait for it, as one graph.
Graph capture(cudaStream_t stream, const std::function<void()>& record);

/// From here on `waiting` waits for what `stream` has been given so far.
void follow(cudaStream_t waiting, cudaStream_t stream, cudaEvent_t event);

/// Time of the device, waited for.
class Stopwatch {
 public:
  /// Seconds from before to after what `give` gives to the stream, so many times.
  double seconds(cudaStream_t stream, int times, const std::function<void()>& give) const;

 private:
  Event begin_ = make_event(true), end_ = make_event(true);
};

}  // namespace accelbench::cuda
