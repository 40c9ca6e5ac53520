// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/recorder_state.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto longest_wait = 2s;  // for room in the queue; a disk that stands still must not stop a training
constexpr auto wait_for_fact = 30s;  // nothing is being measured meanwhile

template <class What>
Result<std::unique_ptr<RecorderState>> begin(const fs::path& file, const What& what, const Machine& machine,
                                             bool force) {
  auto description = description_of(what, machine);
  if (!description) return tl::make_unexpected(description.error());
  auto shared = std::make_shared<const Description>(std::move(*description));
  auto place = RecordingPlace::create(file, shared, force);
  if (!place) return tl::make_unexpected(place.error());
  return std::make_unique<RecorderState>(file, shared, std::move(*place));
}

std::int64_t position_of(const RoundRecord& round, const RoundRun& run) {
  const auto found = std::ranges::find(round.runs, run.run, &RoundRun::run);
  return found - round.runs.begin();
}

}  // namespace

Recorder::Recorder(std::unique_ptr<RecorderState> state) : state_(std::move(state)) {
  state_->thread = std::thread([state = state_.get()] { state->write_until_closed(); });
}

Recorder::~Recorder() { static_cast<void>(close(nullptr)); }

Result<std::unique_ptr<Recorder>> Recorder::create(const fs::path& file, const TrainingRequest& request,
                                                   const Machine& machine, bool force) {
  auto state = begin(file, request, machine, force);
  if (!state) return tl::make_unexpected(state.error());
  return std::unique_ptr<Recorder>(new Recorder(std::move(*state)));
}

Result<std::unique_ptr<Recorder>> Recorder::create(const fs::path& file, const ComparisonStart& start,
                                                   const Machine& machine, bool force) {
  auto state = begin(file, start, machine, force);
  if (!state) return tl::make_unexpected(state.error());
  return std::unique_ptr<Recorder>(new Recorder(std::move(*state)));
}

Result<Recorder::Reopened> Recorder::reopen(const fs::path& file, const Machine& machine) {
  auto reopened = reopen_comparison(file, machine);
  if (!reopened) return tl::make_unexpected(reopened.error());
  return Reopened{std::unique_ptr<Recorder>(new Recorder(std::move(reopened->state))),
                  std::move(reopened->results)};
}

// Whoever is told that a run has ended may rely on finding it, whatever happens to this program next.
void Recorder::on_event(const Event& event) {
  if (std::holds_alternative<RunFinished>(event.what))
    state_->push_and_wait(event, longest_wait);
  else
    state_->push(event, longest_wait);
}

void Recorder::write(const CertificateRecord& certificate) {
  state_->push_and_wait(certificate, wait_for_fact);
}
void Recorder::write(const NoiseFloor& floor) { state_->push_and_wait(floor, wait_for_fact); }
void Recorder::write(const Forecast& forecast) { state_->push_and_wait(forecast, wait_for_fact); }
void Recorder::begin_round(const RoundRecord& round) {
  state_->push_and_wait(RoundBegan{round}, wait_for_fact);
}
void Recorder::end_run(const RoundRecord& round, const RoundRun& run) {
  state_->push_and_wait(RoundRunEnded{round.attempt, position_of(round, run), run}, wait_for_fact);
}
void Recorder::end_round(const RoundRecord& round, const Judgement& judgement) {
  state_->push_and_wait(RoundEnded{round, judgement}, wait_for_fact);
}
void Recorder::end(const ComparisonRecord& facts, const Judgement& judgement,
                   const std::string& fingerprint) {
  state_->push_and_wait(ComparisonEnded{facts.end, facts.end_reason, fingerprint, judgement}, wait_for_fact);
}

std::optional<Error> Recorder::trouble() const {
  const std::lock_guard lock(state_->mutex);
  return state_->trouble;
}

fs::path Recorder::file() const {
  const std::lock_guard lock(state_->mutex);
  return state_->file;
}

Status Recorder::save_elsewhere(const fs::path& file, bool force) {
  return state_->save_elsewhere(file, force);
}

Status Recorder::close(const TrainingOutcome* outcome) {
  state_->close(outcome);
  const auto trouble = this->trouble();
  if (trouble) return tl::make_unexpected(*trouble);
  return {};
}

}  // namespace accelbench
