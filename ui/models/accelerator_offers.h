// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>
#include <vector>

#include "core/experiment/experiment.h"
#include "ui/session/device_list.h"

// The rows that the window offers to add: of each engine, and as variants of a row that is there.
namespace accelbench {

struct AcceleratorOffer {
  QString text;          ///< of the menu: "fit, on JAX"
  AcceleratorSpec spec;  ///< its id is a wish: the model makes it unique
};

/// "Keras", "PyTorch", …
QString engine_title(EngineKind engine);
/// Whether it is a framework that runs beside us, has a program to show, and can be installed.
bool is_framework(EngineKind engine);
/// The frameworks, in the order of the format.
std::vector<EngineKind> frameworks();

/// Rows worth adding of an engine; the plain one first.
std::vector<AcceleratorOffer> offers_of(EngineKind engine);

/// The row as it is, then with one thing changed: "with bfloat16", "with 1 thread". What no device of its
/// engine has is left out. Label and id say what changed; the colour is that of the new position.
std::vector<AcceleratorOffer> variants_of(const AcceleratorSpec& accelerator, const DeviceList& devices);

/// Values of `mode` and `backend` that an engine knows, the default first; empty where it has none.
QStringList mode_words(EngineKind engine);
QStringList backends_of(EngineKind engine);
bool has_threads(EngineKind engine);
bool has_devices(EngineKind engine);

}  // namespace accelbench
