// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/svg/style.h"

#include <fmt/format.h>

namespace accelbench::svg {
namespace {

constexpr const char* fixed_rules =
    ".plot{font-family:system-ui,-apple-system,'Segoe UI','Noto Sans','DejaVu Sans','Noto Sans CJK SC',"
    "sans-serif;font-size:12px}\n"
    ".plot .title{font-size:14px;font-weight:600}\n"
    ".plot .band{fill:currentColor;fill-opacity:.16;stroke:none}\n"
    ".plot .raw{fill:none;stroke:currentColor;stroke-opacity:.28;stroke-width:.8}\n"
    ".plot .curve{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linejoin:round}\n"
    ".plot .mark{fill:currentColor;stroke:none}\n"
    ".plot .hollow{fill:none;stroke:currentColor;stroke-width:1.4}\n"
    ".plot .whisker{stroke:currentColor;stroke-width:2;fill:none}\n"
    ".plot .foreseen{stroke-dasharray:5 4;stroke-width:1.4}\n"
    ".plot .ideal{fill:none;stroke-width:1;stroke-dasharray:1 3}\n"
    ".plot .one{stroke-width:1.2;stroke-dasharray:5 3}\n"
    // Paul Tol's "light" scheme: pale areas that dark text can be read on, told apart by colour-blind eyes.
    ".plot .p0{fill:#77aadd}.plot .p1{fill:#99ddff}.plot .p2{fill:#eedd88}.plot .p3{fill:#44bb99}\n"
    ".plot .p4{fill:#ee8866}.plot .p5{fill:#ffaabb}.plot .p6{fill:#dddddd}.plot .p7{fill:#bbcc33}"
    ".plot .p8{fill:#aaaa00}\n"
    ".plot .on-part{fill:#1b1f24}\n";

struct Shades {
  const char* paper;
  const char* ink;
  const char* faint;
  const char* line;
  const char* unsure;
  const char* floor;
};
constexpr Shades light = {"#ffffff", "#1b1f24", "#5b6470", "#e3e6ea", "#79818c", "#e9ebee"};
constexpr Shades dark = {"#16181b", "#e6e8eb", "#9ba3ae", "#2d3238", "#8b939e", "#2a2e34"};

std::string rules_of(const Shades& shades) {
  return fmt::format(
      ".plot .paper{{fill:{0}}}.plot text{{fill:{1}}}.plot .faint{{fill:{2}}}\n"
      ".plot .grid{{stroke:{3};stroke-width:1}}.plot .axis{{stroke:{2};stroke-width:1}}\n"
      ".plot .one{{stroke:{1}}}.plot .ideal{{stroke:{2}}}.plot .unsure{{color:{4}}}.plot .floor{{fill:{5}}}\n"
      ".plot .rim{{fill:currentColor;stroke:{0};stroke-width:1}}\n",
      shades.paper, shades.ink, shades.faint, shades.line, shades.unsure, shades.floor);
}

std::string colors_on(Rgb paper, const std::vector<Rgb>& accelerators) {
  std::string rules;
  for (std::size_t i = 0; i < accelerators.size(); ++i)
    rules += fmt::format(".k{}{{color:{}}}", i, hex_color(readable_on(paper, accelerators[i], 3)));
  return rules + "\n";
}

}  // namespace

// Text within parts of bars stays dark in both themes: its rule comes last and is as specific as the others.
std::string stylesheet(const std::vector<Rgb>& accelerators) {
  return rules_of(light) + colors_on(light_paper, accelerators) +
         "@media screen and (prefers-color-scheme:dark){\n" + rules_of(dark) +
         colors_on(dark_paper, accelerators) + "}\n" + fixed_rules;
}

}  // namespace accelbench::svg
