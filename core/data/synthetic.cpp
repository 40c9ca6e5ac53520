// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/base/parallel.h"
#include "core/base/philox.h"
#include "core/base/repeatable_math.h"

namespace accelbench {
namespace {

constexpr std::uint32_t noise_column = 0x80000000;
constexpr std::uint32_t constants_column = 0xC0000000;
constexpr std::int64_t teacher_units = 16;
constexpr std::int64_t most_features = 1 << 24;

std::size_t as_size(std::int64_t i) { return static_cast<std::size_t>(i); }

// The random numbers of one sample (or of one block of constants), by column.
struct Draws {
  std::uint64_t seed;
  std::uint64_t sample;

  std::array<std::uint32_t, 4> words(std::uint32_t column) const {
    return Philox::words(seed, random_stream(RandomUse::data, column), sample);
  }
  /// Uniform in [0, 1), exact in float32.
  double unit(std::int64_t column) const {
    return uniform_float(words(static_cast<std::uint32_t>(column))[0]);
  }
  /// Uniform in [−1, 1), exact in float32.
  double centred(std::int64_t column) const { return 2 * unit(column) - 1; }
  /// Uniform in [0, 1) with 53 bits.
  double fine(std::int64_t column) const {
    const auto drawn = words(static_cast<std::uint32_t>(column));
    return uniform_double(drawn[0], drawn[1]);
  }
  double normal(std::uint32_t column) const { return repeatable::normals(words(column))[0]; }
  double noise(std::int64_t k) const { return normal(noise_column + static_cast<std::uint32_t>(k)); }
};

// One sample being made.
struct Sample {
  const SyntheticData& spec;
  Draws draw;
  std::int64_t number;
  std::span<float> x;
  std::span<float> y;
  std::int32_t* label;

  std::int64_t features() const { return spec.features; }
  std::int64_t classes() const { return spec.classes.value_or(0); }
  /// Classes take turns, so that every part of the data has about as many of each.
  std::int64_t take_turn() const {
    *label = static_cast<std::int32_t>(number % classes());
    return *label;
  }
  void set_x(std::int64_t column, double value) const { x[as_size(column)] = static_cast<float>(value); }
  void add_noise_to_target(std::int64_t target, double value) const {
    y[as_size(target)] =
        static_cast<float>(spec.noise == 0 ? value : value + spec.noise * draw.noise(target));
  }
  double noisy(std::int64_t column, double value) const {
    return spec.noise == 0 ? value : value + spec.noise * draw.noise(column);
  }
};

using Fill = std::function<void(const Sample&)>;

Fill uniform(const SyntheticData&) {
  return [](const Sample& sample) {
    for (std::int64_t c = 0; c < sample.features(); ++c) sample.set_x(c, sample.draw.unit(c));
    if (sample.classes() > 0) {
      const double place = sample.draw.unit(sample.features()) * static_cast<double>(sample.classes());
      *sample.label = static_cast<std::int32_t>(place);
    }
    for (std::size_t t = 0; t < sample.y.size(); ++t) {
      const auto target = static_cast<std::int64_t>(t);
      sample.add_noise_to_target(target, sample.draw.unit(sample.features() + target));
    }
  };
}

// y_t = Σ_h a_th tanh(b_h + √(3 / F) Σ_c w_hc x_c) / √H: every sum has a variance of about 1.
struct Teacher {
  std::int64_t outputs;
  std::vector<double> w, b, a;  // [H, F], [H], [outputs, H]

  explicit Teacher(const SyntheticData& spec) : outputs(spec.classes.value_or(spec.targets)) {
    w = normals(spec.seed, 0, teacher_units * spec.features,
                std::sqrt(3.0 / static_cast<double>(spec.features)));
    b = normals(spec.seed, 1, teacher_units, 1);
    a = normals(spec.seed, 2, outputs * teacher_units, 1 / std::sqrt(static_cast<double>(teacher_units)));
  }

  static std::vector<double> normals(std::uint64_t seed, std::uint32_t block, std::int64_t count,
                                     double scale) {
    std::vector<double> values(as_size(count));
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = scale * Draws{seed, i}.normal(constants_column + block);
    return values;
  }

  std::array<double, teacher_units> hidden(const Sample& sample) const {
    std::array<double, teacher_units> values{};
    for (std::size_t h = 0; h < values.size(); ++h) {
      double sum = b[h];
      for (std::size_t c = 0; c < sample.x.size(); ++c)
        sum += w[h * sample.x.size() + c] * double{sample.x[c]};
      values[h] = repeatable::tanh(sum);
    }
    return values;
  }

