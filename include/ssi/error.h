// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Status and error: how every fallible function of libssi says what went wrong.
 *
 * A fallible function returns enum ssi_status and fills the caller's struct ssi_error
 * (NULL is allowed and ignored). The one who detects a problem writes the message: one
 * impersonal line saying what is wrong and what to do, without function names. Layers
 * above pass it on; a reader of files adds file, line and column.
 */
#ifndef SSI_ERROR_H
#define SSI_ERROR_H

#include <stddef.h>
#include <stdint.h>

#include "ssi/compiler.h"
#include "ssi/str.h"

/** The values 1 to 5 and 130 are the program's exit codes. */
enum ssi_status {
    SSI_OK = 0,
    SSI_EDATA = 1,     /**< the data do not allow it */
    SSI_EUSAGE = 2,    /**< a wrong option, argument, config or model */
    SSI_EIO = 3,       /**< reading or writing failed: truncated, corrupt, disk, lock */
    SSI_EINTERNAL = 4, /**< out of memory, or a broken promise of our own */
    SSI_EGNUPLOT = 5,  /**< gnuplot missing or failed */
    SSI_END = 6,       /**< not an error: nothing more to read */
    SSI_EINTERRUPT = 130
};

struct ssi_error {
    enum ssi_status code;
    uint64_t line;   /**< physical line from 1; 0 = does not apply */
    uint64_t column; /**< byte or field column from 1; 0 = does not apply */
    char file[256];  /**< empty = does not apply */
    char message[512];
};

/** Set code and message, clear the position; returns code. err may be NULL. */
SSI_PRINTF(3, 4)
enum ssi_status ssi_error_set(struct ssi_error *err, enum ssi_status code,
                              const char *format, ...);

/** Name the place of an error already set; an empty file or 0 leaves what is there. */
void ssi_error_at(struct ssi_error *err, const char *file, uint64_t line,
                  uint64_t column);

/** Out of memory, as every allocation reports it. */
enum ssi_status ssi_error_nomem(struct ssi_error *err);

/** Like ssi_error_set(SSI_EIO, ...) with strerror(errno) behind: "what 'path': reason".
 */
enum ssi_status ssi_error_errno(struct ssi_error *err, const char *what,
                                const char *path);

/**
 * A value from outside, safe to print: in single quotes, control bytes, invalid UTF-8 and
 * bidirectional controls as \xNN, clipped to about 115 bytes. Returns buf.
 */
enum { SSI_QUOTE_SIZE = 128 };
const char *ssi_quote(struct ssi_str value, char buf[SSI_QUOTE_SIZE]);

/** One line "file:line:column: message" into buf (cut at size); returns buf. */
const char *ssi_error_line(const struct ssi_error *err, char *buf, size_t size);

/** Pass a failure up at once. */
#define SSI_TRY(call)                                                                    \
    do {                                                                                 \
        enum ssi_status ssi_try_ = (call);                                               \
        if (ssi_try_ != SSI_OK) {                                                        \
            return ssi_try_;                                                             \
        }                                                                                \
    } while (0)

#endif
