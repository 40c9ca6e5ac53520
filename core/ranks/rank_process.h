// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace accelbench::ranks {

/// `accelbench-cli engine --rank`: one of the processes that a launcher (mpirun) started to train one model
/// together. The first is a child engine (core/run/child_engine.h) whose request all get; the others follow
/// it and write nothing but errors, to stderr. Returns the exit status of the process; where the exchange
/// failed it ends all ranks and does not return.
int run_rank();

}  // namespace accelbench::ranks
