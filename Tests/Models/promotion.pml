/* A thread adds to the shared slab's chunk, becomes warm, makes a chunk of its own and adds there; another thread adds
 * to the shared chunk all the while. Two collections, of which the second begins when the first is over, sum the shared
 * slab and then the thread's: the sum never falls, and is exact at rest.
 *
 * ATOMIC: nines_cell_add_shared; RELEASE: nines_slab_publish; ACQUIRE: nines_slab_chunk.
 */
#define THREADS 3
#define PLACES 4
#define SHARED 0
#define CHUNK 1
#define OWN 2
#include "memory.pml"

#define GARBAGE 9

byte ended;

init { memory[OWN] = GARBAGE; run warming(); run sharing(); run collector() }

inline add_shared(thread) {
#ifdef NO_ATOMIC
  load(thread, SHARED, seen);
  store(thread, SHARED, seen + 1)
#else
  add_atomically(thread, SHARED, 1)
#endif
}

proctype warming() {
  byte seen;
  add_shared(0);
  store(0, OWN, 0);
#ifdef NO_RELEASE
  store(0, CHUNK, 1);
#else
  store_release(0, CHUNK, 1);
#endif
  load(0, OWN, seen);
  store(0, OWN, seen + 1);
  load(0, OWN, seen);
  store(0, OWN, seen + 1);
  ended++
}

proctype sharing() {
  byte seen;
  add_shared(1);
  add_shared(1);
  ended++
}

inline collect(sum) {
  load(2, SHARED, sum);
#ifdef NO_ACQUIRE
  if
  :: load(2, CHUNK, chunk); load(2, OWN, own)
  :: load(2, OWN, own); load(2, CHUNK, chunk)
  fi;
#else
  load(2, CHUNK, chunk); load(2, OWN, own);
#endif
  if
  :: chunk -> assert(own != GARBAGE); sum = sum + own
  :: else
  fi
}

proctype collector() {
  byte chunk, own, before, after;
  collect(before);
  collect(after);
  assert(before <= after);
  ended == 2 && NOTHING_WAITS(0) && NOTHING_WAITS(1);
  collect(after);
  assert(after == 5)
}
