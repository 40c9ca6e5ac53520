// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/check.h"

#include <fmt/format.h>

#include <string>

#include "core/engine/engine.h"

namespace accelbench::cuda {

void check(cudaError_t error, std::string_view doing) {
  if (error == cudaSuccess) return;
  throw DeviceError(
      fmt::format("{}: {}, while {}", cudaGetErrorName(error), cudaGetErrorString(error), doing));
}

void check(cublasStatus_t status, std::string_view doing) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw DeviceError(
      fmt::format("{}: {}, while {}", cublasLtGetStatusName(status), cublasLtGetStatusString(status), doing));
}

}  // namespace accelbench::cuda
