// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/resources.h"

namespace accelbench::cuda {

DeviceMemory device_memory(std::int64_t bytes) {
  void* memory = nullptr;
  check(cudaMalloc(&memory, static_cast<std::size_t>(bytes)), "reserving memory of the device");
  return DeviceMemory(memory);
}

HostMemory mapped_memory(std::size_t bytes) {
  void* memory = nullptr;
  check(cudaHostAlloc(&memory, bytes, cudaHostAllocMapped), "reserving memory that the device can write to");
  return HostMemory(memory);
}

void* device_view(const HostMemory& memory) {
  void* view = nullptr;
  check(cudaHostGetDevicePointer(&view, memory.get(), 0), "mapping memory of the host");
  return view;
}

Stream make_stream() {
  cudaStream_t stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "making a stream");
  return Stream(stream);
}

Event make_event(bool timed) {
  cudaEvent_t event = nullptr;
  check(cudaEventCreateWithFlags(&event, timed ? cudaEventDefault : cudaEventDisableTiming),
        "making an event");
  return Event(event);
}

Graph capture(cudaStream_t stream, const std::function<void()>& record) {
  check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "capturing a graph");
  record();
  cudaGraph_t graph = nullptr;
  check(cudaStreamEndCapture(stream, &graph), "capturing a graph");
  cudaGraphExec_t executable = nullptr;
  const cudaError_t made = cudaGraphInstantiate(&executable, graph, 0);
  static_cast<void>(cudaGraphDestroy(graph));
  check(made, "making a graph ready to run");
  return Graph(executable);
}

void follow(cudaStream_t waiting, cudaStream_t stream, cudaEvent_t event) {
  check(cudaEventRecord(event, stream), "ordering streams");
  check(cudaStreamWaitEvent(waiting, event, 0), "ordering streams");
}

double Stopwatch::seconds(cudaStream_t stream, int times, const std::function<void()>& give) const {
  check(cudaEventRecord(begin_.get(), stream), "timing");
  for (int i = 0; i < times; ++i) give();
  check(cudaEventRecord(end_.get(), stream), "timing");
  check(cudaEventSynchronize(end_.get()), "timing");
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, begin_.get(), end_.get()), "timing");
  return static_cast<double>(milliseconds) * 1e-3;
}

}  // namespace accelbench::cuda
