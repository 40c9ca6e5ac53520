// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/experiment/schema.h"
#include "core/settings/settings.h"

// The keys of settings.yaml, as schema.h of core/experiment lists those of an experiment.
namespace accelbench {

template <class Archive, Of<Interpreters> Value>
void describe(Archive& field, Value& interpreters) {
  field("keras", interpreters.keras, bytes_to(most_path), "a Python that has Keras");
  field("pytorch", interpreters.pytorch, bytes_to(most_path), "a Python that has PyTorch");
  field("jax", interpreters.jax, bytes_to(most_path), "a Python that has JAX");
  field("h2o", interpreters.h2o, bytes_to(most_path), "a Python that has H2O");
}

template <class Archive, Of<ClusterSettings> Value>
void describe(Archive& field, Value& cluster) {
  field("h2o", cluster.h2o, bytes_to(most_path), "address of a running H2O, http://host:54321");
  field("user", cluster.user, bytes_to(most_name), "its login; left out: none");
  field("password_file", cluster.password_file, bytes_to(most_path), "a file that holds the password alone");
}

template <class Archive, Of<Settings> Value>
void describe(Archive& field, Value& settings) {
  field("trusted_roots", settings.trusted_roots, from_to(0, 1024), "folders that every experiment may read");
  field("interpreters", settings.interpreters, any, "the Python of each outside engine");
  field("java", settings.java, bytes_to(most_path), "the java program; left out: JAVA_HOME, then PATH");
  field("clusters", settings.clusters, from_to(0, 1024), "what cluster: NAME of an experiment stands for");
  field("language", settings.language, bytes_to(16), "of the window; left out: the system's");
  field("theme", settings.theme, one_of({"system", "light", "dark"}), "of the window");
}

}  // namespace accelbench
