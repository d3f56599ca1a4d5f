#pragma once

#include <stdbool.h>

/// Has the system refuse `membarrier` with EPERM to this process from now on, as filters of containers do; false when
/// it takes no filter.
bool refuse_membarrier(void);
