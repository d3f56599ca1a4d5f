/* A thread ends and its slab goes to the next one, under CellStore's mutex. Neither's plain additions may be lost.
 *
 * RELEASE: unlocking; ACQUIRE: locking.
 */
#define THREADS 2
#define PLACES 4
#define CELL 0
#define IS_FREE 1
#include "memory.pml"

bool isLocked;
byte ended;

inline lock() { atomic { !isLocked -> isLocked = true } }

inline unlock(thread) {
#ifdef NO_RELEASE
  isLocked = false
#else
  atomic { NOTHING_WAITS(thread) -> isLocked = false }
#endif
}

init { run first(); run next() }

proctype first() {
  byte seen;
  load(0, CELL, seen);
  store(0, CELL, seen + 1);
  lock();
  store(0, IS_FREE, 1);
  unlock(0);
  ended++
}

proctype next() {
  byte early, seen, isFree;
  do
  :: load(1, CELL, early);
    lock();
    load(1, IS_FREE, isFree);
    unlock(1);
    if
    :: isFree -> break
    :: else
    fi
  od;
#ifdef NO_ACQUIRE
  seen = early;
#else
  load(1, CELL, seen);
#endif
  store(1, CELL, seen + 1);
  ended++
}

active proctype check() {
  ended == 2 && NOTHING_WAITS(0) && NOTHING_WAITS(1);
  assert(memory[CELL] == 2)
}
