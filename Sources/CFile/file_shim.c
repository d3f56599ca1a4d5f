// Several C modules of the packages include <sys/stat.h>. Which of them Swift takes the fields of `struct stat` from
// depends on what is compiled together: an optimized build refused what a debug build took. Here it is C alone.
#include "CNinesFile.h"

#include <sys/stat.h>

static int answer(int result, const struct stat *from, struct nines_file_status *to) {
  if (result != 0) return -1;
  to->device = (uint64_t)from->st_dev;
  to->inode = (uint64_t)from->st_ino;
  to->size = (int64_t)from->st_size;
#ifdef __APPLE__
  const struct timespec modified = from->st_mtimespec;
#else
  const struct timespec modified = from->st_mtim;
#endif
  to->modified_seconds = (int64_t)modified.tv_sec;
  to->modified_nanoseconds = (int64_t)modified.tv_nsec;
  return 0;
}

int nines_file_status_of_descriptor(int descriptor, struct nines_file_status *status) {
  struct stat found;
  return answer(fstat(descriptor, &found), &found, status);
}

int nines_file_status_of_path(const char *path, struct nines_file_status *status) {
  struct stat found;
  return answer(stat(path, &found), &found, status);
}
