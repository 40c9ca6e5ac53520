// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/drop_sheet.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/panels/data_preview.h"
#include "ui/panels/field_form.h"

namespace accelbench {

namespace {

QString names_of(const std::vector<std::filesystem::path>& files) {
  QStringList names;
  for (const auto& file : files) names << QString::fromStdString(file.filename().string());
  return names.join(QStringLiteral(", "));
}

QString source_text(const DroppedData& data) {
  for (const auto& named : Names<DataSource>::table)
    if (named.value == data.spec.kind()) return QString::fromUtf8(named.meaning);
  return {};
}

QString size_text(const Preview& preview) {
  const QString samples = count_text(preview.samples.value_or(preview.samples_about));
  const QString about = preview.samples ? samples : DropSheet::tr("about %1").arg(samples);
  return DropSheet::tr("%1 samples of %2 features").arg(about, count_text(preview.features));
}

}  // namespace

DropSheet::DropSheet(DataDrop& drop, QWidget* parent)
    : QFrame(parent),
      drop_(drop),
      title_(new QLabel(this)),
      facts_(new QLabel(this)),
      text_(new QLabel(this)),
      rows_(new QTableView(this)) {
  setObjectName(QStringLiteral("drop_sheet"));
  setAccessibleName(tr("Files offered as data"));
  setFrameShape(QFrame::StyledPanel);
  QFont bold = font();
  bold.setBold(true);
  title_->setFont(bold);
  title_->setWordWrap(true);
  title_->setObjectName(QStringLiteral("drop_title"));
  facts_->setObjectName(QStringLiteral("drop_facts"));
  text_->setObjectName(QStringLiteral("drop_text"));
  style_note(*facts_, false);
  style_note(*text_, true);
  set_up_preview_table(*rows_, model_);
  rows_->setFixedHeight(rows_->minimumHeight());
  rows_->setObjectName(QStringLiteral("drop_rows"));
  rows_->setAccessibleName(tr("First rows as they will be read"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 8);
  column->addWidget(title_);
  column->addWidget(rows_);
  column->addWidget(text_);
  column->addWidget(facts_);
  auto* line = new QHBoxLayout;
  use_ = add_button(tr("Use"), "drop_use", line);
  copy_ = add_button(tr("Copy here"), "drop_copy", line);
  trust_ = add_button(tr("Trust folder"), "drop_trust", line);
  line->addStretch();
  cancel_ = add_button(tr("Cancel"), "drop_cancel", line);
  column->addLayout(line);
  connect(use_, &QPushButton::clicked, &drop_, &DataDrop::take);
  connect(trust_, &QPushButton::clicked, &drop_, &DataDrop::take);
  connect(copy_, &QPushButton::clicked, &drop_, &DataDrop::copy_and_take);
  connect(cancel_, &QPushButton::clicked, &drop_, &DataDrop::dismiss);
  connect(&drop_, &DataDrop::changed, this, &DropSheet::show_state);
  show_state();
}

QPushButton* DropSheet::add_button(const QString& text, const char* name, QLayout* line) {
  auto* button = new QPushButton(text, this);
  button->setObjectName(QLatin1String(name));
  line->addWidget(button);
  return button;
}

void DropSheet::show_text(const QString& facts, const QString& problems) {
  facts_->setText(facts);
  facts_->setVisible(!facts.isEmpty());
  text_->setPalette({});  // of another theme
  style_note(*text_, true);
  text_->setText(problems);
  text_->setVisible(!problems.isEmpty());
}

void DropSheet::show_state() {
  using State = DataDrop::State;
  const State state = drop_.state();
  setVisible(state != State::nothing);
  const bool has_rows = state == State::found || state == State::copying;
  rows_->setVisible(has_rows);
  for (QPushButton* button : {use_, copy_, trust_}) button->setVisible(false);
  if (state == State::reading) title_->setText(tr("Reading…")), show_text({}, {});
  if (state == State::refused) {
    title_->setText(tr("Not taken as data"));
    show_text({}, QString::fromStdString(to_string(drop_.error())));
  }
  if (has_rows) show_found();
  if (state == State::copying) show_text(tr("Copying to %1…").arg(drop_.folder()), {});
}

void DropSheet::show_found() {
  const DroppedData& found = drop_.found();
  model_.show(found.preview);
  title_->setText(names_of(found.files));
  QStringList lines{tr("Read as: %1; %2.").arg(source_text(found), size_text(*found.preview))};
  const auto& problems = found.preview->problems;
  QStringList wrong;
  for (const Error& problem : problems) wrong << QString::fromStdString(to_string(problem));
  const bool inside = drop_.lies_inside();
  if (!inside)
    lines
        << tr("The files lie outside the experiment's folder. Copy them to %1, or trust their folder in this "
              "window until it is closed; Preferences can trust it for good, on the command line, too.")
               .arg(drop_.folder());
  show_text(lines.join(u'\n'), wrong.join(u'\n'));
  const bool ready = drop_.state() == DataDrop::State::found;
  use_->setVisible(ready && inside);
  copy_->setVisible(ready && !inside);
  trust_->setVisible(ready && !inside);
  if (!ready) return;
  (inside ? use_ : copy_)->setFocus();
}

}  // namespace accelbench
