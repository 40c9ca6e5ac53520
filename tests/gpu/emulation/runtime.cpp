// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of the CUDA runtime that the engine calls.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>

#include "tests/gpu/emulation/machine.h"

namespace emulation = accelbench::cuda::emulation;
using emulation::machine;

/// One captured operation and what must run before it.
struct CapturedNode {
  emulation::Operation operation;
  std::set<std::size_t> after;
};
struct CUgraph_st {
  std::vector<CapturedNode> nodes;
};
struct CUgraphExec_st {
  std::vector<CapturedNode> nodes;
};
struct CUstream_st {
  CUgraph_st* capture = nullptr;
  bool began = false;  ///< the capture
  std::set<std::size_t> last;
};
struct CUevent_st {
  CUgraph_st* capture = nullptr;
  std::set<std::size_t> last;
  double at_us = 0;
};

namespace accelbench::cuda::emulation {
namespace {

std::map<const std::byte*, std::size_t>& memory() {
  static std::map<const std::byte*, std::size_t> all;
  return all;
}
std::set<CUstream_st*>& streams() {
  static std::set<CUstream_st*> all;
  return all;
}
double& clock_us() {
  static double now = 0;
  return now;
}
cudaError_t& lost() {
  static cudaError_t error = cudaSuccess;
  return error;
}
bool& is_stuck() {
  static bool stuck = false;
  return stuck;
}

double cost_of(const std::string& name) {
  for (const auto& [beginning, cost] : machine().microseconds)
    if (name.find(beginning) != std::string::npos) return cost;
  return 1000;
}

void run(const Operation& operation) {
  if (lost() != cudaSuccess || is_stuck()) return;
  if (machine().operations++ == machine().fails_at) {
    lost() = cudaErrorIllegalAddress;
    return;
  }
  if (machine().on_operation) machine().on_operation(operation.name);
  clock_us() += cost_of(operation.name);
  operation.work();
}

void run_graph(const std::vector<CapturedNode>& nodes) {
  std::vector<std::size_t> left(nodes.size());
  std::vector<std::vector<std::size_t>> behind(nodes.size());
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    left[i] = nodes[i].after.size();
    for (const std::size_t before : nodes[i].after) behind[before].push_back(i);
    if (left[i] == 0) ready.push_back(i);
  }
  while (!ready.empty()) {
    const std::size_t pick = ordered(ready.size()).front();
    const std::size_t node = ready[pick];
    ready.erase(ready.begin() + static_cast<std::ptrdiff_t>(pick));
    run(nodes[node].operation);
    for (const std::size_t next : behind[node])
      if (--left[next] == 0) ready.push_back(next);
  }
}

/// All that must have run before the last ones.
std::set<std::size_t> ancestors(const CUgraph_st& graph, const std::set<std::size_t>& last) {
  std::set<std::size_t> found;
  std::vector<std::size_t> open(last.begin(), last.end());
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    if (!found.insert(node).second) continue;
    open.insert(open.end(), graph.nodes[node].after.begin(), graph.nodes[node].after.end());
  }
  return found;
}

}  // namespace

Machine& machine() {
  static Machine one = [] {
    Machine machine;
    if (const char* devices = std::getenv("EMULATED_DEVICES")) machine.devices = std::atoi(devices);
    const char* rank = std::getenv("OMPI_COMM_WORLD_RANK");
    const char* fault = std::getenv("EMULATED_FAILS_AT");
    if (rank != nullptr && fault != nullptr && std::string(fault).starts_with(std::string(rank) + ":"))
      machine.fails_at = std::atoll(fault + std::strlen(rank) + 1);
    if (const char* seed = std::getenv("EMULATED_SEED"))
      machine.order = Order::shuffled, machine.seed = std::strtoull(seed, nullptr, 10);
    return machine;
  }();
  return one;
}
void reset_machine() {
  const std::int64_t allocated = machine().allocated_bytes;
  machine() = {};
  machine().allocated_bytes = allocated;
  lost() = cudaSuccess;
  is_stuck() = false;
}

