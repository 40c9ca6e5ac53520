// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <string_view>

// What the libraries answer. An error of the device stays: everything asked of it afterwards fails as well,
// so it ends the run (DeviceError) and with it the process.
namespace accelbench::cuda {

/// Throws DeviceError, "cudaErrorIllegalAddress: an illegal memory access was encountered, while training".
void check(cudaError_t error, std::string_view doing);
void check(cublasStatus_t status, std::string_view doing);

}  // namespace accelbench::cuda
