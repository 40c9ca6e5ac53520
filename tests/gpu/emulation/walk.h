// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstring>
#include <memory>
#include <stdexcept>
#include <typeinfo>

#include "gpu/kernels/kernel.h"
#include "tests/gpu/emulation/machine.h"

// A kernel on the host: block by block, phase by phase, thread by thread.
namespace accelbench::cuda::emulation {

template <class Kernel>
void walk_block(const Kernel& kernel, const Grid& grid, std::uint32_t block) {
  typename Kernel::Shared shared;
  std::memset(static_cast<void*>(&shared), 0xFF, sizeof(shared));  // NaN to whoever reads before writing
  for (std::uint32_t phase = 0; phase < kernel.phases(); ++phase)
    for (const std::size_t thread : ordered(grid.threads))
      kernel.run({block, grid.blocks, static_cast<std::uint32_t>(thread), grid.threads}, shared, phase);
}

template <class Kernel>
void walk(const Kernel& kernel, cudaStream_t stream) {
  static_assert(sizeof(Kernel) <= 4096 && sizeof(typename Kernel::Shared) <= 48 * 1024);
  const Grid grid = kernel.grid();
  if (grid.blocks == 0 || grid.threads == 0 || grid.threads > 1024)
    throw std::logic_error(std::string("a grid of no size: ") + typeid(Kernel).name());
  give(stream, {typeid(Kernel).name(), [kernel, grid] {
                  for (const std::size_t block : ordered(grid.blocks))
                    walk_block(kernel, grid, static_cast<std::uint32_t>(block));
                }});
}

}  // namespace accelbench::cuda::emulation