std::vector<std::size_t> ordered(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (machine().order == Order::reversed) std::reverse(order.begin(), order.end());
  if (machine().order == Order::shuffled) {
    static std::mt19937_64 random;
    if (machine().seed != 0) random.seed(machine().seed), machine().seed = 0;
    std::shuffle(order.begin(), order.end(), random);
  }
  return order;
}

void give(cudaStream_t stream, Operation operation) {
  if (stream->capture == nullptr) return run(operation);
  stream->capture->nodes.push_back({std::move(operation), stream->last});
  stream->last = {stream->capture->nodes.size() - 1};
}

void stick(bool stuck) { is_stuck() = stuck; }

void check_range(const void* begin, std::size_t bytes, const std::string& what) {
  const auto* first = static_cast<const std::byte*>(begin);
  auto after = memory().upper_bound(first);
  if (after == memory().begin()) throw std::logic_error(what + " lies nowhere");
  --after;
  if (first + bytes > after->first + after->second) throw std::logic_error(what + " leaves its memory");
}

namespace {

// What is read before it is written is no number; of large places the beginning only, as the rest are
// workspaces.
constexpr std::size_t poisoned_bytes = 1 << 20;

cudaError_t allocate(void** memory_out, std::size_t bytes, bool counts) {
  if (counts && machine().allocated_bytes + static_cast<std::int64_t>(bytes) > machine().memory_bytes)
    return cudaErrorMemoryAllocation;
  for (const CUstream_st* stream : streams())
    if (stream->capture != nullptr) throw std::logic_error("memory is reserved while a graph is captured");
  *memory_out = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  std::memset(*memory_out, 0xFF, std::min(bytes, poisoned_bytes));
  memory()[static_cast<std::byte*>(*memory_out)] = bytes;
  ++machine().allocations;
  if (counts) machine().allocated_bytes += static_cast<std::int64_t>(bytes);
  return cudaSuccess;
}

cudaError_t release(void* address, bool counts) {
  const auto found = memory().find(static_cast<std::byte*>(address));
  if (found == memory().end()) throw std::logic_error("memory is given back that was never reserved");
  if (counts) machine().allocated_bytes -= static_cast<std::int64_t>(found->second);
  memory().erase(found);
  std::free(address);
  return cudaSuccess;
}

cudaError_t wait_for(const CUstream_st* stream) {
  if (stream != nullptr && stream->capture != nullptr)
    throw std::logic_error("the host waits for a stream that is being captured");
  ++machine().synchronisations;
  return lost();
}

}  // namespace
}  // namespace accelbench::cuda::emulation

using namespace accelbench::cuda::emulation;

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
  *count = machine().devices;
  return machine().devices > 0 ? cudaSuccess : cudaErrorNoDevice;
}
cudaError_t cudaSetDevice(int device) {
  return device < machine().devices ? cudaSuccess : cudaErrorInvalidDevice;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (device < 0 || device >= machine().devices) return cudaErrorInvalidDevice;
  *properties = {};
  std::strcpy(properties->name, "Emulated GPU");
  properties->major = machine().capability / 10, properties->minor = machine().capability % 10;
  properties->multiProcessorCount = 4;
  properties->uuid.bytes[15] = static_cast<char>(device);
  properties->pciBusID = device;
  properties->totalGlobalMem = static_cast<std::size_t>(machine().memory_bytes);
  return cudaSuccess;
}
cudaError_t cudaDriverGetVersion(int* version) { return *version = CUDART_VERSION, cudaSuccess; }
cudaError_t cudaRuntimeGetVersion(int* version) { return *version = CUDART_VERSION, cudaSuccess; }
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *total = static_cast<std::size_t>(machine().memory_bytes);
  *free = static_cast<std::size_t>(machine().memory_bytes - machine().allocated_bytes);
  return cudaSuccess;
}
const char* cudaGetErrorName(cudaError_t error) {
  if (error == cudaErrorIllegalAddress) return "cudaErrorIllegalAddress";
  return error == cudaErrorMemoryAllocation ? "cudaErrorMemoryAllocation" : "cudaError";
}
const char* cudaGetErrorString(cudaError_t error) {
  return error == cudaErrorIllegalAddress ? "an illegal memory access was encountered" : "an emulated error";
}
cudaError_t cudaGetLastError(void) { return lost(); }

