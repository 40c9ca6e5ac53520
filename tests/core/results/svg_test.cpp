// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <regex>

#include "core/results/svg/markup.h"
#include "core/results/svg/palette.h"
#include "core/results/svg/plots.h"
#include "core/results/svg/ticks.h"

namespace accelbench::svg {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

std::string labels(const std::vector<Tick>& ticks) {
  std::string all;
  for (const Tick& tick : ticks) all += (all.empty() ? "" : " ") + tick.label;
  return all;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// The numbers of an attribute of the first element that has this class.
double attribute(const std::string& picture, const std::string& style, const std::string& name) {
  const std::regex element("<[^>]*class=\"" + style + "\"[^>]*>");
  std::smatch found;
  if (!std::regex_search(picture, found, element)) return no_number;
  const std::string text = found.str();
  const std::regex value(" " + name + "=\"([-0-9.]+)\"");
  std::smatch number;
  return std::regex_search(text, number, value) ? std::stod(number[1]) : no_number;
}

/// Every element that is opened is closed, in order: what a reader of XML asks for first.
bool is_balanced(const std::string& picture) {
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-z]+)[^>]*>");
  for (auto at = std::sregex_iterator(picture.begin(), picture.end(), tag); at != std::sregex_iterator();
       ++at) {
    if ((*at)[1].length() == 0) {
      open.push_back((*at)[2]);
    } else {
      if (open.empty() || open.back() != (*at)[2]) return false;
      open.pop_back();
    }
  }
  return open.empty();
}

Curve curve(const std::string& name) {
  return {name, 0, {{1, 4}, {2, 2}, {3, 1}}, {{1, 3}, {2, 1.5}, {3, 0.5}}, {{1, 5}, {2, 3}, {3, 2}}, {}};
}

TEST(SvgTicks, LieAtRoundValues) {
  EXPECT_EQ(labels(linear_ticks({0, 1}, 5)), "0 0.2 0.4 0.6 0.8 1.0");
  EXPECT_EQ(labels(linear_ticks({0, 1'400'000}, 3)), "0 0.5M 1.0M");
  EXPECT_EQ(labels(linear_ticks({0, 0.0004}, 2)), "0 2e-4 4e-4");
  EXPECT_EQ(labels(logarithmic_ticks({std::log10(0.09), std::log10(1.1)}, 5)), "0.1 0.2 0.5 1");
  EXPECT_EQ(labels(logarithmic_ticks({-7, 0}, 4)), "1e-6 0.0001 0.01 1");
  EXPECT_TRUE(logarithmic_ticks({-infinite, 3}, 4).empty());
  EXPECT_LE(logarithmic_ticks({-1e9, 1e9}, 6).size(), 7U);
  EXPECT_EQ(short_number(1'369'000), "1.369M");
  EXPECT_EQ(short_number(-infinite), "−∞");
}

TEST(SvgPalette, KeepsColoursReadableOnBothPapers) {
  EXPECT_EQ(hex_color(accelerator_color(0)), "#0072b2");
  EXPECT_EQ(accelerator_color(8), accelerator_color(0));
  EXPECT_NEAR(contrast(0x000000, 0xFFFFFF), 21, 1e-9);  // WCAG 2.1
  for (int position = 0; position < 8; ++position)
    for (const Rgb paper : {light_paper, dark_paper})
      EXPECT_GE(contrast(readable_on(paper, accelerator_color(position), 3), paper), 3) << position;
  EXPECT_EQ(color_named("#1234ab", 7), 0x1234ABU);
  for (const char* wrong : {"", "#12345", "#12345g", "red", "#+12345", "#1234567"})
    EXPECT_EQ(color_named(wrong, 7), 7U);
}

