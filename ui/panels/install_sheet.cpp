// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/install_sheet.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/accelerator_offers.h"

namespace accelbench {

using State = EngineInstaller::State;

namespace {

QString title_of(const QString& engine) {
  const auto kind = value_named<EngineKind>(engine.toStdString());
  return kind ? engine_title(*kind) : engine;
}

QString size_text(double megabytes) {
  return megabytes >= 1000 ? InstallSheet::tr("%L1 GB").arg(megabytes / 1000, 0, 'f', 1)
                           : InstallSheet::tr("%L1 MB").arg(megabytes, 0, 'f', 0);
}

}  // namespace

InstallSheet::InstallSheet(EngineInstaller& installer, DeviceList& devices, QWidget* parent)
    : QFrame(parent), installer_(installer), devices_(devices) {
  setObjectName(QStringLiteral("install_sheet"));
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::AlternateBase);
  build();
  connect(&installer_, &EngineInstaller::changed, this, &InstallSheet::show_state);
  connect(&installer_, &EngineInstaller::installed, &devices_, &DeviceList::refresh);
  show_state();
}

void InstallSheet::build() {
  text_ = new QLabel(this);
  text_->setObjectName(QStringLiteral("install_text"));
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  bar_ = new QProgressBar(this);
  bar_->setTextVisible(false);
  bar_->setMaximumHeight(fontMetrics().height() / 2);
  bar_->setAccessibleName(tr("Progress of the installation"));
  line_ = new QLabel(this);
  line_->setForegroundRole(QPalette::PlaceholderText);
  line_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  yes_ = new QPushButton(this);
  yes_->setObjectName(QStringLiteral("install_yes"));
  no_ = new QPushButton(this);
  no_->setObjectName(QStringLiteral("install_no"));
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(yes_);
  buttons->addWidget(no_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 6, 8, 6);
  for (QWidget* part :
       {static_cast<QWidget*>(text_), static_cast<QWidget*>(bar_), static_cast<QWidget*>(line_)})
    column->addWidget(part);
  column->addLayout(buttons);
  connect(yes_, &QPushButton::clicked, this, &InstallSheet::say_yes);
  connect(no_, &QPushButton::clicked, this, &InstallSheet::say_no);
}

void InstallSheet::offer(const QString& engine) {
  if (engine == offered_) return;
  offered_ = engine;
  // What ended is no longer about the row that is selected now.
  const bool ended = installer_.state() == State::installed || installer_.state() == State::failed ||
                     installer_.state() == State::asked;
  if (ended && installer_.engine() != engine) return installer_.cancel();
  show_state();
}

void InstallSheet::ask(const QString& engine) { installer_.ask(devices_.program(), engine); }

void InstallSheet::show_state() {
  const QString name = title_of(installer_.engine());
  const bool works = installer_.busy() || installer_.state() == State::asking;
  bar_->setVisible(works);
  line_->setVisible(installer_.state() == State::installing);
  switch (installer_.state()) {
    case State::idle:
      return show_offer();
    case State::asking:
      bar_->setRange(0, 0);
      return show_words(tr("Looking at what %1 needs…").arg(name), {}, tr("Cancel"));
    case State::asked:
      return show_words(question(), tr("Install"), tr("Cancel"));
    case State::installing:
      return show_progress();
    case State::stopping:
      bar_->setRange(0, 0);
      return show_words(tr("Stopping; nothing of %1 is kept…").arg(name), {}, tr("Stop at once"));
    case State::installed:
      return show_words(tr("%1 is installed.").arg(name), {}, tr("Close"));
    case State::failed:
      return show_words(tr("%1 was not installed: %2").arg(name, installer_.problem()), tr("Try again"),
                        tr("Close"));
  }
}

void InstallSheet::show_offer() {
  if (offered_.isEmpty()) return hide();
  show_words(tr("%1 cannot be used on this machine yet.").arg(title_of(offered_)), tr("Install…"), {});
}

void InstallSheet::show_words(const QString& text, const QString& yes, const QString& no) {
  text_->setText(text);
  setAccessibleName(text);
  yes_->setText(yes);
  no_->setText(no);
  yes_->setVisible(!yes.isEmpty());
  no_->setVisible(!no.isEmpty());
  show();
}

void InstallSheet::show_progress() {
  const double all = installer_.offer().download_mb;
  bar_->setRange(0, static_cast<int>(std::max(all, 1.0)));
  bar_->setValue(static_cast<int>(std::min(installer_.begun_mb(), all)));
  line_->setText(line_->fontMetrics().elidedText(installer_.line(), Qt::ElideRight,
                                                 std::max(line_->width(), width() - 24)));
  show_words(tr("Installing %1: %2 of about %3")
                 .arg(title_of(installer_.engine()), size_text(installer_.begun_mb()), size_text(all)),
             {}, tr("Cancel"));
}

QString InstallSheet::question() const {
  const InstallationOffer& offer = installer_.offer();
  return tr("Install %1? About %2 to download, %3 on disk, from the package index that your pip is set to, "
            "into %4")
      .arg(title_of(installer_.engine()), size_text(offer.download_mb), size_text(offer.disk_mb),
           offer.folder);
}

void InstallSheet::say_yes() {
  if (installer_.state() == State::idle) return ask(offered_);
  if (installer_.state() == State::failed) return ask(installer_.engine());
  installer_.install();
}

void InstallSheet::say_no() { installer_.cancel(); }

}  // namespace accelbench
