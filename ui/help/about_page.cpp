// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help/about_page.h"

#include <QEvent>
#include <QFile>
#include <QHBoxLayout>
#include <QShortcut>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/session/diagnostics.h"

namespace accelbench {

namespace {

QString escaped(const std::string& text) { return QString::fromStdString(text).toHtmlEscaped(); }

QString table_row(const QString& name, const QString& value) {
  return QStringLiteral("<tr><td style='padding-right:24px'>%1</td><td>%2</td></tr>").arg(name, value);
}

QString table_of(const QStringList& rows) {
  return QStringLiteral("<table cellpadding='2'>%1</table>").arg(rows.join(QString()));
}

QString machine_table(const Machine& machine) {
  return table_of(
      {table_row(AboutPage::tr("Program"), escaped(machine.program)),
       table_row(AboutPage::tr("System"), escaped(machine.system)),
       table_row(AboutPage::tr("Processor"), escaped(machine.cpu)),
       table_row(AboutPage::tr("Logical processors"), QString::number(machine.cores)),
       table_row(AboutPage::tr("Memory"), bytes_text(static_cast<double>(machine.memory_bytes)))});
}

QString device_table(const DeviceList& devices) {
  QStringList rows;
  if (!devices.problem().isEmpty()) rows << table_row(QStringLiteral("–"), devices.problem().toHtmlEscaped());
  for (const Device& device : devices.devices()) {
    const QString name = escaped(device.name);
    const QString state = device.usable ? name : AboutPage::tr("%1: %2").arg(name, escaped(device.reason));
    rows << table_row(escaped(device.id), state);
  }
  return table_of(rows);
}

QString library_table() {
  QStringList rows;
  for (const LibraryVersion& library : program_libraries())
    rows << QStringLiteral(
                "<tr><td style='padding-right:24px'>%1</td><td "
                "style='padding-right:24px'>%2</td><td>%3</td></tr>")
                .arg(escaped(library.name), escaped(library.version), escaped(library.licence));
  return table_of(rows);
}

QString licence_text() {
  QFile file(QStringLiteral(":/LICENSE"));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

}  // namespace

AboutPage::AboutPage(DeviceList& devices, QWidget* parent)
    : QWidget(parent), devices_(devices), machine_(this_machine()), text_(new QTextBrowser(this)) {
  setObjectName(QStringLiteral("about"));
  setAccessibleName(tr("About Accelbench"));
  text_->setObjectName(QStringLiteral("about_text"));
  text_->setAccessibleName(accessibleName());
  text_->setFrameShape(QFrame::NoFrame);
  text_->document()->setDocumentMargin(16);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(text_, 1);
  column->addWidget(build_buttons());
  auto* leave = new QShortcut(Qt::Key_Escape, this);
  leave->setContext(Qt::WidgetWithChildrenShortcut);
  connect(leave, &QShortcut::activated, this, &AboutPage::close_asked);
  connect(&devices_, &DeviceList::changed, this, &AboutPage::show_facts);
  setFocusProxy(text_);
  show_facts();
}

QWidget* AboutPage::build_buttons() {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  auto* copy = new QPushButton(tr("Copy diagnostics"), row);
  copy->setObjectName(QStringLiteral("about_copy"));
  copy->setToolTip(
      tr("Versions, machine, devices, settings without secrets and the last lines of the log, as text"));
  licence_button_ = new QPushButton(tr("Licence"), row);
  licence_button_->setObjectName(QStringLiteral("about_licence"));
  licence_button_->setCheckable(true);
  auto* close = new QPushButton(tr("Close"), row);
  close->setObjectName(QStringLiteral("about_close"));
  line->addWidget(copy);
  line->addWidget(licence_button_);
  line->addStretch();
  line->addWidget(close);
  connect(copy, &QPushButton::clicked, this, &AboutPage::copy_asked);
  connect(close, &QPushButton::clicked, this, &AboutPage::close_asked);
  connect(licence_button_, &QPushButton::toggled, this,
          [this](bool on) { on ? show_licence() : show_facts(); });
  return row;
}

void AboutPage::show_licence() { text_->setPlainText(licence_text()); }

void AboutPage::show_facts() {
  if (licence_button_ != nullptr && licence_button_->isChecked()) return;
  const auto section = [](const QString& title, const QString& body) {
    return QStringLiteral("<h3>%1</h3>%2").arg(title, body);
  };
  const QString licence = tr(
      "Free software under the GNU General Public License, version 3 or later. It comes with no warranty.");
  text_->setHtml(QStringLiteral("<h2>Accelbench</h2><p>%1</p><p>%2</p>")
                     .arg(tr("Which accelerator should train my model?"), licence) +
                 section(tr("This machine"), machine_table(machine_)) +
                 section(tr("Devices"), device_table(devices_)) +
                 section(tr("Libraries and their licences"), library_table()));
}

/// Text of a theme keeps the colours it was made with.
void AboutPage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  const bool other_look = event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange;
  if (other_look && licence_button_ != nullptr) show_facts();
}

}  // namespace accelbench
