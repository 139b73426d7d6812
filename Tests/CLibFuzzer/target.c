#include "CLibFuzzer.h"

// libFuzzer's own main wants it; ours hands the driver the target that was asked for.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    (void)data;
    (void)size;
    return 0;
}
