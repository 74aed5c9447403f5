// SPDX-License-Identifier: GPL-3.0-or-later
/** A thread that reads a source ahead of its consumer; for source.c. */
#ifndef SSI_AHEAD_INTERNAL_H
#define SSI_AHEAD_INTERNAL_H

#include "ssi/source.h"

struct ssi_ahead;

/** NULL when there is no memory or no thread for it: then the caller reads itself. */
struct ssi_ahead *ssi_ahead_start(struct ssi_source *source);

/** Bytes in order; the reading thread's error comes behind the bytes before it. */
SSI_NODISCARD enum ssi_status ssi_ahead_read(struct ssi_ahead *ahead, char *buf,
                                             size_t cap, size_t *out_len,
                                             struct ssi_error *err);

/** Ends the thread, wherever it is. NULL is allowed. */
void ssi_ahead_stop(struct ssi_ahead *ahead);

/** What the thread calls: ssi_source_read() without the thread. */
SSI_NODISCARD enum ssi_status ssi_source_read_here(struct ssi_source *source, char *buf,
                                                   size_t cap, size_t *out_len,
                                                   struct ssi_error *err);

#endif
