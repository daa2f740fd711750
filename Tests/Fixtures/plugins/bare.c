/* A library that has nothing to do with Grapnel. */
int grapnel_no_plugin = 1;
