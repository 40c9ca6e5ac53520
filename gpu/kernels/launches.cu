// SPDX-License-Identifier: GPL-3.0-or-later
// The only source that a compiler for devices sees. Compiled for the host, its kernels are walked by the emulator of
// the tests instead.
#include "gpu/kernels/launches.h"

#ifdef __CUDACC__
#include "gpu/check.h"
#else
#include "tests/gpu/emulation/walk.h"
#endif

namespace accelbench::cuda {
namespace {

#ifdef __CUDACC__
template <class Kernel>
__global__ void __launch_bounds__(block_threads) enter(const __grid_constant__ Kernel kernel) {
  __shared__ typename Kernel::Shared shared;
  const Thread thread{blockIdx.x, gridDim.x, threadIdx.x, blockDim.x};
  const std::uint32_t phases = kernel.phases();
  for (std::uint32_t phase = 0; phase < phases; ++phase) {
    if (phase > 0) __syncthreads();
    kernel.run(thread, shared, phase);
  }
}

template <class Kernel>
void start(const Kernel& kernel, cudaStream_t stream) {
  const Grid grid = kernel.grid();
  enter<<<grid.blocks, grid.threads, 0, stream>>>(kernel);
  check(cudaGetLastError(), "starting a kernel");
}
#else
template <class Kernel>
void start(const Kernel& kernel, cudaStream_t stream) {
  emulation::walk(kernel, stream);
}
#endif

}  // namespace

#define ACCELBENCH_LAUNCH(...) \
  void launch(const __VA_ARGS__& kernel, cudaStream_t stream) { start(kernel, stream); }
ACCELBENCH_LAUNCH(BeginStep)
ACCELBENCH_LAUNCH(Gather<float>)
ACCELBENCH_LAUNCH(Gather<Bfloat16>)
ACCELBENCH_LAUNCH(Activate<float>)
ACCELBENCH_LAUNCH(Activate<Bfloat16>)
ACCELBENCH_LAUNCH(MultiplyBySlopes<float>)
ACCELBENCH_LAUNCH(MultiplyBySlopes<Bfloat16>)
ACCELBENCH_LAUNCH(Outputs<float>)
ACCELBENCH_LAUNCH(Outputs<Bfloat16>)
ACCELBENCH_LAUNCH(SumColumns<float>)
ACCELBENCH_LAUNCH(SumColumns<Bfloat16>)
ACCELBENCH_LAUNCH(SumParts)
ACCELBENCH_LAUNCH(Regularise)
ACCELBENCH_LAUNCH(ConcludeGradients)
ACCELBENCH_LAUNCH(Update)
ACCELBENCH_LAUNCH(EndStep)
ACCELBENCH_LAUNCH(LookForNotFinite)
ACCELBENCH_LAUNCH(TellState)
#undef ACCELBENCH_LAUNCH

}  // namespace accelbench::cuda
