#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A C face of zlib for the one thing that Nines does with it: writing a gzip stream piece by piece.

typedef struct nines_gzip nines_gzip;

/// A stream at zlib's level 3; about 300 KB until it is freed. Null when memory is out.
nines_gzip *nines_gzip_create(void);

/// Compresses what it can of `input` into `output`, at most `capacity` bytes, and sets `consumed` to the bytes that it
/// took. All of the input is taken, and with `is_last` the stream is complete, once it writes less than `capacity`;
/// until then it is to be called again, with the rest of the input. Returns the number of bytes written.
size_t nines_gzip_write(
    nines_gzip *gzip, const uint8_t *input, size_t length, bool is_last, uint8_t *output, size_t capacity,
    size_t *consumed);

void nines_gzip_free(nines_gzip *gzip);
