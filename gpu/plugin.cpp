// SPDX-License-Identifier: GPL-3.0-or-later
// What accelbench-cuda.so shows: nothing but this.
#include "core/engine/plugin.h"

#include <cstdlib>
#include <cstring>
#include <string>

#include "gpu/check.h"
#include "gpu/cuda_engine.h"
#include "gpu/tuning.h"

namespace {

int score(char* reason, std::size_t size) {
  // Before the runtime looks: numbers are those of the PCI bus, as everywhere here, and not those of the
  // fastest first.
  setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", 1);
  const std::string text = accelbench::cuda::no_device_reason();
  if (size > 0) {
    const std::size_t length = std::min(text.size(), size - 1);
    std::memcpy(reason, text.data(), length);
    reason[length] = '\0';
  }
  return text.empty() ? 100 : 0;
}

accelbench::Engine* make() {
  return accelbench::cuda::make_cuda_engine(accelbench::cuda::TuningFile::usual_file()).release();
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const accelbench::EnginePlugin* accelbench_engine_plugin() {
  static const accelbench::EnginePlugin plugin{
      accelbench::engine_plugin_version, accelbench::plugin_build_name().data(), score, make, CUDART_VERSION};
  return &plugin;
}
