// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <driver_types.h>

#include "gpu/kernels/activations.h"
#include "gpu/kernels/begin_step.h"
#include "gpu/kernels/end_step.h"
#include "gpu/kernels/gather.h"
#include "gpu/kernels/gradients.h"
#include "gpu/kernels/outputs.h"
#include "gpu/kernels/update.h"

// Every kernel on a stream. A launch that is refused is a DeviceError.
namespace accelbench::cuda {

void launch(const BeginStep& kernel, cudaStream_t stream);
void launch(const Gather<float>& kernel, cudaStream_t stream);
void launch(const Gather<Bfloat16>& kernel, cudaStream_t stream);
void launch(const Activate<float>& kernel, cudaStream_t stream);
void launch(const Activate<Bfloat16>& kernel, cudaStream_t stream);
void launch(const MultiplyBySlopes<float>& kernel, cudaStream_t stream);
void launch(const MultiplyBySlopes<Bfloat16>& kernel, cudaStream_t stream);
void launch(const Outputs<float>& kernel, cudaStream_t stream);
void launch(const Outputs<Bfloat16>& kernel, cudaStream_t stream);
void launch(const SumColumns<float>& kernel, cudaStream_t stream);
void launch(const SumColumns<Bfloat16>& kernel, cudaStream_t stream);
void launch(const SumParts& kernel, cudaStream_t stream);
void launch(const Regularise& kernel, cudaStream_t stream);
void launch(const ConcludeGradients& kernel, cudaStream_t stream);
void launch(const Update& kernel, cudaStream_t stream);
void launch(const EndStep& kernel, cudaStream_t stream);
void launch(const LookForNotFinite& kernel, cudaStream_t stream);
void launch(const TellState& kernel, cudaStream_t stream);

}  // namespace accelbench::cuda
