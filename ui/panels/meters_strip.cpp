// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/meters_strip.h"

#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/models/format.h"
#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

constexpr int steps_of_bar = 1000;

QString memory_text(const DeviceReading& reading, const Device* device) {
  if (!reading.memory_bytes) return not_measured_text();
  const QString used = bytes_text(static_cast<double>(*reading.memory_bytes));
  if (device == nullptr || !device->memory_bytes) return used;
  return MetersStrip::tr("%1 of %2").arg(used, bytes_text(static_cast<double>(*device->memory_bytes)));
}

QString number_text(const std::optional<double>& value, const QString& unit) {
  return value ? QLocale().toString(*value, 'f', 0) + QChar::Nbsp + unit : QString();
}

}  // namespace

MetersStrip::MetersStrip(LiveMeters& meters, DeviceList& devices, QWidget* parent)
    : QWidget(parent), meters_(meters), devices_(devices), grid_(new QGridLayout) {
  setObjectName(QStringLiteral("meters"));
  setAccessibleName(tr("Devices of this machine, live"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 2, 0, 0);
  column->setSpacing(2);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setVerticalSpacing(2);
  grid_->setColumnStretch(2, 1);
  why_ = new QLabel(this);
  why_->setObjectName(QStringLiteral("meters_why"));
  why_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  refresh_ = new QToolButton(this);
  refresh_->setObjectName(QStringLiteral("meters_refresh"));
  refresh_->setText(tr("Refresh"));
  refresh_->setToolTip(tr("Look for devices again"));
  refresh_->setAccessibleName(refresh_->toolTip());
  auto* foot = new QHBoxLayout;
  foot->addWidget(why_, 1);
  foot->addWidget(refresh_);
  column->addLayout(grid_);
  column->addLayout(foot);
  connect(refresh_, &QToolButton::clicked, &devices_, &DeviceList::refresh);
  connect(&meters_, &LiveMeters::changed, this, &MetersStrip::show_readings);
  connect(&devices_, &DeviceList::changed, this, [this] {
    meters_.set_program(devices_.program());
    meters_.restart();
    show_readings();
  });
  show_readings();
}

void MetersStrip::showEvent(QShowEvent* event) {
  meters_.set_wanted(true);
  QWidget::showEvent(event);
}

void MetersStrip::hideEvent(QHideEvent* event) {
  meters_.set_wanted(false);
  QWidget::hideEvent(event);
}

const Device* MetersStrip::device(const std::string& id) const {
  const auto found = std::ranges::find(devices_.devices(), id, &Device::id);
  return found == devices_.devices().end() ? nullptr : &*found;
}

QStringList MetersStrip::reasons_of(const std::string& id) const {
  QStringList reasons;
  const QString begin = QString::fromStdString(id) + u' ';
  for (const QString& reason : meters_.not_measured())
    if (reason.startsWith(begin)) reasons << reason.mid(begin.size());
  return reasons;
}

MetersStrip::Line MetersStrip::build_line(const std::string& id) {
  Line line;
  const auto row = static_cast<int>(lines_.size());
  const QString name = QString::fromStdString(id);
  line.name = new QLabel(id == "cpu" ? tr("CPU") : name, this);
  line.busy = new QProgressBar(this);
  line.busy->setObjectName(QStringLiteral("meter_") + name);
  line.busy->setRange(0, steps_of_bar);
  line.busy->setTextVisible(false);
  line.busy->setFixedWidth(fontMetrics().averageCharWidth() * 12);
  line.busy->setMaximumHeight(fontMetrics().height() * 2 / 3);
  line.text = new QLabel(this);
  line.text->setObjectName(QStringLiteral("meter_text_") + name);
  line.text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  grid_->addWidget(line.name, row, 0);
  grid_->addWidget(line.busy, row, 1);
  grid_->addWidget(line.text, row, 2);
  return line;
}

MetersStrip::Line& MetersStrip::line_of(const std::string& id) {
  const auto found = lines_.find(id);
  return found != lines_.end() ? found->second : lines_.emplace(id, build_line(id)).first->second;
}

void MetersStrip::fill(Line& line, const DeviceReading& reading) const {
  const Device* known = device(reading.device);
  line.busy->setEnabled(reading.utilization.has_value());
  line.busy->setValue(static_cast<int>(std::lround(reading.utilization.value_or(0) * steps_of_bar)));
  QStringList parts = {share_text(reading.utilization), memory_text(reading, known)};
  for (const QString& part : {number_text(reading.power_w, QStringLiteral("W")),
                              number_text(reading.temperature_c, QStringLiteral("°C"))})
    if (!part.isEmpty()) parts << part;
  if (reading.throttled && !reading.throttled->empty())
    parts << tr("held down: %1").arg(QString::fromStdString(*reading.throttled));
  const QString text = parts.join(QStringLiteral(" · "));
  line.text->setText(text);
  QStringList tip;
  if (known != nullptr) tip << QString::fromStdString(known->name);
  tip << tr("Utilization: %1").arg(QString::fromStdString(reading.utilization_kind))
      << reasons_of(reading.device);
  for (QWidget* part :
       {static_cast<QWidget*>(line.name), static_cast<QWidget*>(line.busy), static_cast<QWidget*>(line.text)})
    part->setToolTip(tip.join(u'\n'));
  line.busy->setAccessibleName(tr("Utilization of %1").arg(line.name->text()));
  line.busy->setAccessibleDescription(text);
}

void MetersStrip::show_readings() {
  for (auto& [id, line] : lines_) {
    const bool there =
        std::ranges::find(meters_.readings(), id, &DeviceReading::device) != meters_.readings().end();
    for (QWidget* part : {static_cast<QWidget*>(line.name), static_cast<QWidget*>(line.busy),
                          static_cast<QWidget*>(line.text)})
      part->setVisible(there);
  }
  for (const DeviceReading& reading : meters_.readings()) fill(line_of(reading.device), reading);
  show_why();
}

/// In a line what is missing; the whole reasons in its tip.
void MetersStrip::show_why() {
  QStringList reasons = meters_.not_measured();
  if (!meters_.problem().isEmpty()) reasons = {tr("No live readings: %1").arg(meters_.problem())};
  style_note(*why_, !meters_.problem().isEmpty());
  why_->setWordWrap(false);
  const QString all = reasons.join(QStringLiteral("; "));
  why_->setText(why_->fontMetrics().elidedText(all, Qt::ElideRight, std::max(why_->width(), 80)));
  why_->setToolTip(reasons.join(u'\n'));
  why_->setAccessibleName(all);
}

}  // namespace accelbench
