// SPDX-License-Identifier: GPL-3.0-or-later
#include <mpi.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

// A rank that sums four numbers with the others again and again, until something happens.
//   rank_loop              for good
//   rank_loop once         one sum, then the end
//   rank_loop hang R       rank R does nothing more after the first sum
//   rank_loop exit R S     rank R ends with status S after the first sum
namespace {

void sum_up(int rank) {
  const float mine[4] = {static_cast<float>(rank), 1, 2, 3};
  float all[4];
  MPI_Allreduce(mine, all, 4, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}

void greet(int rank) {
  char host[MPI_MAX_PROCESSOR_NAME];
  int length = 0;
  MPI_Get_processor_name(host, &length);
  char line[256] = "";
  if (rank == 0 && std::fgets(line, sizeof line, stdin) != nullptr) std::printf("read %s", line);
  std::printf("rank %d on %s\n", rank, host);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  MPI_Init(nullptr, nullptr);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  greet(rank);
  sum_up(rank);
  if (rank == 0) std::printf("summed\n"), std::fflush(stdout);
  const std::string_view what = count > 1 ? arguments[1] : "";
  const bool is_meant = count > 2 && std::atoi(arguments[2]) == rank;
  while (what == "hang" && is_meant) pause();
  if (what == "exit" && is_meant) _exit(count > 3 ? std::atoi(arguments[3]) : 1);
  while (what != "once") sum_up(rank), usleep(1000);
  MPI_Finalize();
}
