// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/program/program_text.h"

#include <fmt/format.h>

#include "core/h2o/configuration.h"
#include "core/program/words.h"

namespace accelbench {
namespace {

Status check_precision(const AcceleratorSpec& accelerator) {
  if (accelerator.precision == Precision::float32 || accelerator.precision == Precision::bfloat16) return {};
  return unavailable(
      fmt::format("accelerators.{}.precision", accelerator.id),
      fmt::format("{}: outside engines train in float32 or bfloat16", name_of(accelerator.precision)),
      "choose one of these");
}

Status check_mode(const AcceleratorSpec& accelerator) {
  if (accelerator.mode != "graph") return {};
  return unavailable(fmt::format("accelerators.{}.mode", accelerator.id),
                     "graph: a recorded step is replayed, which has no program of its own",
                     "show the code of mode eager: it is the step that is recorded");
}

}  // namespace

Result<std::string> program_text(const Work& work, const AcceleratorSpec& accelerator,
                                 const std::string& experiment_file) {
  if (auto good = check_precision(accelerator); !good) return tl::make_unexpected(good.error());
  if (auto good = check_mode(accelerator); !good) return tl::make_unexpected(good.error());
  const auto pieces = program::common_pieces(work, accelerator, experiment_file);
  switch (accelerator.engine) {
    case EngineKind::keras:
      return program::keras_program(work, accelerator, pieces);
    case EngineKind::pytorch:
      return program::pytorch_program(work, accelerator, pieces);
    case EngineKind::jax:
      return program::jax_program(work, accelerator, pieces);
    case EngineKind::h2o:
      if (auto good = h2o::check(work, accelerator); !good) return tl::make_unexpected(good.error());
      return program::h2o_program(work, accelerator, pieces);
    default:
      return bad_input("engine", fmt::format("{} has no program to show", name_of(accelerator.engine)),
                       "choose keras, pytorch, jax or h2o");
  }
}

}  // namespace accelbench
