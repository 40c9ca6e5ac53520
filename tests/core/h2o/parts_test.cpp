// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <csignal>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/h2o/configuration.h"
#include "core/h2o/course.h"
#include "core/h2o/frames.h"
#include "core/h2o/installation.h"
#include "core/h2o/log_tail.h"
#include "core/h2o/rest.h"
#include "core/h2o/scoring_history.h"
#include "core/h2o/server.h"
#include "core/h2o/weights.h"
#include "h2o_samples.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/run/scripted.h"

// The parts of the H2O room that need no server.
namespace accelbench {
namespace {

using namespace h2o;
using Json = nlohmann::ordered_json;
using test::exact_experiment;
using test::exact_row;
using test::h2o_row;
using test::work_of;

TEST(H2oHttp, PercentEncodingKeepsLettersDigitsAndFourSigns) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("$03 %/\xc3\xbc"), "%2403%20%25%2F%C3%BC");
}

TEST(H2oErrors, AreReadFromAllThreeShapes) {
  EXPECT_EQ(error_text({412, "application/json",
                        R"({"msg":"\n\nERROR MESSAGE:\n\nUnknown parameter: optimizer\n\n"})"}),
            "HTTP 412: Unknown parameter: optimizer");
  EXPECT_EQ(error_text({500, "text/html",
                        "<html><body>\n<h2>Error 500</h2>\n<pre>java.lang.OutOfMemoryError</pre>"}),
            "HTTP 500: Error 500 java.lang.OutOfMemoryError");
  EXPECT_EQ(error_text({404, "text/plain", "not here"}), "HTTP 404: not here");
  EXPECT_EQ(error_text({502, "", ""}), "HTTP 502");
}

