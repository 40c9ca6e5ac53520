// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <functional>
#include <memory>

#include "ui/session/comparison_controller.h"

namespace accelbench {

/// Compares and writes a results file beside the feed. A file that cannot be written is a message, never the
/// end of a comparison. `recorded` is given the recorder as soon as there is one. Runs on the worker thread.
Result<ComparisonOutcome> compare_and_record(const CompareFunction& compare, const ComparisonJob& job,
                                             ComparisonSink& feed, const std::stop_token& stop,
                                             const std::function<void(std::shared_ptr<Recorder>)>& recorded);

}  // namespace accelbench