cudaError_t cudaMalloc(void** memory, std::size_t bytes) { return allocate(memory, bytes, true); }
cudaError_t cudaFree(void* memory) { return release(memory, true); }
cudaError_t cudaHostAlloc(void** memory, std::size_t bytes, unsigned int) {
  return allocate(memory, bytes, false);
}
cudaError_t cudaFreeHost(void* memory) { return release(memory, false); }
cudaError_t cudaHostGetDevicePointer(void** view, void* memory, unsigned int) {
  return *view = memory, cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  if (lost() != cudaSuccess) return lost();
  if (kind != cudaMemcpyDeviceToHost) check_range(to, bytes, "where a copy goes");
  if (kind != cudaMemcpyHostToDevice) check_range(from, bytes, "where a copy comes from");
  give(stream, {"copy", [=] { std::memmove(to, from, bytes); }});
  return lost();
}
cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  check_range(to, bytes, "what is set");
  give(stream, {"set", [=] { std::memset(to, value, bytes); }});
  return lost();
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned int) {
  *stream = new CUstream_st;
  streams().insert(*stream);
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  streams().erase(stream);
  delete stream;
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) { return wait_for(stream); }
cudaError_t cudaStreamQuery(cudaStream_t) { return is_stuck() ? cudaErrorNotReady : lost(); }

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned int) {
  return *event = new CUevent_st, cudaSuccess;
}
cudaError_t cudaEventDestroy(cudaEvent_t event) { return delete event, cudaSuccess; }
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  event->capture = stream->capture;
  event->last = stream->last;
  event->at_us = clock_us();
  return lost();
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned int) {
  if (event->capture == nullptr && stream->capture != nullptr)
    throw std::logic_error("cudaErrorStreamCaptureIsolation: a capture waits for what lies outside of it");
  if (event->capture == nullptr) return lost();  // streams do at once what they are given
  if (stream->capture != nullptr && stream->capture != event->capture)
    throw std::logic_error("a stream waits for two captures");
  stream->capture = event->capture;
  stream->last.insert(event->last.begin(), event->last.end());
  return lost();
}
cudaError_t cudaEventSynchronize(cudaEvent_t) { return wait_for(nullptr); }
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  *milliseconds = static_cast<float>((end->at_us - begin->at_us) / 1000);
  return lost();
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  if (stream->capture != nullptr) throw std::logic_error("a capture begins inside of another");
  stream->capture = new CUgraph_st;
  stream->began = true;
  stream->last.clear();
  return lost();
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  if (stream->capture == nullptr || !stream->began) throw std::logic_error("a capture ends that never began");
  *graph = stream->capture;
  const bool joined = ancestors(**graph, stream->last).size() == (*graph)->nodes.size();
  for (CUstream_st* other : streams())
    if (other->capture == *graph) other->capture = nullptr, other->began = false, other->last.clear();
  if (!joined) {
    delete *graph;
    throw std::logic_error("cudaErrorStreamCaptureUnjoined: a stream was forked and not joined");
  }
  return lost();
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  return *executable = new CUgraphExec_st{graph->nodes}, lost();
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) { return delete graph, cudaSuccess; }
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) { return delete executable, cudaSuccess; }
cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  if (stream->capture != nullptr) throw std::logic_error("a graph is launched into a capture");
  ++machine().launches;
  run_graph(executable->nodes);
  return lost();
}

}  // extern "C"
