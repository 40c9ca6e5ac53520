// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/h2o/configuration.h"
#include "core/program/words.h"

namespace accelbench::program {
namespace {

constexpr std::string_view text =
    R"python("""Trains "@NAME@" with H2O's Deep Learning, as the accelerator @ID@ does.

First:  accelbench-cli work @FILE@ --output work --epochs @EPOCHS@
Then:   python THIS_PROGRAM work          (needs Java 17 or newer and the packages h2o, numpy and pandas)

Algorithm: @ALGORITHM@
"""
import json
import struct
import sys

import h2o
import numpy as np
from h2o.estimators import H2ODeepLearningEstimator

@READING@


def frame(x, y):
    """Columns x0, x1, …, y; classes as a factor."""
    columns = {f"x{j}": x[:, j].astype(float).tolist() for j in range(x.shape[1])}
    made = h2o.H2OFrame(columns | {"y": y.reshape(-1).tolist()}, column_types=["real"] * x.shape[1] + ["@KIND@"])
    return made[[f"x{j}" for j in range(x.shape[1])] + ["y"]]


h2o.init(ip="127.0.0.1", nthreads=@THREADS@, strict_version_check=False, bind_to_localhost=True)
h2o.no_progress()
parameters = dict(
    @PARAMETERS@)
@WEIGHTS@
model = H2ODeepLearningEstimator(**parameters)
model.train(x=[f"x{j}" for j in range(x.shape[1])], y="y", training_frame=frame(x, y)@VALIDATION_FRAME@)
print(f"final loss {model.@LOSS@(train=True):.9g}")
h2o.cluster().shutdown()
)python";

/// A value of a form as Python has it: lists and numbers stand as they are, words in quotes.
std::string python_value(const std::string& value) {
  if (value == "true" || value == "false") return truth(value == "true");
  const bool bare = !value.empty() && value.find_first_not_of("0123456789.-+e[], ") == value.npos;
  return bare ? value : python_text(value);
}

std::string parameters_text(const h2o::Configuration& configuration) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : configuration.parameters)
    if (name != "initial_weights" && name != "initial_biases")
      lines.push_back(name + "=" + python_value(value));
  return fmt::format("{}", fmt::join(lines, ",\n"));
}

constexpr std::string_view injected =
    R"(parameters["initial_weights"] = [h2o.H2OFrame(weight.tolist()) for weight, _ in initial_weights()]
parameters["initial_biases"] = [h2o.H2OFrame(bias.reshape(-1, 1).tolist()) for _, bias in initial_weights()])";

}  // namespace

std::string h2o_program(const Work& work, const AcceleratorSpec& accelerator, Pieces pieces) {
  const h2o::Configuration configuration = h2o::configure(work, accelerator);
  pieces["ALGORITHM"] = one_line(configuration.algorithm);
  pieces["KIND"] = configuration.classification ? "enum" : "real";
  pieces["THREADS"] = fmt::format("{}", accelerator.threads.value_or(-1));
  pieces["PARAMETERS"] = parameters_text(configuration);
  pieces["WEIGHTS"] = configuration.injects_weights ? injected : "";
  pieces["VALIDATION_FRAME"] = validates(work) ? ", validation_frame=frame(x_val, y_val)" : "";
  pieces["LOSS"] = configuration.classification ? "logloss" : "mse";
  return filled(text, pieces);
}

}  // namespace accelbench::program
