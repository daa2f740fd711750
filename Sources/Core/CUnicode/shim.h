#pragma once
#include <idn2.h>
#include <stringprep.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

/* UNINORM_NFC and UNINORM_NFKC are macros over an incomplete type, which Swift cannot name. */
static inline uint32_t *grapnel_u32_nfc(const uint32_t *s, size_t n, size_t *length) {
    return u32_normalize(UNINORM_NFC, s, n, NULL, length);
}

static inline uint32_t *grapnel_u32_nfkc(const uint32_t *s, size_t n, size_t *length) {
    return u32_normalize(UNINORM_NFKC, s, n, NULL, length);
}
