#pragma once

// What Swift cannot say itself: one thread-local pointer pair, and single loads and stores with a chosen ordering. Not
// for users of Nines: NinesMetrics imports this publicly only so that recording can be inlined into the caller.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__ELF__)
// Two words in the static block: no call to the dynamic loader on the recording path.
#define NINES_TLS_MODEL __attribute__((tls_model("initial-exec")))
#else
#define NINES_TLS_MODEL
#endif

#define NINES_INLINE static inline __attribute__((always_inline))

/// Cells are grouped in chunks of this many, so that a slab costs memory only where its thread records. Small, because
/// one busy instrument brings its whole chunk along.
#define NINES_CELLS_PER_CHUNK_LOG2 8
#define NINES_CELLS_PER_CHUNK (1u << NINES_CELLS_PER_CHUNK_LOG2)
/// Chunks a slab can have: 2^18 x 2^8 cells is 512 MiB of counts.
#define NINES_CHUNKS_PER_SLAB (1u << 18)

typedef struct nines_slab {
  /// The thread that may write the cells; 0 between threads. Looked at by debug builds.
  uintptr_t owner;
  uintptr_t padding[15];
  /// A chunk per entry, null until the slab's thread records in it often.
  uint64_t *chunks[NINES_CHUNKS_PER_SLAB];
  /// How often the slab's thread came for a chunk that it has none of; for that thread alone.
  uint16_t visits[NINES_CHUNKS_PER_SLAB];
} nines_slab;

typedef struct nines_thread {
  /// The slab this thread writes, or `nines_no_slab`.
  nines_slab *slab;
  /// Odd while this thread reads a child table; null until it first does.
  uint64_t *mark;
  /// The innermost frame of code of users that Nines is calling in this thread; null while it calls none.
  const void *calling;
} nines_thread;

/// The slab of threads that have none: every entry always is null, so that one comparison sends both "no slab" and
/// "no chunk" to the slow path.
extern nines_slab nines_no_slab;
extern _Thread_local nines_thread nines_current_thread NINES_TLS_MODEL;
/// Set once, before the first mark is handed out: whether `nines_barrier_all_threads` orders other threads.
extern bool nines_barrier_is_asymmetric;

// Thread state

// Never null, which Swift then does not look at when recording.
NINES_INLINE __attribute__((returns_nonnull)) nines_slab *nines_thread_slab(void) { return nines_current_thread.slab; }
NINES_INLINE __attribute__((returns_nonnull)) nines_slab *nines_thread_no_slab(void) { return &nines_no_slab; }
NINES_INLINE __attribute__((nonnull)) void nines_thread_set_slab(nines_slab *slab) { nines_current_thread.slab = slab; }
NINES_INLINE uint64_t *nines_thread_mark(void) { return nines_current_thread.mark; }
NINES_INLINE void nines_thread_set_mark(uint64_t *mark) { nines_current_thread.mark = mark; }
NINES_INLINE const void *nines_thread_calling(void) { return nines_current_thread.calling; }
NINES_INLINE void nines_thread_set_calling(const void *frame) { nines_current_thread.calling = frame; }

/// Says to the processor that this thread waits for another one in a loop.
NINES_INLINE void nines_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  // Waits longer than `yield`, which does nothing on most cores.
  __asm__ volatile("isb" ::: "memory");
#endif
}

// Chunks

/// The chunk of `cell` in a slab that this thread owns, or null. Relaxed suffices: this thread stored it, or took the
/// slab over under a mutex.
NINES_INLINE uint64_t *nines_slab_own_chunk(const nines_slab *slab, uint32_t cell) {
  return __atomic_load_n(&slab->chunks[cell >> NINES_CELLS_PER_CHUNK_LOG2], __ATOMIC_RELAXED);
}

/// The chunk of `cell` in any slab, or null. Acquire pairs with the release of `nines_slab_publish`: whoever sees the
/// chunk sees its cells zeroed.
NINES_INLINE uint64_t *nines_slab_chunk(const nines_slab *slab, uint32_t cell) {
  return __atomic_load_n(&slab->chunks[cell >> NINES_CELLS_PER_CHUNK_LOG2], __ATOMIC_ACQUIRE);
}

/// The visits of a slab that this thread owns to the chunk of `cell`.
NINES_INLINE __attribute__((returns_nonnull)) uint16_t *nines_slab_own_visits(nines_slab *slab, uint32_t cell) {
  return &slab->visits[cell >> NINES_CELLS_PER_CHUNK_LOG2];
}

/// Installs `chunk` unless another thread did first; returns the one that stands.
NINES_INLINE uint64_t *nines_slab_publish(nines_slab *slab, uint32_t cell, uint64_t *chunk) {
  uint64_t *expected = NULL;
  return __atomic_compare_exchange_n(&slab->chunks[cell >> NINES_CELLS_PER_CHUNK_LOG2], &expected, chunk, false,
                                     __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)
             ? chunk
             : expected;
}

// Cells. The owner's load is plain and its store atomic: a second writer is then a race that ThreadSanitizer reports,
// while a collector's relaxed load is none. Aligned words of 8 bytes do not tear on the 64-bit machines Swift runs on.

NINES_INLINE void nines_cell_add(uint64_t *cell, uint64_t amount) {
  __atomic_store_n(cell, *cell + amount, __ATOMIC_RELAXED);
}

