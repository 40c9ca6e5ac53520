// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/charts/confusion_plot.h"
#include "ui/charts/image_plot.h"
#include "ui/charts/scatter_plot.h"
#include "ui/session/evaluator.h"

// From an evaluation to pictures and sentences of it.
namespace accelbench {

/// Empty with targets, and with more classes than are confused with each other.
ConfusionContent confusion_of(const TrainedModel& model, const Evaluation& found);
/// Predicted over true of the first target, coloured by how far they are apart; empty with classes.
ScatterContent predictions_of(const TrainedModel& model, const Evaluation& found);
/// The worst samples as images, with "7 as 1" below each; empty where features are no pixels.
ImageContent worst_images(const Evaluated& evaluated, const EvaluatedPart& part);
/// "Samples: 1,797 · categorical_crossentropy 0.1234 · accuracy 97.2 %".
QString evaluation_line(const TrainedModel& model, const Evaluation& found);
/// "Validation part", "Training part", or the name of a file.
QString part_title(const QString& name);

}  // namespace accelbench
