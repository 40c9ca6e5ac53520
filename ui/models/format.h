// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <cstdint>
#include <optional>

#include "core/experiment/experiment.h"
#include "core/telemetry/device.h"

// How quantities look in the window: the user's locale, a dash where nothing was measured.
namespace accelbench {

QString not_measured_text();                                  ///< "—"
QString loss_text(std::optional<double> value);               ///< four significant digits
QString rate_text(std::optional<double> samples_per_second);  ///< "1.25 M"
QString share_text(std::optional<double> share);              ///< "87 %"
QString ratio_text(std::optional<double> ratio);              ///< "1.42"
QString duration_text(std::optional<double> seconds);         ///< "850 ms", "12.3 s", "3 min 05 s"
QString bytes_text(double bytes);                             ///< "1.2 MiB"
QString count_text(std::int64_t count);                       ///< "2,817"
QString flop_text(double flop);                               ///< "1.05 MFLOP"
QString settings_text(const AcceleratorSpec& accelerator);    ///< "float32, 1 thread"

/// Experiment, work, machine, program, date: what stands under exported pictures.
QString provenance_of(const QString& experiment, const QString& work, const Machine& machine,
                      const QString& date);

/// Why a run of a tiny model leaves threads idle that it was given.
QString idle_threads_text();

/// Why accuracy says nothing here (a regression loss on real-valued targets); empty where it does.
QString accuracy_note(const Experiment& experiment);

}  // namespace accelbench
