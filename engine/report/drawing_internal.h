// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Documents on their way: scripts are collected in parts, then gnuplot processes draw the
 * parts, one a thread at a time, and each document is joined, checked and moved on. What
 * is a part depends on the pages alone, so the bytes do not depend on the threads.
 */
#ifndef SSI_REPORT_DRAWING_INTERNAL_H
#define SSI_REPORT_DRAWING_INTERNAL_H

#include "page_internal.h"
#include "workshop_internal.h"

enum { SSI_DRAWN_PATH = 96 };

/** A document whose scripts are written or being written. */
struct ssi_drawn {
    struct ssi_document document;
    char path[SSI_DRAWN_PATH];     /**< below `new`, e.g. teams/benelux-0123.pdf */
    size_t first_part, part_count; /**< of the batch */
    unsigned part_page;            /**< where the open part begins */
};

struct ssi_drawing {
    struct ssi_workshop *shop;
    struct ssi_drawn *documents;
    size_t document_count, document_cap;
    unsigned *part_pages; /**< of each part of the batch */
    size_t part_count, part_cap;
};

/** A new document; its parts begin with ssi_drawing_part. Draws the batch when it is
 * full. */
SSI_NODISCARD enum ssi_status ssi_drawing_begin(struct ssi_drawing *drawing,
                                                const char *path, struct ssi_error *err);
/** The document that is open; valid until the next begins. */
struct ssi_drawn *ssi_drawing_last(struct ssi_drawing *drawing);
/** What is written from here on is drawn by a process of its own. */
SSI_NODISCARD enum ssi_status ssi_drawing_part(struct ssi_drawing *drawing,
                                               struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_drawing_end(struct ssi_drawing *drawing,
                                              struct ssi_error *err);
/** Draws what is left. */
SSI_NODISCARD enum ssi_status ssi_drawing_finish(struct ssi_drawing *drawing,
                                                 struct ssi_error *err);
void ssi_drawing_release(struct ssi_drawing *drawing);

#endif
