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

/// A host that is written as its name alone has one slot.
template <>
inline constexpr std::string_view short_form<ClusterHost> = "host";

template <class Archive, Of<ClusterHost> Value>
void describe(Archive& field, Value& host) {
  field(required("host"), host.host, bytes_to(253), "its name or address");
  field("slots", host.most_ranks, from_to(1, 4096), "how many ranks it takes");
}

template <class Archive, Of<SlurmSettings> Value>
void describe(Archive& field, Value& slurm) {
  field("partition", slurm.partition, bytes_to(most_name), "left out: Slurm's default");
  field("account", slurm.account, bytes_to(most_name), "left out: yours");
  field("time", slurm.time, bytes_to(64), "limit: 30 (minutes) or 2:00:00; left out: the partition's");
  field("arguments", slurm.arguments, from_to(0, 256), "further arguments of salloc and sbatch");
}

template <class Archive, Of<ClusterSettings> Value>
void describe(Archive& field, Value& cluster) {
  field("h2o", cluster.h2o, bytes_to(most_path), "address of a running H2O, http://host:54321");
  field("user", cluster.user, bytes_to(most_name), "its login; left out: none");
  field("password_file", cluster.password_file, bytes_to(most_path), "a file that holds the password alone");
  field("hosts", cluster.hosts, from_to(0, 4096),
        "of ranks, in their order: {host: NAME, slots: N}, or NAME");
  field("launch_agent", cluster.launch_agent, bytes_to(most_path),
        "a program started as PROGRAM HOST COMMAND; left out: ssh");
  field("interface", cluster.interface, bytes_to(64), "of the network between the hosts: eth1, 10.0.0.0/24");
  field("mpirun_arguments", cluster.mpirun_arguments, from_to(0, 256), "further arguments of mpirun");
  field("program", cluster.program, bytes_to(most_path), "accelbench-cli on the hosts; left out: as here");
  field("slurm", cluster.slurm, any, "Slurm chooses the hosts; {} will do");
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
