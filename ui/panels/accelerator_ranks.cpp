// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/accelerator_offers.h"
#include "ui/panels/accelerator_form.h"
#include "ui/panels/accelerator_member.h"
#include "ui/panels/device_checks.h"

// One model over several devices, processes or hosts: the rows of the form that say over which.
namespace accelbench {

namespace {

constexpr int most_ranks_of_a_row = 4096;

bool has_ranks(EngineKind engine) { return engine == EngineKind::cpu || engine == EngineKind::cuda; }
bool has_cluster(EngineKind engine) { return has_ranks(engine) || engine == EngineKind::h2o; }

/// Ranks need hosts, or Slurm that finds them; H2O an address.
bool fits(const ClusterSettings& cluster, EngineKind engine) {
  return engine == EngineKind::h2o ? !cluster.h2o.empty() : cluster.slurm || !cluster.hosts.empty();
}

QString cluster_tip(const ClusterSettings& cluster, EngineKind engine) {
  if (engine == EngineKind::h2o) return QString::fromStdString(cluster.h2o);
  if (cluster.slurm) return AcceleratorForm::tr("hosts that Slurm chooses");
  QStringList hosts;
  for (const ClusterHost& host : cluster.hosts)
    hosts << AcceleratorForm::tr("%1: %n rank(s)", "", static_cast<int>(host.most_ranks))
                 .arg(QString::fromStdString(host.host));
  return hosts.join(u'\n');
}

}  // namespace

/// By number or UUID for any machine; those of this one to tick.
void AcceleratorForm::add_devices() {
  const auto field = accelerator_member(row_, "devices", &AcceleratorSpec::devices);
  add_words(tr("Devices"), field, tr("the first"), where(has_devices));
  auto* checks = new DeviceChecks(this);
  connect(checks, &DeviceChecks::chosen, this, [this, field](const std::vector<std::string>& named) {
    if (can_edit()) edited_.set(field, named, tr("Choose devices"));
  });
  const auto here = [this](const Experiment& e) {
    return numbered_devices(devices_.devices(), std::string(name_of(e.accelerators[row_].engine)));
  };
  auto show = [checks, here, field](const Experiment& e) { checks->show_devices(here(e), field.read(e)); };
  add_row({tr("On this machine"), checks, field.key + QStringLiteral(".checks"), show,
           [here](const Experiment& e) { return !here(e).empty(); }, false});
}

void AcceleratorForm::add_ranks() {
  add_whole(tr("Ranks"), accelerator_member(row_, "ranks", &AcceleratorSpec::ranks), 1, most_ranks_of_a_row,
            where(has_ranks));
  const auto several = [row = row_](const Experiment& e) {
    const AcceleratorSpec& accelerator = e.accelerators[row];
    return has_ranks(accelerator.engine) &&
           (accelerator.ranks > 1 || !accelerator.cluster.empty() || accelerator.devices.size() > 1);
  };
  add_check(tr("Shard optimizer"),
            accelerator_member(row_, "shard_optimizer", &AcceleratorSpec::shard_optimizer), several);
  add_shard_data([several, row = row_](const Experiment& e) {
    return several(e) && e.accelerators[row].engine == EngineKind::cpu;
  });
  add_cluster();
  add_launch();
}

void AcceleratorForm::add_shard_data(const Applies& applies) {
  auto* box = new_choice(this);
  box->addItems({tr("where they are many"), tr("always"), tr("never")});
  const auto field = accelerator_member(row_, "shard_data", &AcceleratorSpec::shard_data);
  connect(box, &QComboBox::activated, this, [this, field](int index) {
    edited_.set(field, index == 0 ? std::nullopt : std::optional(index == 1),
                tr("Choose who holds the rows"));
  });
  auto show = [box, field](const Experiment& e) {
    const auto shard = field.read(e);
    box->setCurrentIndex(!shard ? 0 : *shard ? 1 : 2);
  };
  add_row({tr("Shard rows"), box, field.key, show, applies, false});
}

void AcceleratorForm::add_cluster() {
  auto* box = new_choice(this);
  const auto field = accelerator_member(row_, "cluster", &AcceleratorSpec::cluster);
  connect(box, &QComboBox::activated, this, [this, field, box](int index) {
    edited_.set(field, box->itemData(index).toString().toStdString(), tr("Choose a cluster"));
  });
  auto show = [this, box](const Experiment& e) { show_clusters(*box, e.accelerators[row_]); };
  add_row({tr("Hosts"), box, field.key, show, where(has_cluster), false});
  connect(&settings_, &UserSettings::settings_changed, this, &FieldForm::refresh);
}

/// A name that the settings do not know stays: the experiment may be meant for another machine.
void AcceleratorForm::show_clusters(QComboBox& box, const AcceleratorSpec& accelerator) const {
  box.clear();
  box.addItem(tr("this host"), QString());
  for (const auto& [name, cluster] : settings_.settings().clusters) {
    if (!fits(cluster, accelerator.engine)) continue;
    const QString called = QString::fromStdString(name);
    box.addItem(called, called);
    box.setItemData(box.count() - 1, cluster_tip(cluster, accelerator.engine), Qt::ToolTipRole);
  }
  const QString current = QString::fromStdString(accelerator.cluster);
  if (box.findData(current) < 0) box.addItem(tr("%1 — not in the preferences").arg(current), current);
  box.setCurrentIndex(box.findData(current));
  box.setToolTip(box.itemData(box.currentIndex(), Qt::ToolTipRole).toString());
}

void AcceleratorForm::add_launch() {
  auto* line = new LaunchLine(this);
  auto show = [this, line](const Experiment& e) {
    line->look().ask(e.accelerators[row_], settings_.settings(), devices_.program());
  };
  add_row({tr("Launch"), line, QStringLiteral("accelerators.%1.launch").arg(row_), show,
           [row = row_](const Experiment& e) { return needs_launcher(e.accelerators[row]); }, false});
}

}  // namespace accelbench
