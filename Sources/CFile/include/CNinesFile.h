#pragma once

#include <stdint.h>

/// What identifies a file, its size in bytes, and when it was last written.
struct nines_file_status {
  uint64_t device;
  uint64_t inode;
  int64_t size;
  /// Since the Unix epoch.
  int64_t modified_seconds;
  int64_t modified_nanoseconds;
};

/// Of an open file. 0, or -1 with `errno`.
int nines_file_status_of_descriptor(int descriptor, struct nines_file_status *status);

/// Of the file at the path, links followed. 0, or -1 with `errno`.
int nines_file_status_of_path(const char *path, struct nines_file_status *status);
