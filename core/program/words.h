// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "core/work/work.h"

// Pieces that the programs of several frameworks share.
namespace accelbench::program {

/// What stands in a template for @NAME@.
using Pieces = std::map<std::string, std::string, std::less<>>;

/// Puts pieces in; a line that holds nothing but an empty piece goes.
std::string filled(std::string_view text, const Pieces& pieces);

/// As Python writes them.
std::string number(double value);
/// "(1.0 - 0.9)": what a person recognises.
std::string rest(double share);
std::string truth(bool value);
/// In quotes, on one line: whatever a name holds stays a comment or a string.
std::string python_text(std::string_view text);
std::string one_line(std::string_view text);

const TrainingSpec& training_of(const Work& work);
const std::vector<LayerSpec>& layers_of(const Work& work);
bool validates(const Work& work);
bool has_penalty(const Work& work);
/// Whether more of a monitor is better.
bool rises(const std::string& monitor);

/// What is the same for all: epochs, batch, names, initial weights, the part that reads the bundle.
Pieces common_pieces(const Work& work, const AcceleratorSpec& accelerator,
                     const std::string& experiment_file);
/// A line for each frozen layer, whose number stands for {} in the pattern.
std::string lines_of_frozen(const Work& work, std::string_view pattern);
/// The learning rate of `epoch` as an expression, and the function that it calls; empty where it calls none.
std::string rate_text(const ScheduleSpec& schedule, const std::string& base);
std::string rate_function(const ScheduleSpec& schedule, const Pieces& pieces);
/// For frameworks whose loop the program writes itself: metrics, schedule and callbacks with Keras' meaning.
void add_loop_pieces(const Work& work, Pieces& pieces);

std::string keras_program(const Work& work, const AcceleratorSpec& accelerator, Pieces pieces);
std::string pytorch_program(const Work& work, const AcceleratorSpec& accelerator, Pieces pieces);
std::string jax_program(const Work& work, const AcceleratorSpec& accelerator, Pieces pieces);
std::string h2o_program(const Work& work, const AcceleratorSpec& accelerator, Pieces pieces);

}  // namespace accelbench::program
