// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/panels/field_form.h"

// The fields of each source of data. Each form shows itself where its source is the one of the experiment.
namespace accelbench {

FieldForm* synthetic_form(ExperimentDocument& document, QWidget* parent);
FieldForm* csv_form(ExperimentDocument& document, QWidget* parent);
FieldForm* npy_form(ExperimentDocument& document, QWidget* parent);
FieldForm* npz_form(ExperimentDocument& document, QWidget* parent);
FieldForm* idx_form(ExperimentDocument& document, QWidget* parent);
/// Standardization, and what the model is validated on: a share of the samples, or files of their own.
FieldForm* split_form(ExperimentDocument& document, QWidget* parent);
/// Those files, for each source that has them.
std::vector<FieldForm*> validation_forms(ExperimentDocument& document, QWidget* parent);

}  // namespace accelbench
