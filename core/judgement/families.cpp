// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/families.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/not_built.h"

namespace accelbench {
namespace {

std::string why_not(const CertificateRecord& certificate) {
  if (!certificate.reason.empty()) return certificate.reason;
  return certificate.status == RunStatus::completed ? "its certificate failed"
                                                    : std::string(name_of(certificate.status));
}

Member member_of(const JudgedRow& row, const CertificateRecord& certificate) {
  if (certificate.status == RunStatus::unavailable)
    return {&row, Standing::not_comparable, status_and_reason("unavailable", why_not(certificate))};
  if (certificate.algorithm != "same") return {&row, Standing::different_algorithm, certificate.algorithm};
  if (!certificate.comparable) return {&row, Standing::not_comparable, why_not(certificate)};
  return {&row, Standing::ranked, {}};
}

std::size_t baseline_of(const Family& family, const std::string& baseline) {
  const auto found = std::ranges::find_if(
      family.members, [&](const Member& member) { return member.row->accelerator == baseline; });
  return found == family.members.end() ? 0 : static_cast<std::size_t>(found - family.members.begin());
}

}  // namespace

double Family::alpha_of_pair() const {
  const auto ranked = std::ranges::count(members, Standing::ranked, &Member::standing);
  return whole_alpha / static_cast<double>(std::max<std::ptrdiff_t>(ranked - 1, 1));
}

std::vector<Family> families_of(const JudgementRequest& request, const ComparisonRecord& facts) {
  std::map<std::string, const CertificateRecord*> certificates;
  for (const CertificateRecord& certificate : facts.certificates)
    certificates[certificate.row] = &certificate;
  std::map<std::size_t, Family> by_variant;
  for (const JudgedRow& row : request.rows)
    if (const auto known = certificates.find(row.row); known != certificates.end())
      by_variant[row.variant].members.push_back(member_of(row, *known->second));
  std::vector<Family> families;
  for (auto& [variant, family] : by_variant) {
    family.variant = variant;
    family.baseline = baseline_of(family, request.comparison.baseline);
    families.push_back(std::move(family));
  }
  return families;
}

}  // namespace accelbench
