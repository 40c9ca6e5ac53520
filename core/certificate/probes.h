// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

#include "core/base/result.h"
#include "core/engine/engine.h"
#include "core/work/work.h"

// The works that a certificate has trained: truncated copies of an experiment's work, the full model in each.
namespace accelbench {

/// The reference: `cpu` in float64. One thread, or all for a large model: its bits are the same.
AcceleratorSpec reference_accelerator(const Work& work);

/// Two full batches and a short one of 11, 5, 3 or 1 samples, which 2, 4 and 8 devices share unevenly; of the
/// validation set at most one full batch and such a short one. Rows are spread over the whole set. Fewer
/// samples give what there is.
Work truncated(const Work& whole);

/// Samples of a short batch: odd, at most `batch_size` and `samples`.
std::int64_t short_batch(std::int64_t batch_size, std::int64_t samples);

/// One step of plain SGD on a short batch: no dropout, penalties, clipping, schedule, callbacks, validation.
/// Of some batches that is taken whose gradient says something about most layers and answers least to
/// rounding (a ReLU or an absolute value near
/// its kink turns a rounding error into another gradient). The learning rate is a power of two by which the
/// weights move by about a quarter of their length.
Result<Work> gradient_probe(const Work& whole);

/// The optimizer of the experiment where every constant shows: small even steps (about 2 % of the weights'
/// length in all), epsilon and penalties of the size of the gradient, clipping at half the gradient's length,
/// callbacks and schedule that act within three epochs (four where early_stopping is to act).
Result<Work> optimizer_probe(const Work& truncated);

/// The experiment itself over three epochs. Callbacks that could act by then act for certain, so that
/// rounding decides nothing.
Work trace_probe(const Work& truncated);
/// The same without its targets: what decides how near their bounds the reference comes.
Work without_targets(const Work& probe);
/// Bounds nearer than 5 % to a value that the reference's monitor takes are put out of reach.
Work with_clear_targets(const Work& probe, const std::vector<EpochRecord>& reference);

/// At most 512 samples one by one, with a learning rate that moves no weight: what an accelerator begins
/// with, and what it sees in which order.
Work frozen_probe(const Work& truncated);

/// Every weight, bias and x times 1 ± amplitude, the sign at random: what rounding may do.
Work perturbed(const Work& work, double amplitude, std::uint64_t seed);

/// The learning rates that its schedule gives to the epochs of a work, without callbacks.
std::vector<double> scheduled_rates(const Work& work);

/// Dropout 0, for engines that cannot draw our masks.
Work without_dropout(Work work);
bool has_dropout(const Work& work);

/// Computes the fingerprint of a work that was changed.
Work renamed(Work work);

}  // namespace accelbench
