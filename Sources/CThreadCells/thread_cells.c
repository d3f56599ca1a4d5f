#include "CNinesThreadCells.h"

#if defined(__linux__)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

nines_slab nines_no_slab;
_Thread_local nines_thread nines_current_thread = {&nines_no_slab, NULL, NULL};
bool nines_barrier_is_asymmetric = false;

void nines_cell_add_double_shared(uint64_t *cell, double amount) {
  uint64_t seen = __atomic_load_n(cell, __ATOMIC_RELAXED);
  union {
    uint64_t bits;
    double number;
  } sum;
  do {
    sum.bits = seen;
    sum.number += amount;
  } while (!__atomic_compare_exchange_n(cell, &seen, sum.bits, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

void nines_mark_leave_retaining(uint64_t *mark) { nines_mark_leave(mark); }

#if defined(__linux__) && defined(__NR_membarrier)

static int barrier(int command) { return (int)syscall(__NR_membarrier, command, 0, 0); }

void nines_barrier_prepare(void) {
  nines_barrier_is_asymmetric = barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0 &&
                                barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0;
}

bool nines_barrier_all_threads(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if (!nines_barrier_is_asymmetric || barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0) return true;
  // A forked child may have lost the registration.
  barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
  return barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0;
}

#else

void nines_barrier_prepare(void) {}
bool nines_barrier_all_threads(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  return true;
}

#endif
