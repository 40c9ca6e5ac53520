// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/verdict_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>
#include <initializer_list>

#include "ui/models/comparison_text.h"
#include "ui/models/scaling_figures.h"
#include "ui/models/verdict_figures.h"
#include "ui/panels/comparison_table.h"

namespace accelbench {

namespace {

/// As high as its rows: the page scrolls, not the table.
void fit_height(QTableView& table) {
  int height = table.horizontalHeader()->sizeHint().height() + 2;
  for (int row = 0; row < table.model()->rowCount(); ++row) height += table.rowHeight(row);
  table.setFixedHeight(height);
}

void fit_columns(QTableView& table) {
  const int room = 2 * table.fontMetrics().averageCharWidth();
  table.resizeColumnsToContents();
  for (int column = 0; column < table.model()->columnCount(); ++column)
    table.setColumnWidth(column, table.columnWidth(column) + room);
}

void show_if_said(QLabel& label, const QString& text) {
  if (label.text() != text) label.setText(text);
  label.setVisible(!text.isEmpty());
}

/// Sentences below each other, each a line of its own.
QString lines(const QStringList& texts) { return texts.join(u'\n'); }

}  // namespace

VerdictPanel::VerdictPanel(const ComparisonBoard& board, const ComparisonBoard& other, QWidget* parent)
    : QStackedWidget(parent),
      board_(board),
      other_(other),
      certificates_model_(board),
      beside_model_(board, other),
      before_(new QLabel(this)),
      scroll_(new QScrollArea(this)) {
  setObjectName(QStringLiteral("verdict"));
  before_->setAlignment(Qt::AlignCenter);
  before_->setForegroundRole(QPalette::PlaceholderText);
  before_->setWordWrap(true);
  before_->setMargin(fontMetrics().height());
  before_->setObjectName(QStringLiteral("verdict_before"));
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setAccessibleName(tr("Verdict"));
  scroll_->setFocusPolicy(Qt::StrongFocus);  // arrow keys and page keys scroll
  scroll_->setWidget(build_content());
  addWidget(before_);
  addWidget(scroll_);
}

QLabel* VerdictPanel::add_text(QVBoxLayout& column, const QString& name, bool faint) {
  auto* label = new QLabel(this);
  label->setObjectName(name);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label->setCursor(Qt::IBeamCursor);
  if (faint) label->setForegroundRole(QPalette::PlaceholderText);
  label->hide();
  column.addWidget(label);
  return label;
}

QLabel* VerdictPanel::add_heading(QVBoxLayout& column, const QString& text) {
  auto* label = new QLabel(text, this);
  QFont bold = font();
  bold.setBold(true);
  label->setFont(bold);
  label->hide();
  column.addWidget(label);
  return label;
}

QWidget* VerdictPanel::build_content() {
  auto* page = new QWidget(this);
  page->setBackgroundRole(QPalette::Base);
  page->setAutoFillBackground(true);
  auto* column = new QVBoxLayout(page);
  const int gap = fontMetrics().height() / 2;
  column->setContentsMargins(gap, gap, gap, gap);
  column->setSpacing(gap);
  column->addWidget(build_head(page));
  standing_ = add_text(*column, QStringLiteral("verdict_standing"), true);
  forecast_ = add_text(*column, QStringLiteral("verdict_forecast"), false);
  sentences_ = add_text(*column, QStringLiteral("verdict_sentences"), false);
  forest_ = new ForestPlot(page);
  dots_ = new DotPlot(page);
  phases_ = new PhaseBars(page);
  forest_->setObjectName(QStringLiteral("forest"));
  dots_->setObjectName(QStringLiteral("rounds"));
  phases_->setObjectName(QStringLiteral("phases"));
  auto* left = new QVBoxLayout;
  left->addWidget(forest_);
  left->addWidget(phases_);
  left->addStretch(1);
  auto* figures = new QHBoxLayout;
  figures->addLayout(left, 3);
  figures->addWidget(dots_, 2);
  column->addLayout(figures);
  column->addLayout(build_scaling(page));
  build_tables(*column);
  column->addStretch(1);
  return page;
}

/// Side by side, and not there without ranks.
QLayout* VerdictPanel::build_scaling(QWidget* page) {
  speed_up_ = new ScalingPlot(page);
  efficiency_ = new ScalingPlot(page);
  speed_up_->setObjectName(QStringLiteral("speed_up"));
  efficiency_->setObjectName(QStringLiteral("efficiency"));
  auto* line = new QHBoxLayout;
  for (ScalingPlot* plot : {speed_up_, efficiency_}) {
    line->addWidget(plot, 1);
    plot->hide();
  }
  return line;
}

void VerdictPanel::build_tables(QVBoxLayout& column) {
  beside_heading_ = add_heading(column, {});
  beside_ = new QTableView(this);
  beside_->setModel(&beside_model_);
  dress_table(*beside_, QStringLiteral("beside"), tr("This comparison beside the recorded one"));
  column.addWidget(beside_);
  others_heading_ = add_heading(column, tr("Other quantities"));
  others_ = add_text(column, QStringLiteral("verdict_others"), false);
  certificates_heading_ = add_heading(column, tr("The same work, proved before the first round"));
  certificates_ = new QTableView(this);
  certificates_->setModel(&certificates_model_);
  dress_table(*certificates_, QStringLiteral("certificates"), tr("Certificates"));
  column.addWidget(certificates_);
  disturbances_heading_ = add_heading(column, tr("What disturbed the rounds"));
  disturbances_ = add_text(column, QStringLiteral("verdict_disturbances"), false);
  floor_ = add_text(column, QStringLiteral("verdict_floor"), true);
  for (QTableView* table : {beside_, certificates_}) {
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->hide();
  }
}

QWidget* VerdictPanel::build_head(QWidget* page) {
  auto* head = new QWidget(page);
  auto* line = new QHBoxLayout(head);
  line->setContentsMargins(0, 0, 0, 0);
  headline_ = new QLabel(head);
  headline_->setObjectName(QStringLiteral("verdict_headline"));
  headline_->setTextFormat(Qt::PlainText);
  headline_->setMinimumWidth(1);
  QFont bold = font();
  bold.setBold(true);
  headline_->setFont(bold);
  quantity_ = new QComboBox(head);
  quantity_->setObjectName(QStringLiteral("verdict_quantity"));
  quantity_->setAccessibleName(tr("Quantity of the figures"));
  auto* label = new QLabel(tr("&Quantity"), head);
  label->setBuddy(quantity_);
  auto button = [&](const QString& text, const QString& tip) {
    auto* made = new QToolButton(head);
    made->setText(text);
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    return made;
  };
  repeat_ = button(tr("Repeat here"), tr("Compare the same accelerators on this machine"));
  repeat_->setObjectName(QStringLiteral("repeat_here"));
  copy_ = button(tr("Copy"), tr("Copy all of it as text"));
  export_ = button(tr("Export…"), tr("Write figures and tables into a folder"));
  line->addWidget(headline_, 1);
  line->addWidget(label);
  line->addWidget(quantity_);
  for (QToolButton* one : {repeat_, copy_, export_}) line->addWidget(one);
  connect(quantity_, &QComboBox::activated, this, &VerdictPanel::show_figures);
  connect(repeat_, &QToolButton::clicked, this, &VerdictPanel::repeat_asked);
  connect(copy_, &QToolButton::clicked, this, &VerdictPanel::copy_text);
  connect(export_, &QToolButton::clicked, this, &VerdictPanel::export_asked);
  return head;
}

void VerdictPanel::set_before(const QString& text) { before_->setText(text); }

void VerdictPanel::copy_text() const { QGuiApplication::clipboard()->setText(whole_text(board_)); }

void VerdictPanel::begin() {
  quantity_->clear();
  setCurrentIndex(board_.empty() ? 0 : 1);
  scroll_->verticalScrollBar()->setValue(0);
  refresh();
}

void VerdictPanel::refresh() {
  if (board_.empty()) return;
  offer_quantities();
  show_head();
  show_texts();
  show_figures();
  show_tables();
}

/// The list stays as it is while the same were measured: somebody may be choosing from it.
void VerdictPanel::offer_quantities() {
  const Quantity chosen = quantity();
  const auto quantities = measured_quantities(board_);
  QList<int> offered, wanted;
  for (int i = 0; i < quantity_->count(); ++i) offered << quantity_->itemData(i).toInt();
  for (const Quantity one : quantities) wanted << static_cast<int>(one);
  if (offered == wanted) return;
  quantity_->clear();
  for (const Quantity one : quantities) quantity_->addItem(quantity_name(one), static_cast<int>(one));
  quantity_->setCurrentIndex(std::max(0, quantity_->findData(static_cast<int>(chosen))));
}

Quantity VerdictPanel::quantity() const {
  const QVariant chosen = quantity_->currentData();
  return chosen.isValid() ? static_cast<Quantity>(chosen.toInt()) : board_.experiment().comparison.quantity;
}

void VerdictPanel::show_head() {
  const QString name = QString::fromStdString(board_.experiment().name);
  QString text = board_.facts().a_a ? tr("Noise floor: %1").arg(name) : name;
  if (board_.recorded())
    text += tr(" · recorded on %1, %2")
                .arg(QString::fromStdString(board_.machine().cpu),
                     QString::fromStdString(board_.created()).left(10));
  headline_->setText(text);
  headline_->setToolTip(text);
  repeat_->setVisible(board_.recorded());
}

void VerdictPanel::show_texts() {
  const QString standing = standing_text(board_);
  show_if_said(*standing_, standing.isEmpty() ? doing_text(board_) : standing);
  const bool ended = board_.recorded() || board_.facts().end != ComparisonEnd::unfinished;
  show_if_said(*forecast_, ended ? QString() : lines(forecast_lines(board_)));
  show_if_said(*sentences_, lines(verdict_sentences(board_)));
  const QString others = lines(other_sentences(board_));
  others_heading_->setVisible(!others.isEmpty());
  show_if_said(*others_, others);
  const QString disturbances = lines(disturbance_lines(board_));
  disturbances_heading_->setVisible(!disturbances.isEmpty());
  show_if_said(*disturbances_, disturbances);
  show_if_said(*floor_, floor_text(board_));
}

void VerdictPanel::show_figures() {
  const Quantity shown = quantity();
  const QString unit = shown == Quantity::throughput ? tr("samples/s") : QString();
  forest_->set_title(quantity_name(shown));
  forest_->set_caption(tr("ratio and interval; coloured only where the whole interval says so"));
  forest_->set_content(forest_of(board_, shown));
  const std::int64_t first = board_.judgement().next_look.value_or(board_.experiment().comparison.rounds.min);
  forest_->set_empty_text(
      forest_->content().rows.empty() ? tr("The first ratios come after round %1.").arg(first) : QString());
  dots_->set_title(tr("%1 of every run").arg(quantity_name(shown)));
  dots_->set_caption(unit.isEmpty() ? tr("hollow: set aside") : tr("%1; hollow: set aside").arg(unit));
  dots_->set_content(dots_of(board_, shown));
  dots_->set_empty_text(dots_->content().series.empty() ? tr("One dot a run, after each round.") : QString());
  phases_->set_title(tr("Phases"));
  phases_->set_caption(tr("median over the rounds; cold start apart"));
  phases_->set_content(phases_of(board_));
  phases_->setVisible(!phases_->content().bars.empty());
  show_scaling();
}

void VerdictPanel::show_scaling() {
  speed_up_->set_title(tr("Speed-up over ranks"));
  speed_up_->set_caption(scaling_caption(board_));
  speed_up_->set_content(speed_up_of(board_));
  efficiency_->set_title(tr("Efficiency over ranks (%)"));
  efficiency_->set_caption(tr("dashed: a prediction; dotted: ideal"));
  efficiency_->set_content(efficiency_of(board_));
  for (ScalingPlot* plot : {speed_up_, efficiency_}) {
    plot->set_empty_text(plot->content().series.empty() ? tr("Points come after each round.") : QString());
    plot->setVisible(!board_.scaling().empty());
  }
}

void VerdictPanel::show_tables() {
  certificates_model_.refresh();
  beside_model_.refresh();
  const bool proved = certificates_model_.rowCount() > 0;
  const bool beside = !other_.empty() && beside_model_.rowCount() > 0;
  certificates_heading_->setVisible(proved);
  certificates_->setVisible(proved);
  beside_heading_->setText(beside_model_.heading());
  beside_heading_->setVisible(beside);
  beside_->setVisible(beside);
  for (QTableView* table : {certificates_, beside_}) {
    fit_columns(*table);
    fit_height(*table);
  }
}

void VerdictPanel::set_provenance(const QString& text) {
  for (Figure* figure : std::initializer_list<Figure*>{forest_, dots_, phases_, speed_up_, efficiency_})
    figure->set_provenance(text);
}

std::vector<VerdictPanel::NamedFigure> VerdictPanel::figures() const {
  std::vector<NamedFigure> all = {{QStringLiteral("verdict"), forest_},
                                  {QStringLiteral("rounds"), dots_},
                                  {QStringLiteral("phases"), phases_}};
  if (board_.scaling().empty()) return all;
  all.push_back({QStringLiteral("speed-up"), speed_up_});
  all.push_back({QStringLiteral("efficiency"), efficiency_});
  return all;
}

}  // namespace accelbench
