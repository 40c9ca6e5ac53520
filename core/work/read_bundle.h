// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

#include "core/work/work.h"

// A work bundle read back, as an engine in a process of its own trains from it.
namespace accelbench {

/// The work of an experiment with data and initial weights from a bundle (bundle.h); the experiment's own
/// data source and `start_from` are not touched. Names of classes and columns, and what `standardize` fitted,
/// are left out: no training needs them.
///
/// The files are a stranger's: sizes, shapes and types are checked against work.json and the experiment, and
/// every number is finite. The fingerprint is computed from what was read. Refused are a bundle that was made
/// for other settings or another seed, with the first key that differs, and one whose files are not the work
/// that work.json names.
Result<Work> read_bundle(const Experiment& experiment, const std::filesystem::path& folder);

}  // namespace accelbench
