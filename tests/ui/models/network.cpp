// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>

#include "core/experiment/yaml.h"
#include "ui/models/layers_model.h"
#include "ui/models/model_advice.h"
#include "ui/models/model_presets.h"
#include "ui/models/network_picture.h"

namespace accelbench {

namespace {

Experiment with_layers(std::vector<LayerSpec> layers, Loss loss = Loss::mse) {
  Experiment experiment = seed_experiment();
  experiment.model.layers = std::move(layers);
  experiment.training.loss = loss;
  return experiment;
}

const DataShape ten_to_one{100, 10, 1, 0, 0};
const DataShape three_classes{100, 4, 0, 3, 0};

QStringList keys(const std::vector<ModelAdvice>& advice) {
  QStringList found;
  for (const ModelAdvice& one : advice) found << one.key;
  return found;
}

}  // namespace

/// The picture of a network in numbers, what is said of models, and the networks to begin with.
class Network : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  /// 400 pixels, 4 columns of 100: their middles at 50, 150, 250, 350.
  void columns_lie_side_by_side() {
    const auto picture = lay_out_network(seed_experiment().model.layers, 10, {400, 200}, 15, 6);
    QCOMPARE(picture.columns.size(), std::size_t{4});
    QCOMPARE(picture.columns[0].layer, -1);
    QCOMPARE(picture.columns[0].x, 50.0);
    QCOMPARE(picture.columns[3].x, 350.0);
    QCOMPARE(picture.columns[0].drawn.size(), std::size_t{10});  // all of them
    QVERIFY(!picture.columns[0].gap);
    // Of 64 the first five and the last four, and a gap.
    QCOMPARE(picture.columns[1].drawn, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 60, 61, 62, 63}));
    QVERIFY(picture.columns[1].gap);
    QCOMPARE(picture.columns[1].places.size(), std::size_t{9});
    QCOMPARE(picture.weights(), std::size_t{10 * 9 + 9 * 9 + 9 * 1});
    QCOMPARE(picture.add.size(), std::size_t{3});
    QCOMPARE(picture.column_at({150, 100})->layer, 0);
    QVERIFY(picture.column_at({450, 100}) == nullptr);
  }

  void many_columns_make_the_picture_wider() {
    const std::vector<LayerSpec> layers(19, {64, Activation::relu, 0.0});
    const auto picture = lay_out_network(layers, 10, {400, 200}, 15, 6);
    QCOMPARE(picture.size.width(), 20 * 60.0);  // ten letters of 6 pixels each
    QCOMPARE(lay_out_network(layers, {}, {4000, 200}, 15, 6).size.width(), 4000.0);
  }

  void a_layer_is_dropped_where_it_is_let_go() {
    const auto picture = lay_out_network(seed_experiment().model.layers, 10, {400, 200}, 15, 6);
    QCOMPARE(picture.drop_place(-50), 0);
    QCOMPARE(picture.drop_place(50), 0);  // on the data: before all layers
    QCOMPARE(picture.drop_place(250), 1);
    QCOMPARE(picture.drop_place(900), 2);
  }

  void a_moved_layer_makes_the_others_make_room() {
    ExperimentDocument document;
    LayersModel model(document);
    model.move_layer(0, 2);
    const auto& layers = document.experiment().model.layers;
    QCOMPARE(layers[0].units, 32);
    QCOMPARE(layers[1].units, 1);
    QCOMPARE(layers[2].units, 64);
    document.undo_stack()->undo();
    QVERIFY(document.experiment() == seed_experiment());
  }

  void the_seed_network_needs_no_advice() {
    QVERIFY(model_advice(seed_experiment(), ten_to_one).empty());
    QVERIFY(model_advice(seed_experiment(), {}).empty());
  }

  void each_advice_goes_away_when_it_is_taken_data() {
    QTest::addColumn<Experiment>("experiment");
    QTest::addColumn<bool>("classes");
    QTest::addColumn<QString>("key");
    const auto relu = Activation::relu, linear = Activation::linear, sigmoid = Activation::sigmoid,
               softmax = Activation::softmax;
    const auto add = [](const char* name, const Experiment& experiment, bool classes, const char* key) {
      QTest::newRow(name) << experiment << classes << QString::fromLatin1(key);
    };
    add("width", with_layers({{8, relu, 0}, {2, linear, 0}}), false, "model.layers.1.units");
    add("width of classes", with_layers({{8, relu, 0}, {2, linear, 0}}, Loss::categorical_crossentropy), true,
        "model.layers.1.units");
    add("binary width", with_layers({{2, linear, 0}}, Loss::binary_crossentropy), true,
        "model.layers.0.units");
    add("softmax with mse", with_layers({{8, relu, 0}, {1, softmax, 0}}), false, "model.layers.1.activation");
    add("softmax inside", with_layers({{8, softmax, 0}, {1, linear, 0}}), false, "model.layers.0.activation");
    add("softmax with crossentropy", with_layers({{3, softmax, 0}}, Loss::categorical_crossentropy), true,
        "model.layers.0.activation");
    add("sigmoids", with_layers({{8, sigmoid, 0}, {8, sigmoid, 0}, {8, sigmoid, 0}, {1, linear, 0}}), false,
        "model.layers");
    add("loss of numbers for classes", with_layers({{8, relu, 0}, {1, softmax, 0}}), true, "training.loss");
    add("loss of classes for numbers", with_layers({{3, linear, 0}}, Loss::categorical_crossentropy), false,
        "training.loss");
    add("dropout of answers", with_layers({{1, linear, 0.5}}), false, "model.layers.0.dropout");
  }

  void each_advice_goes_away_when_it_is_taken() {
    QFETCH(Experiment, experiment);
    QFETCH(bool, classes);
    QFETCH(QString, key);
    const DataShape shape = classes ? three_classes : ten_to_one;
    auto advice = model_advice(experiment, shape);
    QVERIFY2(keys(advice).contains(key), qPrintable(keys(advice).join(u' ')));
    for (int steps = 0; !advice.empty() && steps < 5; ++steps) {
      advice.front().apply(experiment);
      advice = model_advice(experiment, shape);
    }
    QVERIFY2(advice.empty(), qPrintable(keys(advice).join(u' ')));
  }

  void two_sigmoids_are_no_chain() {
    const auto sigmoid = Activation::sigmoid;
    QVERIFY(
        model_advice(with_layers({{8, sigmoid, 0}, {8, sigmoid, 0}, {1, Activation::linear, 0}}), ten_to_one)
            .empty());
  }

  /// Whatever the data are: what a preset makes can be trained.
  void presets_make_sound_experiments() {
    for (const ModelPreset& preset : model_presets(ten_to_one)) {
      Experiment experiment = seed_experiment();
      preset.apply(experiment);
      QVERIFY2(check(experiment).empty(), qPrintable(preset.name));
    }
    Experiment table = seed_experiment();
    CsvData csv;
    csv.path = "flowers.csv";
    csv.task = Task::classification;
    table.data.source = csv;
    table.training.loss = Loss::categorical_crossentropy;
    for (const ModelPreset& preset : model_presets(three_classes)) {
      Experiment experiment = table;
      preset.apply(experiment);
      QVERIFY(experiment.data == table.data);  // files stay as they are
      QCOMPARE(experiment.model.layers.back().units, 3);
      QVERIFY2(model_advice(experiment, three_classes).empty(), qPrintable(preset.name));
    }
  }

  void the_image_preset_is_784_128_64_10() {
    Experiment experiment = seed_experiment();
    model_presets(ten_to_one)[1].apply(experiment);
    const auto& data = std::get<SyntheticData>(experiment.data.source);
    QCOMPARE(data.features, 784);
    QCOMPARE(data.classes.value(), 10);
    std::vector<std::int64_t> widths;
    for (const LayerSpec& layer : experiment.model.layers) widths.push_back(layer.units);
    QCOMPARE(widths, (std::vector<std::int64_t>{128, 64, 10}));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Network)
#include "network.moc"
