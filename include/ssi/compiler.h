// SPDX-License-Identifier: GPL-3.0-or-later
/** What differs between compilers and C standards, behind names of our own. */
#ifndef SSI_COMPILER_H
#define SSI_COMPILER_H

#if defined(__STDC_VERSION__) && __STDC_VERSION__ > 201710L
#define SSI_NODISCARD [[nodiscard]]
#define SSI_UNUSED    [[maybe_unused]]
#else
#define SSI_NODISCARD __attribute__((warn_unused_result))
#define SSI_UNUSED    __attribute__((unused))
#endif

#define SSI_PRINTF(format_arg, first_arg)                                                \
    __attribute__((format(printf, format_arg, first_arg)))

/** NAN and INFINITY of <math.h> are floats, and clang tells of every one that widens. */
#define SSI_NAN      ((double)NAN)
#define SSI_INFINITY ((double)INFINITY)

#define SSI_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
