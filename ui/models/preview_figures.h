// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/data/preview.h"
#include "ui/charts/histogram_plot.h"
#include "ui/charts/image_plot.h"
#include "ui/charts/scatter_plot.h"

// From the beginning of data to pictures of it.
namespace accelbench {

HistogramContent histogram_of(const PreviewColumn& column);

/// Over two columns, coloured by the class or the first target. Samples with a value that cannot be read are
/// left out.
ScatterContent scatter_of(const Preview& preview, std::size_t x, std::size_t y);

/// Empty where the features are no pixels.
ImageContent images_of(const Preview& preview);

}  // namespace accelbench
