#pragma once

/// Nothing in memory is known to the compiler after this, and everything before it is in memory. No instruction.
///
/// Between two operations of a measured loop it keeps the compiler from doing once what a service does per request:
/// looking up the thread's slab, loading the chunk, keeping a count in a register.
static inline __attribute__((always_inline)) void compiler_fence(void) { __asm__ volatile("" ::: "memory"); }
