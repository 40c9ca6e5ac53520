// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/report_page_style.h"

#include <cstdint>

namespace accelbench {
namespace {

constexpr const char* style_text =
    ":root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--faint:#5b6470;--line:#dde1e6;--tint:#f5f6f8;"
    "--sure:#0b5cad}\n"
    "@media screen and (prefers-color-scheme:dark){:root{--paper:#16181b;--ink:#e6e8eb;--faint:#9ba3ae;"
    "--line:#33383f;--tint:#1e2125;--sure:#6cb2f0}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:60rem;background:var(--paper);color:var(--ink);"
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI','Noto Sans','DejaVu Sans','Noto Sans CJK "
    "SC',sans-serif}\n"
    "h1{font-size:1.7rem;line-height:1.25;margin:0 0 1rem;overflow-wrap:anywhere}\n"
    "h2{font-size:1.15rem;margin:2.4rem 0 .6rem}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1.2rem;margin:0;font-size:.875rem}\n"
    "dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}\n"
    ".verdict{font-size:1.25rem;line-height:1.4;margin:.35rem 0;overflow-wrap:anywhere}\n"
    ".said{margin:.4rem 0;overflow-wrap:anywhere}\n"
    ".wide{overflow-x:auto;margin:.5rem 0}\n"
    "table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.32rem 1.1rem .32rem 0;text-align:left;vertical-align:baseline;white-space:nowrap;"
    "border-bottom:1px solid var(--line)}\n"
    "thead th{color:var(--faint);font-weight:500}tbody th{font-weight:500}\n"
    ".number{text-align:right}.sure{font-weight:600;color:var(--sure)}\n"
    "td,tbody th{max-width:34rem;overflow:hidden;text-overflow:ellipsis}\n"
    ".swatch{display:inline-block;width:.65em;height:.65em;border-radius:50%;background:currentColor;"
    "margin-right:.5em}\n"
    ".notes{color:var(--faint);font-size:.875rem;padding-left:1.1rem;margin:.5rem 0;overflow-wrap:anywhere}\n"
    "figure{margin:1.2rem -.9rem;overflow-x:auto}figure svg{display:block;width:100%;height:auto;min-width:34rem}\n"
    "details{margin:1rem 0;border-top:1px solid var(--line);padding-top:.7rem}\n"
    "summary{cursor:pointer;font-weight:600}\n"
    "pre{background:var(--tint);padding:1rem;overflow-x:auto;font-size:.8125rem;line-height:1.45;border-"
    "radius:6px}\n"
    "code{background:var(--tint);padding:.1em "
    ".35em;border-radius:4px;font-size:.875em;overflow-wrap:anywhere}\n"
    "@media print{body{max-width:none;padding:0;font-size:11pt}section,figure,tr{break-inside:avoid}"
    ".wide{overflow:visible}figure svg{min-width:0}}\n";

std::uint32_t digit_of(char c) {
  return static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

}  // namespace

std::string page_style() { return style_text; }

// Three digits are two characters of base64; what is missing of the last three bytes is padded.
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < hex.size(); at += 3) {
    std::uint32_t bits = 0;
    for (std::size_t i = at; i < at + 3; ++i) bits = (bits << 4) | (i < hex.size() ? digit_of(hex[i]) : 0);
    text += alphabet[bits >> 6];
    if (at + 1 < hex.size()) text += alphabet[bits & 63];
  }
  while (text.size() % 4 != 0) text += '=';
  return text;
}

}  // namespace accelbench
