// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/accelerator_colors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <QSettings>
#include <algorithm>
#include <set>

#include "ui/theme/theme.h"

namespace accelbench {

namespace {

constexpr int colors = 8;
const QString group = QStringLiteral("colors");

/// What it is, as a key of the settings.
QString nature_of(const AcceleratorSpec& one) {
  const std::string threads = one.threads ? std::to_string(*one.threads) : "all";
  return QString::fromStdString(
             fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}", name_of(one.engine), name_of(one.precision),
                         threads, fmt::join(one.devices, "+"), one.mode, one.backend, name_of(one.path),
                         name_of(one.determinism), name_of(one.recompute), one.ranks, one.nodes, one.cluster))
      .simplified()
      .replace(u'/', u'_');
}

}  // namespace

AcceleratorColors& AcceleratorColors::shared() {
  static AcceleratorColors colors_of_the_program;
  return colors_of_the_program;
}

void AcceleratorColors::keep_in(const QString& settings_file) {
  file_ = settings_file;
  QSettings settings(file_, QSettings::IniFormat);
  settings.beginGroup(group);
  for (const QString& nature : settings.childKeys())
    if (const int position = settings.value(nature, -1).toInt(); position >= 0 && position < colors)
      bound_[nature] = position;
}

std::vector<QColor> AcceleratorColors::of(const std::vector<AcceleratorSpec>& accelerators) const {
  constexpr int open = -1;
  std::vector<int> positions(accelerators.size(), open);
  std::set<int> taken;
  for (std::size_t i = 0; i < accelerators.size(); ++i) {
    const auto known = accelerators[i].color.empty() ? bound_.find(nature_of(accelerators[i])) : bound_.end();
    if (known != bound_.end() && taken.insert(known->second).second) positions[i] = known->second;
  }
  std::vector<QColor> found;
  for (std::size_t i = 0; i < accelerators.size(); ++i) {
    const QColor own(QString::fromStdString(accelerators[i].color));
    const int place = static_cast<int>(i) % colors;
    if (positions[i] == open && !own.isValid()) {
      positions[i] = place;
      for (int other = 0; taken.contains(positions[i]) && other < colors; ++other) positions[i] = other;
      if (!taken.insert(positions[i]).second) positions[i] = place;  // more accelerators than colours
    }
    found.push_back(own.isValid() ? own : accelerator_color(positions[i]));
  }
  return found;
}

void AcceleratorColors::bind(const std::vector<AcceleratorSpec>& accelerators) {
  if (file_.isEmpty()) return;
  QSettings settings(file_, QSettings::IniFormat);
  settings.beginGroup(group);
  const std::vector<QColor> now = of(accelerators);
  for (std::size_t i = 0; i < accelerators.size(); ++i) {
    if (!accelerators[i].color.empty()) continue;
    for (int position = 0; position < colors; ++position)
      if (accelerator_color(position) == now[i] &&
          bound_.try_emplace(nature_of(accelerators[i]), position).second)
        settings.setValue(nature_of(accelerators[i]), position);
  }
}

Experiment with_colors(Experiment some, const Experiment& whole) {
  const std::vector<QColor> colors_of_all = AcceleratorColors::shared().of(whole.accelerators);
  for (std::size_t i = 0; i < some.accelerators.size(); ++i) {
    AcceleratorSpec& one = some.accelerators[i];
    const auto found = std::ranges::find(whole.accelerators, one.id, &AcceleratorSpec::id);
    if (found == whole.accelerators.end() || !one.color.empty()) continue;
    const QColor& color = colors_of_all[static_cast<std::size_t>(found - whole.accelerators.begin())];
    if (color != accelerator_color(static_cast<int>(i))) one.color = color.name().toStdString();
  }
  return some;
}

}  // namespace accelbench