TEST(H2oErrors, AreCutAndPrintable) {
  const std::string text = error_text({500, "text/plain", std::string(100'000, 'x')});
  EXPECT_LT(text.size(), 500U);
  EXPECT_EQ(error_text({500, "text/plain",
                        "a\xff"
                        "b\x01"
                        "c"}),
            "HTTP 500: a?b c");
}

TEST(H2oJson, NumbersMayBeTexts) {
  EXPECT_EQ(number_of(Json(2.5)), 2.5);
  EXPECT_TRUE(std::isnan(number_of(Json("NaN"))));
  EXPECT_EQ(number_of(Json("-Infinity")), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(number_of(Json("2.5"))));
  EXPECT_TRUE(std::isnan(number_of(Json())));
}

TEST(H2oHistory, Durations) {
  EXPECT_EQ(duration_seconds(" 1.392 sec"), 1.392);
  EXPECT_EQ(duration_seconds(" 1 min  1.914 sec"), 61.914);
  EXPECT_NEAR(duration_seconds(" 1:02:03.456").value(), 3600 + 120 + 3.456, 1e-9);
  EXPECT_NEAR(duration_seconds("2 days 01:00:00.500").value(), 2 * 86'400 + 3600.5, 1e-9);
  for (const char* wrong : {"", "sec", "-1 sec", "1 hour", "nan sec", "1:x", "1e999 sec"})
    EXPECT_FALSE(duration_seconds(wrong)) << wrong;
}

TEST(H2oHistory, Speeds) {
  EXPECT_EQ(samples_per_second("17699 obs/sec"), 17'699);
  EXPECT_EQ(samples_per_second("0.568505 obs/sec"), 0.568505);
  EXPECT_FALSE(samples_per_second("17,699 obs/sec"));
  EXPECT_FALSE(samples_per_second("fast"));
}

/// Two rows as the server writes them, written by hand after its documented shape.
Json small_history() {
  return Json::parse(
      R"({"columns":[{"name":""},{"name":"duration"},{"name":"training_speed"},{"name":"epochs"},
    {"name":"samples"},{"name":"training_rmse"},{"name":"training_deviance"},{"name":"training_mae"},
    {"name":"training_r2"},{"name":"validation_deviance"}],"rowcount":2,"data":[["",""],[" 0.000 sec"," 0.500 sec"],
    [null,"200 obs/sec"],[0,1],[0,80],["NaN",0.5],["NaN",0.25],["NaN",0.4],["NaN","-Infinity"],["NaN",0.36]]})");
}

TEST(H2oHistory, ColumnsAreKnownByName) {
  const auto rows = scoring_rows(small_history(), Loss::mse);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(std::isnan(rows[0].loss));
  EXPECT_EQ(rows[1].epochs, 1);
  EXPECT_EQ(rows[1].samples, 80);
  EXPECT_EQ(rows[1].duration_s, 0.5);
  EXPECT_EQ(rows[1].training_s, 0.4);  // 80 samples at 200 a second; the other 0.1 s went into scoring
  EXPECT_EQ(rows[1].loss, 0.25);
  EXPECT_EQ(rows[1].val_loss, 0.36);
  EXPECT_EQ(rows[1].metrics[static_cast<std::size_t>(Metric::mae)], 0.4);
  EXPECT_TRUE(std::isnan(rows[1].metrics[static_cast<std::size_t>(Metric::accuracy)]));
}

TEST(H2oHistory, ForeignShapesGiveNoRows) {
  for (const char* text :
       {"null", "[]", "{}", "7", R"({"columns":7,"data":8})", R"({"columns":[{"name":"epochs"}],"data":[7]})",
        R"({"columns":[{"name":"epochs"}],"data":[[1,2,3]]})",
        R"({"columns":[{"name":"epochs"},{"name":"samples"},{"name":"duration"}],"data":[[1],["x"],[3]]})"})
    EXPECT_TRUE(scoring_rows(Json::parse(text), Loss::mse).empty()) << text;
}

std::string value_of(const Form& form, const std::string& name) {
  for (const auto& [key, value] : form)
    if (key == name) return value;
  return "(none)";
}

TEST(H2oConfiguration, OfTheSeedExperiment) {
  const Work work = work_of(seed_experiment());
  ASSERT_TRUE(check(work, h2o_row()));
  const Configuration made = configure(work, h2o_row());
  EXPECT_EQ(value_of(made.parameters, "hidden"), "[64,32]");
  EXPECT_EQ(value_of(made.parameters, "activation"), "Rectifier");
  EXPECT_EQ(value_of(made.parameters, "distribution"), "gaussian");
  EXPECT_EQ(value_of(made.parameters, "adaptive_rate"), "true");
  EXPECT_EQ(value_of(made.parameters, "epochs"), "100");
  EXPECT_EQ(value_of(made.parameters, "reproducible"), "true");
  EXPECT_EQ(value_of(made.parameters, "standardize"), "false");
  EXPECT_TRUE(
      made.algorithm.starts_with("ADADELTA in place of adam; an update after each sample, "
                                 "not each 32"))
      << made.algorithm;
}

TEST(H2oConfiguration, MomentumAndPenaltiesInItsOwnUnits) {
  Experiment experiment = exact_experiment();
  experiment.training.optimizer.momentum = 0.75;
  experiment.training.l2 = 0.01;
  const Configuration made = configure(work_of(experiment), h2o_row());
  EXPECT_EQ(value_of(made.parameters, "rate"), "0.04");  // 0.01 / (1 - 0.75)
  EXPECT_EQ(value_of(made.parameters, "momentum_start"), "0.75");
  EXPECT_EQ(value_of(made.parameters, "l2"), "0.02");  // its gradient is l2 w, ours 2 l2 w
  EXPECT_EQ(value_of(made.parameters, "fast_mode"), "false");
}

struct OrderCase {
  std::int64_t samples;  // all of them train
  std::int64_t epochs;
  const char* an_iteration;
  std::int64_t epochs_an_event;
};

TEST(H2oConfiguration, ExactWorkKeepsTheOrder) {
  for (const OrderCase& one :
       {OrderCase{100, 4, "200", 2}, OrderCase{100, 9, "300", 3}, OrderCase{100, 7, "700", 7},
        OrderCase{999, 2, "1998", 2}, OrderCase{1000, 1, "999", 1}, OrderCase{1, 1, "0", 1}}) {
    Experiment experiment = exact_experiment();
    std::get<SyntheticData>(experiment.data.source).samples = one.samples;
    experiment.data.validation_split = 0;
    experiment.training.epochs = one.epochs;
    const Work work = work_of(experiment);
    const auto good = check(work, exact_row());
    EXPECT_TRUE(good) << to_string(good.error());
    const Configuration made = configure(work, exact_row());
    EXPECT_EQ(value_of(made.parameters, "train_samples_per_iteration"), one.an_iteration) << one.samples;
    EXPECT_EQ(made.epochs_per_event, one.epochs_an_event) << one.samples;
    EXPECT_EQ(made.algorithm, "same");
    EXPECT_EQ(made.second_row, one.samples == 1);
  }
}

std::string refused(const Experiment& experiment, const AcceleratorSpec& accelerator) {
  const auto good = check(work_of(experiment), accelerator);
  return good ? "accepted" : to_string(good.error());
}

TEST(H2oConfiguration, RefusesWithTheFix) {
  Experiment experiment = exact_experiment();
  experiment.model.layers[1].activation = Activation::gelu;
  EXPECT_EQ(refused(experiment, h2o_row()),
            "model.layers.1.activation: error: H2O has no gelu; use relu or tanh");
  experiment.model.layers[1].activation = Activation::tanh;
  EXPECT_NE(refused(experiment, h2o_row()).find("tanh behind relu"), std::string::npos);
  experiment = exact_experiment();
  experiment.model.layers = {{1, Activation::linear}};
  EXPECT_NE(refused(experiment, h2o_row()).find("needs a hidden layer"), std::string::npos);
  experiment = exact_experiment();
  std::get<SyntheticData>(experiment.data.source).targets = 3;
  experiment.model.layers.back().units = 3;
  EXPECT_EQ(refused(experiment, h2o_row()),
            "data.targets: error: 3 targets: H2O trains one output; use one target");
  AcceleratorSpec row = h2o_row();
  row.precision = Precision::float64;
  EXPECT_NE(refused(exact_experiment(), row).find("H2O computes in float32"), std::string::npos);
  row = h2o_row();
  row.nodes = 2;
  EXPECT_NE(refused(exact_experiment(), row).find("lets one node work"), std::string::npos);
  row.determinism = Determinism::fast;
  EXPECT_EQ(refused(exact_experiment(), row), "accepted");
}

TEST(H2oConfiguration, ExactWorkRefusesWhatWouldDiffer) {
  const auto with = [](const std::function<void(TrainingSpec&)>& change) {
    Experiment experiment = exact_experiment();
    change(experiment.training);
    EXPECT_EQ(refused(experiment, h2o_row()), "accepted");
    return refused(experiment, exact_row());
  };
  EXPECT_NE(with([](auto& t) { t.optimizer.name = OptimizerKind::adam; }).find("use sgd"), std::string::npos);
  EXPECT_NE(with([](auto& t) { t.batch_size = 32; }).find("use batch_size: 1"), std::string::npos);
  EXPECT_NE(with([](auto& t) { t.shuffle = true; }).find("use shuffle: false"), std::string::npos);
  EXPECT_NE(with([](auto& t) { t.clip_norm = 1.0; }).find("training.clip_norm"), std::string::npos);
  EXPECT_NE(with([](auto& t) { t.l2 = 0.1; }).find("biases"), std::string::npos);
  EXPECT_NE(with([](auto& t) { t.epochs = 1; }).find("use 2 epochs or more"), std::string::npos);
  EXPECT_NE(with([](auto& t) { t.callbacks = {ReduceLrOnPlateau{"loss"}}; }).find("keep target alone"),
            std::string::npos);
}

TEST(H2oFrames, ClassesSortAsNumbersDo) {
  EXPECT_EQ(class_text(3, 10), "c3");
  EXPECT_EQ(class_text(3, 11), "c03");
  EXPECT_LT(class_text(9, 1000), class_text(10, 1000));
}

TEST(H2oFrames, NineDigitsGiveTheSameFloat) {
  for (const float value : {0.1F, 1.0F / 3, 1e-38F, 16'777'217.0F, -3.4028235e38F, 0.0F}) {
    std::string text;
    append_number(text, static_cast<double>(value));
    EXPECT_EQ(static_cast<float>(std::stod(text)), value) << text;
  }
}

TEST(H2oFrames, DownloadedNumbers) {
  EXPECT_EQ(numbers_of_csv("\"C1\",\"C2\"\n1,2.5\n-3e-5,4\n", 2, 2).value(),
            (std::vector<double>{1, 2.5, -3e-5, 4}));
  EXPECT_EQ(numbers_of_csv("\"C1\"\n1\n", 1, 1).value(), std::vector<double>{1});
  for (const char* wrong :
       {"", "\"C1\"\n", "\"C1\"\n1\n2\n", "\"C1\"\nnan\n", "\"C1\"\nx\n", "\"C1\"\n1e999\n"})
    EXPECT_FALSE(numbers_of_csv(wrong, 1, 1)) << wrong;
}

TEST(H2oWeights, OneLogitAndItsTwoOutputs) {
  const LayerWeights logit{2, 1, {0.5F, -2.0F}, {1.0F}};
  const LayerWeights pair = there(logit, true);
  EXPECT_EQ(pair.weight, (std::vector<float>{-0.25F, 1.0F, 0.25F, -1.0F}));
  EXPECT_EQ(pair.bias, (std::vector<float>{-0.5F, 0.5F}));
  const TrainedLayer back = here({2, 2, {-0.25, 1, 0.25, -1}, {-0.5, 0.5}}, true);
  EXPECT_EQ(back.weight, (std::vector<double>{0.5, -2}));
  EXPECT_EQ(back.bias, std::vector<double>{1});
}

TEST(H2oInstallation, Versions) {
  EXPECT_EQ(java_version_in("IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\n"), "17.0.15");
  EXPECT_EQ(java_version_in("openjdk version \"21.0.2\" 2024-01-16\n"), "21.0.2");
  EXPECT_EQ(java_version_in("no Java"), "");
  EXPECT_EQ(java_generation("17.0.15"), 17);
  EXPECT_EQ(java_generation("1.8.0_292"), 8);
  EXPECT_FALSE(java_generation("x"));
}

/// A folder that looks like a Java of this version.
std::filesystem::path make_java(const testing::TemporaryFolder& folder, const std::string& name,
                                const std::string& version) {
  const auto home = folder / name;
  std::filesystem::create_directories(home / "bin");
  folder.file(name + "/release", "JAVA_VERSION=\"" + version + "\"\n");
  const auto program = folder.file(name + "/bin/java", "#!/bin/sh\n");
  chmod(program.c_str(), 0700);
  return home;
}

TEST(H2oInstallation, JavaOfTheSettingsThenOfTheEnvironment) {
  const testing::TemporaryFolder folder;
  const auto old = make_java(folder, "old", "11.0.2");
  const auto good = make_java(folder, "good", "17.0.9");
  const auto better = make_java(folder, "better", "21.0.1");
  Places places;
  places.path = (old / "bin").string() + ":" + (good / "bin").string();
  EXPECT_EQ(find_java(places).value().version, "17.0.9") << "one that is too old is passed over";
  places.java_home = better;
  EXPECT_EQ(find_java(places).value().version, "21.0.1");
  places.java = old;
  EXPECT_EQ(find_java(places).error().message, "is Java 11.0.2; H2O needs 17 or newer");
  places.java = folder / "nowhere";
  EXPECT_NE(find_java(places).error().message.find("settings.yaml names it"), std::string::npos);
}

TEST(H2oInstallation, TheJarOfThePrivateEnvironment) {
  const testing::TemporaryFolder folder;
  Places places;
  places.private_environment = folder / "h2o";
  EXPECT_EQ(find_jar(places).error().fix, "install it with: accelbench-cli engines install h2o");
  const std::string packages = "h2o/lib/python3.11/site-packages/";
  std::filesystem::create_directories(folder / (packages + "h2o/backend/bin"));
  std::filesystem::create_directories(folder / (packages + "h2o-3.46.0.12.dist-info"));
  folder.file(packages + "h2o/backend/bin/h2o.jar", "");
  EXPECT_EQ(find_jar(places).value().version, "3.46.0.12");
}

TEST(H2oServer, ListensOnTheLoopbackAddressWithALogin) {
  const auto arguments = node_arguments({"h2o.jar", "/private", "acc1", 2, std::int64_t{4} << 30, 0, 20'000});
  const auto behind = [&](const std::string& name) {
    const auto found = std::find(arguments.begin(), arguments.end(), name);
    return found == arguments.end() ? "(none)" : *(found + 1);
  };
  EXPECT_EQ(arguments.front(), "-Xmx4096m");
  EXPECT_EQ(behind("-ip"), "127.0.0.1");
  EXPECT_EQ(behind("-web_ip"), "127.0.0.1");
  EXPECT_EQ(behind("-login_conf"), "/private/realm");
  EXPECT_EQ(behind("-file_deny_glob"), "**");
  EXPECT_EQ(behind("-rest_api_ping_timeout"), "60000");
  EXPECT_EQ(behind("-nthreads"), "2");
  EXPECT_NE(std::find(arguments.begin(), arguments.end(), "-disable_net"), arguments.end());
}

TEST(H2oServer, IsReadyWhenAllNodesAgree) {
  const auto reason = [](const char* reply) { return not_ready_because(reply, 2).value_or("ready"); };
  EXPECT_EQ(reason(R"({"cloud_healthy":true,"consensus":true,"cloud_size":2})"), "ready");
  EXPECT_EQ(reason(R"({"cloud_healthy":true,"consensus":true,"cloud_size":1})"), "1 of 2 nodes have joined");
  EXPECT_EQ(reason(R"({"cloud_healthy":true,"consensus":false,"cloud_size":2})"),
            "its nodes do not agree yet");
  EXPECT_EQ(reason(R"({"cloud_healthy":false})"), "it is not healthy");
  EXPECT_EQ(reason("<html>"), "its answer is not JSON");
}

TEST(H2oLog, KeepsTheLastLinesWithoutControlCharacters) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  const LogTail log({reading.get()});
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i) + "\n";
  text += "\n the \x1b[31mlast\n";
  for (std::size_t sent = 0; sent < text.size();)
    sent += static_cast<std::size_t>(write(writing.get(), text.data() + sent, text.size() - sent));
  writing.reset();
  for (int i = 0; i < 200 && log.last_lines(1).find("last") == std::string::npos; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(log.last_lines(2), "line 19999 | the \\x1b[31mlast");
}

TEST(H2oCallbacks, RefusesMonitorsThatAreNotTold) {
  TrainingSpec training = exact_experiment().training;
  training.metrics = {Metric::accuracy};
  training.callbacks = {TargetCallback{"accuracy", {}, 0.9, false}};
  const auto made = callbacks_for(training, false);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "H2O tells no accuracy for this loss");
  training.callbacks = {ReduceLrOnPlateau{"loss"}, TargetCallback{"loss", 0.1, {}, false}};
  EXPECT_EQ(callbacks_for(training, false).value().size(), 1U);
}

}  // namespace
}  // namespace accelbench
