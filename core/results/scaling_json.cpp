// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/scaling_json.h"

namespace accelbench {
namespace {

Json scaling_figure(const char* name, const ScalingFigure& figure) {
  return {{name, number_or_null(figure.value)},
          {"low", number_or_null(figure.low)},
          {"high", number_or_null(figure.high)}};
}

Json scaling_estimate(const ScalingEstimate& estimate) {
  return {{"value", number_or_null(estimate.centre)},
          {"low", number_or_null(estimate.low)},
          {"high", number_or_null(estimate.high)}};
}

Json scaling_point(const ScalingPoint& point) {
  return {{"row", point.row},
          {"ranks", point.ranks},
          {"rounds", point.rounds},
          {"samples_per_second", scaling_figure("median", point.samples_per_second)},
          {"speed_up", scaling_figure("ratio", point.speed_up)},
          {"efficiency", scaling_figure("ratio", point.efficiency)},
          {"exchange_share", number_or_null(point.exchange_share)},
          {"reason", point.reason}};
}

Json scaling_prediction(const ScalingWork& work, const ScalingPrediction& prediction) {
  return {{"ranks", prediction.ranks},
          {"measured", prediction.measured},
          {"step_s", scaling_estimate(prediction.step_s)},
          {"samples_per_second", scaling_estimate(samples_per_second(work, prediction))},
          {"speed_up", scaling_estimate(prediction.speed_up)},
          {"efficiency", scaling_estimate(prediction.efficiency)},
          {"exchange_share", scaling_estimate(prediction.exchange_share)}};
}

Json scaling_model(const ScalingWork& work, const ScalingFit& fit) {
  Json parameters = Json::object();
  for (const FittedParameter& one : fit.told) {
    Json value = scaling_estimate(one.value);
    value["measured"] = one.measured;
    parameters[std::string(name_of(one.parameter))] = std::move(value);
  }
  Json predictions = Json::array();
  for (const ScalingPrediction& one : fit.predictions) predictions.push_back(scaling_prediction(work, one));
  return {{"parameters", std::move(parameters)},
          {"predictions", std::move(predictions)},
          {"misfit", number_or_null(fit.misfit)}};
}

}  // namespace

Json scaling_json(const ScalingStudy& study) {
  Json points = Json::array();
  for (const ScalingPoint& point : study.points) points.push_back(scaling_point(point));
  return {{"accelerator", study.accelerator},
          {"engine", study.engine},
          {"scaling", name_of(study.work.kind)},
          {"variant", study.variant},
          {"batch_size", study.work.batch_size},
          {"points", std::move(points)},
          {"model", study.fit ? scaling_model(study.work, *study.fit) : Json(nullptr)},
          {"model_reason", study.no_fit}};
}

}  // namespace accelbench
