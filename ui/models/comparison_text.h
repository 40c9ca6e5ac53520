// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>

#include "ui/session/comparison_board.h"

// A comparison in words.
namespace accelbench {

QString quantity_name(Quantity quantity);  ///< "Throughput"
/// "1.25 M" samples a second, "2.3 s", "0.0821", "12.4 J", "0.0012 USD"; a dash where not measured.
QString quantity_text(Quantity quantity, std::optional<double> value, const std::string& currency = {});
/// What lies above and below 1 in a ratio of this quantity: "faster" or "slower", "higher" or "lower".
QString above_one(Quantity quantity);
QString below_one(Quantity quantity);

QString rounds_text(std::int64_t rounds);     ///< "1 round", "6 rounds"
QString verdict_text(Verdict verdict);        ///< "not separated"
QString interval_text(const PairJudgement&);  ///< "1.42 (1.38–1.46)"; a dash without a ratio

/// What Compare would do with these accelerators before anything is measured, and what it would leave out.
QString before_text(const ComparisonSpec& spec, int accelerators, const QStringList& skipped);
/// "About 26 s to 2 min 12 s: 6 to 30 rounds of 4.4 s", energy and money where known, what is left out.
QStringList forecast_lines(const ComparisonBoard& board);
/// Where it stands, in a few words: "Round 3 of 6–30: CPU float32, 1 thread (2 of 3)".
QString doing_text(const ComparisonBoard& board);
/// When verdicts may change, rounds expected, rounds set aside, or how it ended.
QString standing_text(const ComparisonBoard& board);
/// Share of the rounds that are expected, 0 … 1.
double progress_of(const ComparisonBoard& board);

/// One sentence a pair in the quantity that decides, the best of each variant last.
QStringList verdict_sentences(const ComparisonBoard& board);
/// Those of the other quantities that were measured.
QStringList other_sentences(const ComparisonBoard& board);
/// "the same work (6 checks)", "not comparable: …", "left out: …".
QString certificate_text(const CertificateRecord& certificate);
/// Rounds set aside and what disturbed the others, one a line; empty: nothing did.
QStringList disturbance_lines(const ComparisonBoard& board);
/// What is said of the noise floor; empty: none was measured.
QString floor_text(const ComparisonBoard& board);
/// All of it, for the clipboard.
QString whole_text(const ComparisonBoard& board);

}  // namespace accelbench
