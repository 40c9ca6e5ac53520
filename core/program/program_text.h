// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/base/result.h"
#include "core/work/work.h"

namespace accelbench {

/// The program of what an outside engine does with a work: Python that a user of Keras, PyTorch, JAX or H2O
/// would write, complete and runnable beside the bundle that `accelbench-cli work … --epochs N` writes.
/// `experiment_file` is named in its first lines. An error where this engine does not do this work, or is
/// none of the four.
Result<std::string> program_text(const Work& work, const AcceleratorSpec& accelerator,
                                 const std::string& experiment_file);

}  // namespace accelbench