  double output(const std::array<double, teacher_units>& values, std::int64_t t) const {
    double sum = 0;
    for (std::size_t h = 0; h < values.size(); ++h) sum += a[as_size(t) * values.size() + h] * values[h];
    return sum;
  }

  void operator()(const Sample& sample) const {
    for (std::int64_t c = 0; c < sample.features(); ++c) sample.set_x(c, sample.draw.centred(c));
    const auto values = hidden(sample);
    double best = -HUGE_VAL;
    for (std::int64_t t = 0; t < outputs; ++t) {
      const double value = output(values, t);
      if (sample.classes() == 0) {
        sample.add_noise_to_target(t, value);
      } else if (const double seen = sample.noisy(t, value); seen > best) {
        best = seen;
        *sample.label = static_cast<std::int32_t>(t);
      }
    }
  }
};

// Friedman, "Multivariate adaptive regression splines", The Annals of Statistics 19 (1991), equation 61.
Fill friedman1(const SyntheticData&) {
  return [](const Sample& sample) {
    for (std::int64_t c = 0; c < sample.features(); ++c) sample.set_x(c, sample.draw.unit(c));
    const auto x = [&](std::size_t column) { return double{sample.x[column]}; };
    const double middle = x(2) - 0.5;
    const double wave = repeatable::of_turns(x(0) * x(1) / 2).sine;
    sample.add_noise_to_target(0, 10 * wave + 20 * middle * middle + 10 * x(3) + 5 * x(4));
  };
}

Fill blobs(const SyntheticData& spec) {
  std::vector<double> centres(as_size(*spec.classes * spec.features));
  for (std::size_t i = 0; i < centres.size(); ++i) {
    centres[i] = 3 * (2 * Draws{spec.seed, i}.fine(std::int64_t{constants_column}) - 1);
  }
  return [centres](const Sample& sample) {
    const std::int64_t k = sample.take_turn();
    for (std::int64_t c = 0; c < sample.features(); ++c) {
      const double value =
          centres[as_size(k * sample.features() + c)] + sample.draw.normal(static_cast<std::uint32_t>(c));
      sample.set_x(c, sample.noisy(c, value));
    }
  };
}

// Features behind the first two tell nothing.
void fill_plane(const Sample& sample, double radius, double turns) {
  const auto [sine, cosine] = repeatable::of_turns(turns);
  sample.set_x(0, sample.noisy(0, radius * cosine));
  sample.set_x(1, sample.noisy(1, radius * sine));
  for (std::int64_t c = 2; c < sample.features(); ++c) sample.set_x(c, sample.draw.centred(c));
}

Fill circles(const SyntheticData&) {
  return [](const Sample& sample) {
    const auto k = static_cast<double>(sample.take_turn());
    fill_plane(sample, (k + 1) / static_cast<double>(sample.classes()), sample.draw.fine(0));
  };
}

Fill spirals(const SyntheticData&) {
  return [](const Sample& sample) {
    const auto k = static_cast<double>(sample.take_turn());
    const double radius = std::sqrt(sample.draw.fine(0));
    fill_plane(sample, radius, 1.5 * radius + k / static_cast<double>(sample.classes()));
  };
}

Fill parity(const SyntheticData&) {
  return [](const Sample& sample) {
    for (std::int64_t c = 0; c < sample.features(); ++c) sample.set_x(c, sample.draw.centred(c));
    *sample.label = (sample.x[0] > 0) != (sample.x[1] > 0) ? 1 : 0;
    for (std::int64_t c = 0; c < 2; ++c) sample.set_x(c, sample.noisy(c, double{sample.x[as_size(c)]}));
  };
}

// What a generator can make and how; adding one is one row.
struct Recipe {
  Generator generator;
  bool regression, classification;
  std::int64_t fewest_features;
  std::int64_t only_targets, only_classes;  // 0: any
  Fill (*fill)(const SyntheticData&);
};

constexpr std::array recipes = {
    Recipe{Generator::uniform, true, true, 1, 0, 0, uniform},
    Recipe{Generator::teacher, true, true, 1, 0, 0,
           [](const SyntheticData& spec) -> Fill { return Teacher(spec); }},
    Recipe{Generator::friedman1, true, false, 5, 1, 0, friedman1},
    Recipe{Generator::blobs, false, true, 1, 0, 0, blobs},
    Recipe{Generator::circles, false, true, 2, 0, 0, circles},
    Recipe{Generator::spirals, false, true, 2, 0, 0, spirals},
    Recipe{Generator::xor_, false, true, 2, 0, 2, parity},
};

const Recipe& recipe_of(Generator generator) {
  return *std::ranges::find(recipes, generator, [](const Recipe& recipe) { return recipe.generator; });
}

Status check_task(const SyntheticData& spec, const Recipe& recipe) {
  const auto name = name_of(spec.generator);
  if (spec.classes && !recipe.classification) {
    return bad_input("data.classes", fmt::format("{} makes targets, not classes", name), "leave classes out");
  }
  if (!spec.classes && !recipe.regression) {
    return bad_input("data.classes", fmt::format("{} makes classes; none found", name), "add classes: 2");
  }
  if (recipe.only_classes != 0 && *spec.classes != recipe.only_classes) {
    return bad_input("data.classes",
                     fmt::format("{} found, {} makes {}", *spec.classes, name, recipe.only_classes),
                     fmt::format("write classes: {}", recipe.only_classes));
  }
  if (!spec.classes && recipe.only_targets != 0 && spec.targets != recipe.only_targets) {
    return bad_input("data.targets",
                     fmt::format("{} found, {} makes {}", spec.targets, name, recipe.only_targets),
                     fmt::format("write targets: {}", recipe.only_targets));
  }
  return {};
}

Status check_range(const char* key, std::int64_t found, std::int64_t fewest, std::int64_t most) {
  if (found >= fewest && found <= most) return {};
  return bad_input(key, fmt::format("{} found, {} to {} expected", found, fewest, most));
}

Status check_sizes(const SyntheticData& spec, const Recipe& recipe) {
  constexpr std::int64_t most_samples = std::int64_t{1} << 48;
  if (auto good = check_range("data.samples", spec.samples, 1, most_samples); !good) return good;
  if (auto good = check_range("data.features", spec.features, recipe.fewest_features, most_features); !good)
    return good;
  if (auto good = check_range("data.targets", spec.targets, 1, most_features); !good) return good;
  if (spec.classes) return check_range("data.classes", *spec.classes, 2, most_features);
  return {};
}

Status check_noise(const SyntheticData& spec) {
  if (!std::isfinite(spec.noise) || spec.noise < 0) {
    return bad_input("data.noise", fmt::format("{} found, a number from 0 on expected", spec.noise));
  }
  if (spec.noise > 0 && spec.classes && spec.generator == Generator::uniform) {
    return bad_input("data.noise", "uniform draws classes at random: there is nothing that noise could blur",
                     "write noise: 0.0");
  }
  return {};
}

/// Rows of the table, whose first is row `begin` of all.
void fill_rows(const SyntheticData& spec, Table& table, const Fill& fill, std::int64_t begin,
               std::int64_t first, std::int64_t last) {
  const auto x = table.x.as<float>();
  const auto y = table.y.as<float>();
  const auto labels = table.labels.as<std::int32_t>();
  for (std::int64_t row = first; row < last; ++row) {
    fill(Sample{spec, Draws{spec.seed, static_cast<std::uint64_t>(begin + row)}, begin + row,
                x.subspan(as_size(row * table.features), as_size(table.features)),
                y.subspan(as_size(row * table.targets), as_size(table.targets)),
                labels.empty() ? nullptr : &labels[as_size(row)]});
  }
}

}  // namespace

Result<DataShape> synthetic_shape(const SyntheticData& spec) {
  const Recipe& recipe = recipe_of(spec.generator);
  if (auto good = check_task(spec, recipe); !good) return tl::make_unexpected(good.error());
  if (auto good = check_sizes(spec, recipe); !good) return tl::make_unexpected(good.error());
  if (auto good = check_noise(spec); !good) return tl::make_unexpected(good.error());
  return DataShape{spec.samples, spec.features, spec.classes ? 0 : spec.targets, spec.classes.value_or(0)};
}

Result<Table> make_synthetic(const SyntheticData& spec, RowRange range) {
  auto shape = synthetic_shape(spec);
  if (!shape) return tl::make_unexpected(shape.error());
  range = range.within(shape->samples);
  shape->samples = range.count;
  auto table = make_table(*shape);
  if (!table) return table;
  const Fill fill = recipe_of(spec.generator).fill(spec);
  parallel_rows(range.count, 4096, [&](std::int64_t first, std::int64_t last) {
    fill_rows(spec, *table, fill, range.first, first, last);
  });
  return table;
}

}  // namespace accelbench