NINES_INLINE void nines_cell_add_double(uint64_t *cell, double amount) {
  union {
    uint64_t bits;
    double number;
  } sum = {.bits = *cell};
  sum.number += amount;
  __atomic_store_n(cell, sum.bits, __ATOMIC_RELAXED);
}

NINES_INLINE uint64_t nines_cell_read(const uint64_t *cell) { return __atomic_load_n(cell, __ATOMIC_RELAXED); }

NINES_INLINE void nines_cell_clear(uint64_t *cell) { __atomic_store_n(cell, 0, __ATOMIC_RELAXED); }

/// For cells of the slab that several threads share.
NINES_INLINE void nines_cell_add_shared(uint64_t *cell, uint64_t amount) {
  __atomic_fetch_add(cell, amount, __ATOMIC_RELAXED);
}

void nines_cell_add_double_shared(uint64_t *cell, double amount);

/// Reads a cell of the shared slab and makes it 0 in one step.
NINES_INLINE uint64_t nines_cell_take_shared(uint64_t *cell) {
  return __atomic_exchange_n(cell, 0, __ATOMIC_RELAXED);
}

// Cells that hold the address of zeroed memory, published once, then followed by collectors. Until then they hold 0, or
// a count that their thread keeps there: a number below 2^16, which no address is.

NINES_INLINE uint64_t *nines_pointer_in(uint64_t word) { return word >> 16 ? (uint64_t *)(uintptr_t)word : NULL; }

/// The address in a cell of this thread's own. Relaxed for the reason that `nines_slab_own_chunk` gives.
NINES_INLINE uint64_t *nines_pointer_own(const uint64_t *cell) {
  return nines_pointer_in(__atomic_load_n(cell, __ATOMIC_RELAXED));
}

/// The address in any thread's cell. Acquire pairs with the release of `nines_pointer_publish`.
NINES_INLINE uint64_t *nines_pointer_acquire(const uint64_t *cell) {
  return nines_pointer_in(__atomic_load_n(cell, __ATOMIC_ACQUIRE));
}

/// Replaces `seen` by `target` unless another thread replaced it first; returns what stands. The release also orders
/// all that this thread wrote through `seen` before what others do who see `target`.
NINES_INLINE uint64_t *nines_pointer_publish(uint64_t *cell, const uint64_t *seen, uint64_t *target) {
  uint64_t expected = (uint64_t)(uintptr_t)seen;
  return __atomic_compare_exchange_n(cell, &expected, (uint64_t)(uintptr_t)target, false, __ATOMIC_RELEASE,
                                     __ATOMIC_ACQUIRE)
             ? target
             : (uint64_t *)(uintptr_t)expected;
}

// Marks: how a reader of a child table keeps what it reads alive. A reader makes its mark odd, loads the table, and
// makes it even again. Whoever takes something out of a table first unpublishes it, then orders all threads, then waits
// until every mark that was odd has changed. The store of the mark must come before the load of the table: with an
// asymmetric barrier the remover pays for that and the reader only keeps the compiler from reordering; without one the
// reader pays with a fence.

/// Which mark it is, from 0 on: of threads that run at once, no two have the same. Beside the mark, for its own thread,
/// and written before that has it.
NINES_INLINE uint64_t nines_mark_number(const uint64_t *mark) { return mark[1]; }
NINES_INLINE void nines_mark_set_number(uint64_t *mark, uint64_t number) { mark[1] = number; }

NINES_INLINE void nines_mark_enter(uint64_t *mark) {
  __atomic_store_n(mark, *mark + 1, __ATOMIC_RELAXED);
  if (__builtin_expect(nines_barrier_is_asymmetric, 1)) {
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
  } else {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
  }
}

/// Release: what the reader read and recorded happens before whatever the remover does next.
NINES_INLINE void nines_mark_leave(uint64_t *mark) { __atomic_store_n(mark, *mark + 1, __ATOMIC_RELEASE); }

/// As `nines_mark_leave`, for a reader that has retained what it read. Not inline on purpose: the compiler may move a
/// retain past a store, which cannot release anything, but not past a call that it does not know.
void nines_mark_leave_retaining(uint64_t *mark);

NINES_INLINE uint64_t nines_mark_read(const uint64_t *mark) { return __atomic_load_n(mark, __ATOMIC_ACQUIRE); }

/// Prepares the asymmetric barrier; call once before any mark is handed out.
void nines_barrier_prepare(void);
/// Orders this thread's earlier stores before its later loads, and, where the barrier is asymmetric, does the same in
/// every running thread of the process. False when the system refuses that now, though it agreed before, as after a
/// filter of system calls was installed: then nothing may be concluded about other threads.
bool nines_barrier_all_threads(void);

// Label values

/// 16 bytes, of which the first `count`, at most 16, are ones and the others zeros. Loaded rather than shifted into
/// place: a shift of two words by a variable number is a dozen instructions.
NINES_INLINE const void *nines_value_mask(intptr_t count) {
  static const uint64_t masks[4] = {UINT64_MAX, UINT64_MAX, 0, 0};
  return (const char *)masks + 16 - count;
}

// Table words: published by release, followed by acquire.

NINES_INLINE uintptr_t nines_word_acquire(const uintptr_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
NINES_INLINE void nines_word_release(uintptr_t *word, uintptr_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}
NINES_INLINE uint64_t nines_bits_acquire(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
NINES_INLINE void nines_bits_release(uint64_t *word, uint64_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}
NINES_INLINE uint64_t nines_word_relaxed(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }
NINES_INLINE void nines_word_set_relaxed(uint64_t *word, uint64_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELAXED);
}
