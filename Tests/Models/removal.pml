/* A look-up borrows a child under its thread's mark while another thread removes it, waits for the marks (ReaderMarks),
 * and gives its cell to another child. The look-up's record must never reach that one.
 *
 * MEMBARRIER: nines_barrier_all_threads; RELEASE: nines_mark_leave; ACQUIRE: nines_mark_read. With FENCE, the reader
 * has the fence of systems without membarrier and the remover orders itself only; NO_FENCE leaves the reader's out.
 */
#define THREADS 2
#define PLACES 4
#define MARK 0
#define TABLE 1
#define CELL 2
#include "memory.pml"

#define UNUSED 0
#define RECORDED 1
#define OTHERS 5

bool hasRecorded, hasLeft;

init { memory[TABLE] = 1; run reader(); run remover() }

proctype reader() {
  byte child;
  store(0, MARK, 1);
#if defined(FENCE) && !defined(NO_FENCE)
  NOTHING_WAITS(0);
#endif
  load(0, TABLE, child);
  if
  :: child -> atomic { store(0, CELL, RECORDED); hasRecorded = true }
  :: else
  fi;
#ifdef NO_RELEASE
  store(0, MARK, 2);
#else
  store_release(0, MARK, 2);
#endif
  hasLeft = true
}

proctype remover() {
  byte mark, early, seen;
  store(1, TABLE, 0);
#ifdef FENCE
  NOTHING_WAITS(1);
#else
#ifndef NO_MEMBARRIER
  d_step { drain_all() };
#endif
#endif
  do
  :: load(1, CELL, early);
    load(1, MARK, mark);
    if
    :: mark != 1 -> break
    :: else
    fi
  od;
#ifdef NO_ACQUIRE
  seen = early;
#else
  load(1, CELL, seen);
#endif
  /* Expiry looks again, and keeps a child that was recorded in. */
  assert(!hasRecorded || seen == RECORDED);
  store(1, CELL, OTHERS);
  hasLeft && NOTHING_WAITS(0) && NOTHING_WAITS(1);
  assert(memory[CELL] == OTHERS)
}
