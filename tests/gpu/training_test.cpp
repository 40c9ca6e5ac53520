// SPDX-License-Identifier: GPL-3.0-or-later
// Whole trainings through graphs: numbers, bits, the way back. On the emulated device and on a real one.
#include <cmath>
#include <fstream>
#include <limits>

#include "core/work/order.h"
#include "tests/gpu/fixture.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

class CudaTraining : public OnDevice {};

double largest_relative_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, std::abs(a[i] - b[i]) / std::max(std::abs(b[i]), 1e-12));
  return largest;
}

TEST_F(CudaTraining, TrainsTheSeedNetworkAsTheReferenceDoes) {
  SampleShape shape;
  shape.features = 10;
  shape.layers = {{64, Activation::relu}, {32, Activation::relu}, {1}};
  shape.samples = 96;
  Work work = make_sample_work(shape);
  const auto executable = compiled(work);
  const auto losses = train(*executable, work, 10, 3);

  AcceleratorSpec reference;
  reference.precision = Precision::float64;
  const auto cpu = make_cpu_engine()->compile(work, reference);
  ASSERT_TRUE(cpu);
  // float32 against float64 over 30 steps of adam: 1e-5 is what the cpu's float32 keeps, too.
  EXPECT_LT(largest_relative_difference(losses, train(**cpu, work, 10, 3)), 1e-5);
}

TEST_F(CudaTraining, ChunksAndRerunsChangeNoBit) {
  const Work work = middle_work();
  for (const Precision precision : {Precision::float32, Precision::tf32, Precision::bfloat16}) {
    const auto first = compiled(work, precision);
    const auto losses = train(*first, work, 4, 5);
    const auto weights = weights_of(*first, work);
    for (const std::int64_t chunk : {1, 2, 5}) {
      const auto again = compiled(work, precision);
      EXPECT_EQ(train(*again, work, 4, chunk), losses) << chunk;
      EXPECT_EQ(weights_of(*again, work), weights) << chunk;
    }
  }
}

TEST_F(CudaTraining, ResumesWithTheSameBitsFromWeightsMomentsAndSteps) {
  const Work work = middle_work();
  const auto whole = compiled(work);
  train(*whole, work, 3, 5);
  const auto first = compiled(work);
  BatchSums sums;
  train(*first, work, 1, 5);
  first->begin_epoch(1);
  first->run_steps(2, sums);
  const auto second = compiled(work);
  for (std::size_t layer = 0; layer < work.initial_weights.size(); ++layer) {
    std::vector<double> weight(work.initial_weights[layer].weight.size()),
        bias(work.initial_weights[layer].bias.size());
    first->read_layer(layer, weight, bias);
    second->write_layer(layer, weight, bias);
    for (int moment = 0; moment < first->moments(); ++moment) {
      first->read_moment(moment, layer, weight, bias);
      second->write_moment(moment, layer, weight, bias);
    }
  }
  second->set_steps(first->steps());
  EXPECT_EQ(second->steps(), 7);
  second->begin_epoch(1);
  second->skip_steps(2);
  second->run_steps(100, sums);
  second->begin_epoch(2);
  second->run_steps(100, sums);
  EXPECT_EQ(weights_of(*second, work), weights_of(*whole, work));
}

TEST_F(CudaTraining, GoesBackToASnapshot) {
  const Work work = middle_work();
  for (const Precision precision : {Precision::float32, Precision::bfloat16}) {
    const auto executable = compiled(work, precision);
    const auto beginning = executable->snapshot();
    const auto losses = train(*executable, work, 2, 5);
    executable->restore(*beginning);
    EXPECT_EQ(executable->steps(), 0);
    EXPECT_EQ(train(*executable, work, 2, 5), losses);
  }
}

TEST_F(CudaTraining, SeesEveryRowOnceInTheHostsOrder) {
  // One input and one output, batch 1, no training: the sum of the losses in their order tells the rows.
  for (const std::int64_t samples : {50, 70'000}) {
    SampleShape shape;
    shape.features = 1;
    shape.layers = {{1}};
    shape.samples = samples;
    Work work = make_sample_work(shape);
    work.experiment.training.batch_size = samples > 100 ? 35'000 : 1;
    work.frozen = {true};
    const auto executable = compiled(work);
    std::vector<std::int64_t> rows(static_cast<std::size_t>(samples));
    sample_order(work.experiment.training.seed, 1, true, rows);
    executable->begin_epoch(0);
    executable->begin_epoch(1);
    BatchSums sums;
    executable->run_steps(1, sums);
    double targets = 0;
    for (std::int64_t i = 0; i < work.experiment.training.batch_size; ++i)
      targets +=
          static_cast<double>(work.data.train.y[static_cast<std::size_t>(rows[static_cast<std::size_t>(i)])]);
    // Sums in float64 of the same float32 numbers, in another order.
    EXPECT_NEAR(sums.target, targets, 1e-9 * targets) << samples;
  }
}

TEST_F(CudaTraining, NoticesWeightsThatAreNotFinite) {
  const Work work = middle_work();
  const auto executable = compiled(work);
  EXPECT_TRUE(executable->finite());
  std::vector<double> weight(work.initial_weights[1].weight.size()),
      bias(work.initial_weights[1].bias.size());
  executable->read_layer(1, weight, bias);
  weight[5] = std::numeric_limits<double>::infinity();
  executable->write_layer(1, weight, bias);
  EXPECT_FALSE(executable->finite());
}

TEST_F(CudaTraining, ADamagedFileOfChoicesIsSearchedAnew) {
  const Work work = middle_work();
  const auto before = weights_of(*compiled(work), work);
  for (const char* text : {"", "{", "[]", R"({"format": 2})", R"({"format": 1, "devices": 3})",
                           R"({"format": 1, "devices": {"x": {"y": {"us": "z"}}}})"}) {
    std::ofstream(file_) << text;
    EXPECT_EQ(weights_of(*compiled(work), work), before) << text;
    EXPECT_GT(std::filesystem::file_size(file_), 500U) << text;
  }
}

}  // namespace
}  // namespace accelbench
