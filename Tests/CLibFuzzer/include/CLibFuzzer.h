#include <stddef.h>
#include <stdint.h>

/// Fuzzes until the limits in the arguments are reached (libFuzzer's FuzzerInterface).
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *data, size_t size));
