/*
 * Gives each file named to the fuzz target it is linked with. Without
 * libFuzzer, so that `make check` replays what fuzzing once found.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
    enum { LARGEST = 16 << 20 };
    FILE *f = fopen(path, "rb");
    uint8_t *data = f ? malloc(LARGEST) : NULL;

    if (!data) {
        fprintf(stderr, "cannot read %s\n", path);
        if (f)
            fclose(f);
        return 1;
    }
    size_t size = fread(data, 1, LARGEST, f);
    fclose(f);
    uint8_t *exact = realloc(data, size ? size : 1); // a byte over is seen
    LLVMFuzzerTestOneInput(exact ? exact : data, size);
    free(exact ? exact : data);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    return failed;
}
