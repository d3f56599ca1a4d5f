/* A thread makes a chunk and publishes it, as CellStore does; a collector follows. What was in the memory before must
 * never be read, and a record that happened before the collection is in it.
 *
 * RELEASE: nines_slab_publish; ACQUIRE: nines_slab_chunk; DONE: whatever orders the record before the collection.
 */
#define THREADS 2
#define PLACES 4
#define CHUNK 0
#define CELL 1
#define IS_DONE 2
#include "memory.pml"

#define GARBAGE 9

init { memory[CELL] = GARBAGE; run owner(); run collector() }

proctype owner() {
  byte seen;
  store(0, CELL, 0);
#ifdef NO_RELEASE
  store(0, CHUNK, 1);
#else
  store_release(0, CHUNK, 1);
#endif
  load(0, CELL, seen);
  store(0, CELL, seen + 1);
  store_release(0, IS_DONE, 1)
}

proctype collector() {
  byte chunk, cell, isDone;
  load(1, IS_DONE, isDone);
#ifdef NO_ACQUIRE
  if
  :: load(1, CHUNK, chunk); load(1, CELL, cell)
  :: load(1, CELL, cell); load(1, CHUNK, chunk)
  fi;
#else
  load(1, CHUNK, chunk); load(1, CELL, cell);
#endif
  assert(!chunk || cell != GARBAGE);
  assert(!isDone || (chunk && cell == 1))
}
