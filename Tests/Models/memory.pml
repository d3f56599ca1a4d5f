/* Memory as arm64 may order it, for the models beside this file.
 *
 * A store waits in its thread's buffer and reaches memory at any later time, stores to different places in any order. A
 * thread sees its own stores at once. A release store reaches memory after all earlier stores of its thread. Loads that
 * nothing orders may be done in any order: the models say where, as `first; second` or `second; first`.
 */
byte memory[PLACES];
bool isWaiting[THREADS * PLACES];
byte waiting[THREADS * PLACES];

#define AT(thread, place) ((thread) * PLACES + (place))

byte drained;

/* As membarrier(2): all that any thread has stored is in memory afterwards. */
inline drain_all() {
  drained = 0;
  do
  :: drained < THREADS * PLACES ->
    if
    :: isWaiting[drained] -> memory[drained % PLACES] = waiting[drained]; isWaiting[drained] = false
    :: else
    fi;
    drained++
  :: else -> break
  od;
  drained = 0
}

/* Stores to one place stay in order. */
inline store(thread, place, value) {
  atomic {
    memory[place] = (isWaiting[AT(thread, place)] -> waiting[AT(thread, place)] : memory[place]);
    waiting[AT(thread, place)] = value;
    isWaiting[AT(thread, place)] = true
  }
}

inline load(thread, place, result) {
  result = (isWaiting[AT(thread, place)] -> waiting[AT(thread, place)] : memory[place])
}

#define NOTHING_WAITS(thread) \
  (!isWaiting[AT(thread, 0)] && !isWaiting[AT(thread, 1)] && !isWaiting[AT(thread, 2)] && !isWaiting[AT(thread, 3)])

inline store_release(thread, place, value) {
  atomic { NOTHING_WAITS(thread) -> memory[place] = value }
}

/* One step in memory, which orders nothing else. */
inline add_atomically(thread, place, amount) {
  atomic { !isWaiting[AT(thread, place)] -> memory[place] = memory[place] + amount }
}

/* Lets waiting stores reach memory, one at a time and in any order. */
active proctype buffers() {
  byte next;
end:
  do
  :: atomic {
      select(next : 0 .. THREADS * PLACES - 1);
      if
      :: isWaiting[next] -> memory[next % PLACES] = waiting[next]; isWaiting[next] = false
      :: else
      fi
    }
  od
}
