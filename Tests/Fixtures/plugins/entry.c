/* A library that looks like a plugin to the linker; STAMP is what it says of itself. */
#include <stdlib.h>

const char *grapnel_plugin_stamp(void) { return STAMP; }

/* Nothing may ask a library with another stamp for its plugin. */
void *grapnel_plugin_make(void) { return MAKE; }
