// The protocols of the C shims with threads, for machines that Swift is not built for here: on an emulated arm64 it
// shows that the code is right there. What orderings are needed is for the models beside this file to show.

#include "CNinesThreadCells.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(fact) \
  do { \
    if (!(fact)) { \
      fprintf(stderr, "thread_cells_test: line %d: %s does not hold\n", __LINE__, #fact); \
      exit(1); \
    } \
  } while (0)

enum { recorders = 4, generations = 3, shared_records = 1000, own_records = 4000 };
enum { cell = 5 * NINES_CELLS_PER_CHUNK + 3 };

// Slabs: entry 0 is shared, the others go from thread to thread under the mutex.
static nines_slab *slabs[1 + recorders];
static nines_slab *free_slabs[recorders];
static int free_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int is_over;

static uint64_t *make_chunk(nines_slab *slab) {
  uint64_t *chunk = malloc(NINES_CELLS_PER_CHUNK * sizeof(uint64_t));
  CHECK(chunk);
  // What was in the memory before.
  memset(chunk, 0xAA, NINES_CELLS_PER_CHUNK * sizeof(uint64_t));
  memset(chunk, 0, NINES_CELLS_PER_CHUNK * sizeof(uint64_t));
  uint64_t *standing = nines_slab_publish(slab, cell, chunk);
  if (standing != chunk) free(chunk);
  return standing + (cell & (NINES_CELLS_PER_CHUNK - 1));
}

static void *record(void *argument) {
  (void)argument;
  CHECK(nines_thread_slab() == nines_thread_no_slab());
  CHECK(!nines_slab_own_chunk(nines_thread_slab(), cell));
  pthread_mutex_lock(&lock);
  nines_slab *slab = free_slabs[--free_count];
  pthread_mutex_unlock(&lock);
  nines_thread_set_slab(slab);
  for (int turn = 0; turn < shared_records; turn++) {
    uint64_t *shared = make_chunk(slabs[0]);
    nines_cell_add_shared(shared, 1);
    nines_cell_add_double_shared(shared + 1, 0.1);
  }
  if (!nines_slab_own_chunk(slab, cell)) make_chunk(slab);
  for (int turn = 0; turn < own_records; turn++) {
    uint64_t *own = nines_slab_own_chunk(nines_thread_slab(), cell) + (cell & (NINES_CELLS_PER_CHUNK - 1));
    nines_cell_add(own, 1);
    nines_cell_add_double(own + 1, 0.1);
  }
  nines_thread_set_slab(nines_thread_no_slab());
  pthread_mutex_lock(&lock);
  free_slabs[free_count++] = slab;
  pthread_mutex_unlock(&lock);
  return NULL;
}

static void sum(uint64_t *count, double *amount) {
  *count = 0;
  *amount = 0;
  for (int slab = 0; slab <= recorders; slab++) {
    const uint64_t *chunk = nines_slab_chunk(slabs[slab], cell);
    if (!chunk) continue;
    chunk += cell & (NINES_CELLS_PER_CHUNK - 1);
    union {
      uint64_t bits;
      double number;
    } value = {.bits = nines_cell_read(chunk + 1)};
    *count += nines_cell_read(chunk);
    *amount += value.number;
  }
}

static void *collect(void *argument) {
  (void)argument;
  uint64_t before = 0, now;
  double amount_before = 0, amount;
  while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE)) {
    sum(&now, &amount);
    CHECK(before <= now && amount_before <= amount);
    before = now;
    amount_before = amount;
    sched_yield();
  }
  return NULL;
}

static void recording_loses_nothing_and_sums_never_fall(void) {
  for (int slab = 0; slab <= recorders; slab++) {
    slabs[slab] = calloc(1, sizeof(nines_slab));
    CHECK(slabs[slab]);
    if (slab > 0) free_slabs[free_count++] = slabs[slab];
  }
  pthread_t threads[recorders], collector;
  CHECK(!pthread_create(&collector, NULL, collect, NULL));
  for (int generation = 0; generation < generations; generation++) {
    for (int index = 0; index < recorders; index++) CHECK(!pthread_create(&threads[index], NULL, record, NULL));
    for (int index = 0; index < recorders; index++) pthread_join(threads[index], NULL);
  }
  __atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
  pthread_join(collector, NULL);
  uint64_t count;
  double amount;
  sum(&count, &amount);
  uint64_t expected = (uint64_t)generations * recorders * (shared_records + own_records);
  CHECK(count == expected);
  double error = amount - 0.1 * (double)expected;
  CHECK(error < 1e-6 && error > -1e-6);
}