TEST(SvgMarkup, NoTextBecomesMarkup) {
  EXPECT_EQ(escaped("<b a=\"1\" c='2'>&\x01\x1b"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;??");
  EXPECT_EQ(escaped("比较 ×"), "比较 ×");
  EXPECT_EQ(escaped("\xff<\xc3"), "?&lt;?");
  EXPECT_EQ(Markup("text").with("x", 1.5).with("class", "a\"b").text("<").str(),
            "<text x=\"1.5\" class=\"a&quot;b\">&lt;</text>");
  EXPECT_EQ(coordinate(no_number), "0");
  EXPECT_EQ(coordinate(-0.001), "0");
  EXPECT_EQ(coordinate(1e300), "1000000");
}

TEST(SvgMarkup, ShortensByCharactersThatTakeRoom) {
  EXPECT_EQ(shortened("short", 12, 100), "short");
  const std::string cut = shortened("比较比较比较比较比较比较", 10, 55);  // 10 a character, 8 for the sign
  EXPECT_EQ(cut, "比较比较…");
  EXPECT_LE(text_width(cut, 10), 55);
}

TEST(SvgPlots, AreWholeAndEscaped) {
  const std::string evil = "</title><script>alert(1)</script>";
  const Caption caption{evil, evil, stylesheet({accelerator_color(0)})};
  const std::vector<std::string> pictures = {
      line_plot({caption, {evil}, {evil}, {curve(evil)}}),
      forest_plot({caption, evil, 1.02, {{evil, 0, 2.0, 1.5, 3.0, true, evil}}}),
      dot_plot({caption, {evil}, {{evil, 0, {{1, 2, true, evil}}, 2.0}}}),
      bar_plot({caption, evil, 1, {evil}, {{evil, {1}}}}),
  };
  for (const std::string& picture : pictures) {
    EXPECT_TRUE(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"")) << picture.substr(0, 80);
    EXPECT_EQ(picture.find("<script"), std::string::npos);
    EXPECT_NE(picture.find("&lt;script&gt;"), std::string::npos);
    EXPECT_NE(picture.find("viewBox=\"0 0 760 "), std::string::npos);
    EXPECT_TRUE(is_balanced(picture.substr(0, picture.find("<style>")) +
                            picture.substr(picture.find("</style>") + 8)));
  }
}

TEST(SvgPlots, CurvesGoFromLeftToRightAndDownWhereLossFalls) {
  const std::string picture = line_plot({{"Loss"}, {"epoch"}, {"loss"}, {curve("cpu")}});
  std::smatch path;
  ASSERT_TRUE(std::regex_search(
      picture, path,
      std::regex("class=\"curve\" d=\"M([0-9.]+) ([0-9.]+)L([0-9.]+) ([0-9.]+)L([0-9.]+) ([0-9.]+)\"")));
  EXPECT_LT(std::stod(path[1]), std::stod(path[3]));
  EXPECT_NEAR(std::stod(path[3]), (std::stod(path[1]) + std::stod(path[5])) / 2,
              0.02);  // 2 is between 1 and 3
  // Losses 4, 2, 1 on a linear axis: the first fall is twice the second.
  EXPECT_NEAR(std::stod(path[4]) - std::stod(path[2]), 2 * (std::stod(path[6]) - std::stod(path[4])), 0.03);
  EXPECT_EQ(count(picture, "class=\"band\""), 1U);
}

TEST(SvgPlots, ValuesThatAreNoNumbersLeaveGaps) {
  Curve broken{"cpu", 0, {{1, 4}, {2, no_number}, {3, infinite}, {4, 1}, {5, 0.5}}, {}, {}, {}};
  const std::string picture = line_plot({{"Loss"}, {"epoch"}, {"loss"}, {broken}});
  std::smatch path;
  ASSERT_TRUE(std::regex_search(picture, path, std::regex("class=\"curve\" d=\"([^\"]*)\"")));
  EXPECT_EQ(count(path[1], "M"), 2U);
  EXPECT_EQ(picture.find("nan"), std::string::npos);
  EXPECT_EQ(picture.find("inf"), std::string::npos);
  const std::string none =
      line_plot({{"Loss"}, {"epoch"}, {"loss", true}, {{"cpu", 0, {{1, -1}}, {}, {}, {}}}});
  EXPECT_NE(none.find("nothing was measured"), std::string::npos);
}

TEST(SvgPlots, SurviveAnyNumbers) {
  for (const double a : {0.0, 1e-300, 1e300, -1e300, 5e-324, 1.7e308})
    for (const double b : {0.0, 1.0, 1e-300, 1e300, -1.0})
      for (const bool logarithmic : {false, true}) {
        EXPECT_LT(
            line_plot(
                {{"t"}, {"x", logarithmic}, {"y", logarithmic}, {{"c", 0, {{a, b}, {b, a}}, {}, {}, {}}}})
                .size(),
            30'000U);
        EXPECT_LT(forest_plot({{"t"}, "x", a, {{"p", 0, b, a, b, true, ""}}}).size(), 30'000U);
        EXPECT_LT(dot_plot({{"t"}, {"y", logarithmic}, {{"s", 0, {{1, a, true, ""}, {a, b, false, ""}}, a}}})
                      .size(),
                  30'000U);
        EXPECT_LT(bar_plot({{"t"}, "x", 1, {"p", "q"}, {{"n", {a, b}}}}).size(), 30'000U);
      }
}

TEST(SvgPlots, ForestMarksOneAndGreysWhatIsNotSeparated) {
  const std::string picture = forest_plot(
      {{"Ratio"},
       "ratio",
       1.1,
       {{"a / b", 0, 4.0, 2.0, 8.0, true, ""}, {"c / b", 1, 1.05, 0.9, std::nullopt, false, ""}}});
  const double one = attribute(picture, "one", "x1");
  const double left = attribute(picture, "floor", "x");
  const double width = attribute(picture, "floor", "width");
  EXPECT_NEAR(one, left + width / 2, 0.02);  // 1/f to f on a logarithmic axis has 1 in its middle
  EXPECT_EQ(count(picture, "class=\"unsure\""), 1U);
  EXPECT_EQ(count(picture, "class=\"k0\""), 1U);
  EXPECT_EQ(count(picture, "<path"), 1U);  // the arrow of the end that is infinite
}

TEST(SvgPlots, DotsAreHollowWhereTheRoundWasSetAside) {
  const std::string picture = dot_plot(
      {{"Runs"}, {"samples/s"}, {{"cpu", 0, {{1, 10, true, "first"}, {2, 11, false, "second"}}, 10.0}}});
  EXPECT_EQ(count(picture, "class=\"hollow\""), 1U);
  EXPECT_NE(picture.find("<title>second</title>"), std::string::npos);
}

TEST(SvgPlots, BarsAreAsLongAsTheirParts) {
  const std::string picture = bar_plot({{"Time"}, "seconds", 1, {"load", "train"}, {{"cpu", {1, 3}}}});
  // Of each class the legend's box comes first.
  const std::string bars = picture.substr(picture.find("cpu"));
  EXPECT_NEAR(attribute(bars, "p1", "width"), 3 * attribute(bars, "p0", "width"), 0.05);
  EXPECT_NEAR(attribute(bars, "p1", "x"), attribute(bars, "p0", "x") + attribute(bars, "p0", "width"), 0.02);
}

TEST(SvgStyle, HasDarkColoursForScreensOnly) {
  const std::string style = stylesheet({accelerator_color(0), accelerator_color(1)});
  EXPECT_NE(style.find("@media screen and (prefers-color-scheme:dark)"), std::string::npos);
  EXPECT_EQ(count(style, ".k1{color:"), 2U);
  EXPECT_EQ(style.find('<'), std::string::npos);
  EXPECT_EQ(style.find("url("), std::string::npos);
}

}  // namespace
}  // namespace accelbench::svg
