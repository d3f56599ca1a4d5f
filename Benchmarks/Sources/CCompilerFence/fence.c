#include "CCompilerFence.h"
