// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

// What H2O needs of this machine: a Java and the server's jar.
namespace accelbench::h2o {

inline constexpr int oldest_java = 17;

struct Java {
  std::filesystem::path program;
  std::string version;  ///< "17.0.15"
};

struct Jar {
  std::filesystem::path file;
  std::string version;  ///< "3.46.0.12"; empty where the package beside it does not tell
};

/// Where to look; what is empty is not asked.
struct Places {
  std::filesystem::path java = {};                 ///< of the settings: a program, or a folder with bin/java
  std::filesystem::path interpreter = {};          ///< of the settings: a Python with the package h2o
  std::filesystem::path java_home = {};            ///< of the environment
  std::string path = {};                           ///< of the environment, folders behind ':'
  std::filesystem::path jar = {};                  ///< of the environment (H2O_JAR_PATH)
  std::filesystem::path private_environment = {};  ///< a Python environment with the package h2o
};
/// Those of this machine: JAVA_HOME, PATH, H2O_JAR_PATH, the private environment in the user's data folder.
Places places_of_this_machine();

/// The number before the first dot of a version, of "1.8.0" the second; empty where there is none.
std::optional<int> java_generation(std::string_view version);
/// JAVA_VERSION of the file `release` of a Java's folder, or what the program itself says.
std::string java_version_in(std::string_view text);

/// The first of: the settings', JAVA_HOME's, that of PATH. What the settings name is taken or refused, never
/// passed over.
Result<Java> find_java(const Places& places);
Result<Jar> find_jar(const Places& places);

struct Installation {
  Java java;
  Jar jar;
};
Result<Installation> find_installation(const Places& places);

}  // namespace accelbench::h2o
