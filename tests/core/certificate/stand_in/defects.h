// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <string>

#include "core/engine/engine.h"

// An engine that passes for `cpu` and does one thing wrong: what certificates must find.
namespace accelbench::test {

/// The cpu engine with this defect; an empty name: none. Known are epsilon, drops_short_batch, order,
/// biases, mean_of_means, bfloat16, wrong_set, ignores_callbacks, data, rate, loss_scale, dies, hangs,
/// same_order, algorithm; and no defect of the work, slowed: the accelerator of that id takes 5 % longer.
std::unique_ptr<Engine> make_defective_engine(const std::string& defect);

}  // namespace accelbench::test