// A table of one child, which readers record in under their marks and the remover takes out and reuses.
enum { readers = 3, removals = 100 };

typedef struct {
  uint64_t is_alive;
  uint64_t cells[readers];
} child;

static uintptr_t table;
static uint64_t *marks[readers];

static void *look_up(void *argument) {
  int index = (int)(intptr_t)argument;
  uint64_t *mark = marks[index];
  CHECK(nines_mark_number(mark) == (uint64_t)index);
  nines_thread_set_mark(mark);
  while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE)) {
    nines_mark_enter(nines_thread_mark());
    child *found = (child *)nines_word_acquire(&table);
    if (found) {
      CHECK(nines_word_relaxed(&found->is_alive) == 1);
      nines_cell_add(&found->cells[index], 1);
      CHECK(nines_word_relaxed(&found->is_alive) == 1);
    }
    nines_mark_leave_retaining(nines_thread_mark());
  }
  return NULL;
}

static void removed_children_are_reached_by_nobody(void) {
  __atomic_store_n(&is_over, 0, __ATOMIC_RELEASE);
  pthread_t threads[readers];
  for (int index = 0; index < readers; index++) {
    marks[index] = calloc(16, sizeof(uint64_t));
    CHECK(marks[index]);
    nines_mark_set_number(marks[index], (uint64_t)index);
    CHECK(!pthread_create(&threads[index], NULL, look_up, (void *)(intptr_t)index));
  }
  child children[2] = {{0}, {0}};
  for (int turn = 0; turn < removals; turn++) {
    child *next = &children[turn % 2];
    memset(next->cells, 0, sizeof(next->cells));
    nines_word_set_relaxed(&next->is_alive, 1);
    nines_word_release(&table, (uintptr_t)next);
    for (int yields = 0; yields < turn % 3; yields++) sched_yield();
    nines_word_release(&table, 0);
    CHECK(nines_barrier_all_threads());
    for (int index = 0; index < readers; index++) {
      uint64_t seen = nines_mark_read(marks[index]);
      while (seen % 2 == 1 && nines_mark_read(marks[index]) == seen) sched_yield();
    }
    nines_word_set_relaxed(&next->is_alive, 0);
    uint64_t before[readers];
    memcpy(before, next->cells, sizeof(before));
    sched_yield();
    CHECK(!memcmp(before, next->cells, sizeof(before)));
  }
  __atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
  for (int index = 0; index < readers; index++) pthread_join(threads[index], NULL);
}

static void a_word_is_an_address_or_a_count(void) {
  uint64_t word = 0, first[1], second[1];
  CHECK(!nines_pointer_own(&word) && !nines_pointer_acquire(&word));
  word = 0xFFFF;
  CHECK(!nines_pointer_own(&word) && !nines_pointer_acquire(&word));
  word = 0;
  CHECK(nines_pointer_publish(&word, NULL, first) == first);
  CHECK(nines_pointer_publish(&word, NULL, second) == first);
  CHECK(nines_pointer_publish(&word, first, second) == second);
  CHECK(nines_pointer_own(&word) == second && nines_pointer_acquire(&word) == second);
}

static void a_mask_has_as_many_ones_as_asked_for(void) {
  for (intptr_t count = 0; count <= 16; count++) {
    const unsigned char *mask = nines_value_mask(count);
    for (int byte = 0; byte < 16; byte++) CHECK(mask[byte] == (byte < count ? 0xFF : 0));
  }
}

int main(void) {
  a_word_is_an_address_or_a_count();
  a_mask_has_as_many_ones_as_asked_for();
  recording_loses_nothing_and_sums_never_fall();
  nines_barrier_prepare();
  printf("thread_cells_test: membarrier is %s\n", nines_barrier_is_asymmetric ? "used" : "refused");
  removed_children_are_reached_by_nobody();
  nines_barrier_is_asymmetric = false;
  removed_children_are_reached_by_nobody();
  printf("thread_cells_test: all facts hold\n");
  return 0;
}
