// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/accelerator_offers.h"

#include <QCoreApplication>
#include <algorithm>
#include <utility>

namespace accelbench {

namespace {

using Offers = std::vector<AcceleratorOffer>;

QString tr(const char* text) { return QCoreApplication::translate("AcceleratorOffers", text); }

AcceleratorSpec plain(EngineKind engine, const char* id) {
  AcceleratorSpec spec;
  spec.id = id;
  spec.engine = engine;
  return spec;
}

AcceleratorSpec with_mode(AcceleratorSpec spec, const char* mode) {
  spec.mode = mode;
  return spec;
}

AcceleratorSpec with_backend(AcceleratorSpec spec, const char* backend) {
  spec.backend = backend;
  return spec;
}

AcceleratorSpec with_threads(AcceleratorSpec spec, std::optional<std::int64_t> threads) {
  spec.threads = threads;
  return spec;
}

AcceleratorSpec with_precision(AcceleratorSpec spec, Precision precision) {
  spec.precision = precision;
  return spec;
}

Offers processor_offers() {
  const AcceleratorSpec cpu = plain(EngineKind::cpu, "cpu");
  const AcceleratorSpec one = with_threads(cpu, 1);
  return {{tr("CPU, all threads"), cpu},
          {tr("CPU, 1 thread"), one},
          {tr("CPU, 1 thread, float64"), with_precision(one, Precision::float64)}};
}

Offers keras_offers() {
  const auto keras = [](const char* id) { return with_mode(plain(EngineKind::keras, id), "fit"); };
  return {{tr("fit: as Keras is used"), keras("keras")},
          {tr("tuned: compiled, many steps a call"), with_mode(keras("keras-tuned"), "tuned")},
          {tr("fit, on TensorFlow"), with_backend(keras("keras-tensorflow"), "tensorflow")},
          {tr("fit, on PyTorch"), with_backend(keras("keras-torch"), "torch")},
          {tr("fit, on JAX"), with_backend(keras("keras-jax"), "jax")},
          {tr("fit, 1 thread"), with_threads(keras("keras-1-thread"), 1)},
          {tr("fit, bfloat16"), with_precision(keras("keras-bfloat16"), Precision::bfloat16)}};
}

Offers pytorch_offers() {
  const auto torch = [](const char* id, const char* mode) {
    return with_mode(plain(EngineKind::pytorch, id), mode);
  };
  AcceleratorSpec graph = torch("pytorch-graph", "graph");
  graph.devices = {"0"};
  return {{tr("eager: as PyTorch is used"), torch("pytorch", "eager")},
          {tr("compiled: the whole step by torch.compile"), torch("pytorch-compiled", "compiled")},
          {tr("graph: a CUDA graph, on GPU 0"), graph},
          {tr("eager, 1 thread"), with_threads(torch("pytorch-1-thread", "eager"), 1)},
          {tr("eager, bfloat16"), with_precision(torch("pytorch-bfloat16", "eager"), Precision::bfloat16)}};
}

Offers jax_offers() {
  const auto jax = [](const char* id) { return plain(EngineKind::jax, id); };
  return {{tr("one compiled scan an epoch"), jax("jax")},
          {tr("1 thread"), with_threads(jax("jax-1-thread"), 1)},
          {tr("bfloat16"), with_precision(jax("jax-bfloat16"), Precision::bfloat16)}};
}

Offers h2o_offers() {
  const auto h2o = [](const char* id) { return plain(EngineKind::h2o, id); };
  AcceleratorSpec exact = h2o("h2o-exact");
  exact.exact_work = true;
  return {{tr("Deep Learning, all threads"), h2o("h2o")},
          {tr("Deep Learning, 1 thread"), with_threads(h2o("h2o-1-thread"), 1)},
          {tr("exact work: SGD, batch 1, our weights"), exact}};
}

/// "My CPU" → "My CPU, bfloat16": labels that a person chose stay told apart.
AcceleratorOffer variant(AcceleratorSpec spec, const QString& text, const QString& word) {
  const std::string added = word.toStdString();
  if (!spec.label.empty()) spec.label += ", " + added;
  spec.id += "-" + QString(word).replace(u' ', u'-').toStdString();
  spec.color.clear();
  return {text, std::move(spec)};
}

void add_precisions(Offers& offers, const AcceleratorSpec& spec, const DeviceList& devices) {
  const auto has = [&](Precision precision) {
    const bool sensible = precision == Precision::float32 || precision == Precision::bfloat16 ||
                          (precision == Precision::float64 && spec.engine == EngineKind::cpu);
    return sensible && (spec.engine != EngineKind::h2o || precision == Precision::float32) &&
           devices.may_have(std::string(name_of(spec.engine)), std::string(name_of(precision)));
  };
  for (const auto& named : Names<Precision>::table) {
    if (named.value == spec.precision || !has(named.value)) continue;
    const QString word = QString::fromUtf8(named.name);
    offers.push_back(variant(with_precision(spec, named.value), tr("Same with %1").arg(word), word));
  }
}

void add_threads(Offers& offers, const AcceleratorSpec& spec) {
  if (!has_threads(spec.engine)) return;
  if (spec.threads != 1)
    offers.push_back(variant(with_threads(spec, 1), tr("Same with 1 thread"), QStringLiteral("1 thread")));
  if (spec.threads)
    offers.push_back(
        variant(with_threads(spec, {}), tr("Same with all threads"), QStringLiteral("all threads")));
}

void add_words(Offers& offers, const AcceleratorSpec& spec, std::string AcceleratorSpec::*which,
               const QStringList& words, const QString& text) {
  for (const QString& word : words) {
    AcceleratorSpec other = spec;
    other.*which = word.toStdString();
    if (other == spec || ((spec.*which).empty() && word == words.front())) continue;
    if (word == QLatin1String("graph") && spec.devices.empty()) other.devices = {"0"};
    offers.push_back(variant(std::move(other), text.arg(word), word));
  }
}

}  // namespace

QString engine_title(EngineKind engine) {
  switch (engine) {
    case EngineKind::keras:
      return QStringLiteral("Keras");
    case EngineKind::pytorch:
      return QStringLiteral("PyTorch");
    case EngineKind::jax:
      return QStringLiteral("JAX");
    case EngineKind::h2o:
      return QStringLiteral("H2O");
    default:
      return QString::fromUtf8(name_of(engine));
  }
}

std::vector<EngineKind> frameworks() {
  return {EngineKind::keras, EngineKind::pytorch, EngineKind::jax, EngineKind::h2o};
}

bool is_framework(EngineKind engine) { return std::ranges::count(frameworks(), engine) > 0; }

std::vector<AcceleratorOffer> offers_of(EngineKind engine) {
  switch (engine) {
    case EngineKind::cpu:
      return processor_offers();
    case EngineKind::keras:
      return keras_offers();
    case EngineKind::pytorch:
      return pytorch_offers();
    case EngineKind::jax:
      return jax_offers();
    case EngineKind::h2o:
      return h2o_offers();
    default:
      return {{engine_title(engine), plain(engine, std::string(name_of(engine)).c_str())}};
  }
}

std::vector<AcceleratorOffer> variants_of(const AcceleratorSpec& accelerator, const DeviceList& devices) {
  AcceleratorSpec same = accelerator;
  same.color.clear();
  if (!same.label.empty()) same.label += tr(" (copy)").toStdString();
  Offers offers = {{tr("As it is"), std::move(same)}};
  add_precisions(offers, accelerator, devices);
  add_threads(offers, accelerator);
  add_words(offers, accelerator, &AcceleratorSpec::mode, mode_words(accelerator.engine), tr("Same as %1"));
  add_words(offers, accelerator, &AcceleratorSpec::backend, backends_of(accelerator.engine),
            tr("Same on %1"));
  return offers;
}

QStringList mode_words(EngineKind engine) {
  if (engine == EngineKind::keras) return {QStringLiteral("fit"), QStringLiteral("tuned")};
  if (engine == EngineKind::pytorch)
    return {QStringLiteral("eager"), QStringLiteral("compiled"), QStringLiteral("graph")};
  return {};
}

QStringList backends_of(EngineKind engine) {
  if (engine != EngineKind::keras) return {};
  return {QStringLiteral("tensorflow"), QStringLiteral("torch"), QStringLiteral("jax")};
}

bool has_threads(EngineKind engine) { return engine == EngineKind::cpu || is_framework(engine); }

bool has_devices(EngineKind engine) { return engine != EngineKind::cpu && engine != EngineKind::h2o; }

}  // namespace accelbench
