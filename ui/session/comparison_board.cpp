// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/comparison_board.h"

#include <algorithm>
#include <utility>

#include "core/judgement/scaling.h"
#include "ui/session/recorded_runs.h"

namespace accelbench {

namespace {

/// "cpu@2" of "cpu@2#3" and "cpu@2#0.gradient".
std::string row_of_run(const std::string& run) { return run.substr(0, run.rfind('#')); }

/// A launch of a certificate or a trial, which is never counted.
bool is_counted(const std::string& run) {
  const std::size_t mark = run.rfind('#');
  return mark != std::string::npos && run.find("#0", mark) == std::string::npos;
}

std::shared_ptr<BandSeries> new_band(const RunIdentity& row) {
  auto band = std::make_shared<BandSeries>();
  band->style.label = row.label;
  band->style.color = row.color;
  return band;
}

}  // namespace

void ComparisonBoard::begin(const Experiment& experiment, std::vector<RunIdentity> rows, bool a_a) {
  const std::uint64_t version = version_ + 1;
  *this = ComparisonBoard();
  version_ = version;
  experiment_ = experiment;
  rows_ = std::move(rows);
  judged_ = judgement_request(experiment_);
  facts_.a_a = a_a;
  runs_.begin(rows_, false);
  for (const RunIdentity& row : rows_) {
    loss_bands_.push_back(loss_.emplace_back(new_band(row)));
    throughput_bands_.push_back(throughput_.emplace_back(new_band(row)));
  }
}

void ComparisonBoard::show(const Experiment& experiment, std::vector<RunIdentity> rows,
                           const JudgedResults& judged) {
  const Results& results = judged.results;
  begin(experiment, std::move(rows), results.comparison->a_a);
  recorded_ = true;
  facts_ = *results.comparison;
  judgement_ = *judged.judgement;
  scaling_ = judged.scaling;
  if (!results.forecasts.empty()) forecast_ = results.forecasts.back();
  machine_ = results.machine;
  fingerprint_ = results.fingerprint;
  created_ = results.created;
  take_curves(results);
}

std::vector<RunBoard::Message> ComparisonBoard::apply(std::vector<ComparisonNews> news) {
  std::vector<RunBoard::Message> messages;
  for (ComparisonNews& one : news) {
    if (auto* event = std::get_if<Event>(&one)) take(std::move(*event), messages);
    if (auto* certificate = std::get_if<CertificateRecord>(&one)) take(std::move(*certificate));
    if (auto* forecast = std::get_if<Forecast>(&one)) {
      forecast_ = std::move(*forecast);
      ++version_;
    }
    if (auto* floor = std::get_if<NoiseFloor>(&one)) facts_.floor = std::move(*floor);
    if (std::get_if<RoundBegan>(&one) != nullptr) of_round_.clear(), pending_.clear();
    if (auto* ended = std::get_if<RunEnded>(&one)) take(std::move(*ended));
    if (auto* ended = std::get_if<RoundEnded>(&one)) take(std::move(*ended));
    if (auto* progress = std::get_if<ComparisonProgress>(&one)) progress_ = std::move(*progress);
  }
  return messages;
}

void ComparisonBoard::take(Event event, std::vector<RunBoard::Message>& messages) {
  if (const auto* said = std::get_if<MessageEvent>(&event.what)) {
    messages.push_back({event.run.empty() ? QString() : label(row_of_run(event.run)),
                        QString::fromStdString(said->level), QString::fromStdString(said->text)});
    return;
  }
  if (!is_counted(event.run)) return;
  event.run = row_of_run(event.run);
  pending_.push_back(std::move(event));
}

/// A comparison that is gone on with may prove again what it knew.
void ComparisonBoard::take(CertificateRecord certificate) {
  const auto known = std::ranges::find(facts_.certificates, certificate.row, &CertificateRecord::row);
  if (known == facts_.certificates.end())
    facts_.certificates.push_back(std::move(certificate));
  else
    *known = std::move(certificate);
  ++version_;
}

void ComparisonBoard::take(RunEnded news) {
  runs_.restart(news.run.row);
  runs_.apply(std::exchange(pending_, {}));
  keep_curves(news.run.row);
  ++version_;
}

void ComparisonBoard::keep_curves(const std::string& row) {
  const auto found =
      std::ranges::find_if(runs_.rows(), [&](const RunRow& one) { return one.identity.id == row; });
  if (found != runs_.rows().end()) of_round_.push_back({row, *found->loss, *found->throughput});
}

void ComparisonBoard::take(RoundEnded news) {
  if (news.round.finished && !news.round.set_aside) widen_bands(of_round_);
  of_round_.clear();
  facts_.rounds.push_back(std::move(news.round));
  judgement_ = std::move(news.judgement);
  scaling_ = scaling_studies(experiment_, facts_);
  ++version_;
}

void ComparisonBoard::widen_bands(const std::vector<Curves>& curves) {
  for (const Curves& one : curves) {
    const auto place = static_cast<std::size_t>(position(one.row));
    if (place >= loss_.size()) continue;
    loss_[place]->widen(one.loss);
    throughput_[place]->widen(one.throughput);
  }
}

/// The curves of a file: each row's last run that counts, and bands over all of them.
void ComparisonBoard::take_curves(const Results& results) {
  for (const RoundRecord& round : facts_.rounds) {
    if (!round.finished || round.set_aside) continue;
    for (const RoundRun& run : round.runs) {
      const auto record = std::ranges::find(results.runs, run.run, &RunRecord::run);
      if (record == results.runs.end()) continue;
      runs_.restart(run.row);
      runs_.apply(events_of(*record, run.row));
      keep_curves(run.row);
    }
    widen_bands(std::exchange(of_round_, {}));
  }
}

void ComparisonBoard::finish(const ComparisonOutcome& outcome) {
  facts_ = outcome.facts;
  judgement_ = outcome.judgement;
  machine_ = outcome.machine;
  fingerprint_ = outcome.fingerprint;
  if (progress_) progress_->stage = ComparisonProgress::Stage::ended;
  ++version_;
}

const RunIdentity* ComparisonBoard::row(const std::string& id) const {
  const auto found = std::ranges::find(rows_, id, &RunIdentity::id);
  return found == rows_.end() ? nullptr : &*found;
}

QString ComparisonBoard::label(const std::string& id) const {
  const RunIdentity* found = row(id);
  return found != nullptr ? found->label : QString::fromStdString(id);
}

QString ComparisonBoard::name(const std::string& id) const {
  const JudgedRow* one = judged(id);
  return QString::fromStdString(one != nullptr && !one->name.empty() ? one->name : id);
}

int ComparisonBoard::position(const std::string& id) const {
  return static_cast<int>(std::ranges::find(rows_, id, &RunIdentity::id) - rows_.begin());
}

const CertificateRecord* ComparisonBoard::certificate(const std::string& row) const {
  const auto found = std::ranges::find(facts_.certificates, row, &CertificateRecord::row);
  return found == facts_.certificates.end() ? nullptr : &*found;
}

const PairJudgement* ComparisonBoard::pair(const std::string& row, Quantity quantity) const {
  const auto found = std::ranges::find_if(judgement_.pairs, [&](const PairJudgement& pair) {
    return pair.a == row && pair.quantity == quantity && is_baseline(pair.b);
  });
  return found == judgement_.pairs.end() ? nullptr : &*found;
}

const QuantityFigure* ComparisonBoard::figure(const std::string& row, Quantity quantity) const {
  const auto figures = std::ranges::find(judgement_.rows, row, &RowFigures::row);
  if (figures == judgement_.rows.end()) return nullptr;
  const auto found = std::ranges::find(figures->figures, quantity, &QuantityFigure::quantity);
  return found == figures->figures.end() ? nullptr : &*found;
}

bool ComparisonBoard::is_baseline(const std::string& row) const {
  const JudgedRow* one = judged(row);
  if (one == nullptr || judged_.rows.empty()) return false;
  const std::string& named = judged_.comparison.baseline;
  return one->accelerator == (named.empty() ? judged_.rows.front().accelerator : named);
}

const JudgedRow* ComparisonBoard::judged(const std::string& row) const {
  const auto found = std::ranges::find(judged_.rows, row, &JudgedRow::row);
  return found == judged_.rows.end() ? nullptr : &*found;
}

}  // namespace accelbench
