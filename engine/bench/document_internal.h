// SPDX-License-Identifier: GPL-3.0-or-later
/** Drawing of bench.pdf. */
#ifndef SSI_BENCH_DOCUMENT_INTERNAL_H
#define SSI_BENCH_DOCUMENT_INTERNAL_H

#include "bench_internal.h"

#include "ssi/paper.h"

struct ssi_bench_drawing {
    const struct ssi_bench *bench;
    struct ssi_paper *paper;
    const char *week;
};

SSI_PRINTF(7, 8)
void ssi_bench_put(const struct ssi_bench_drawing *d, double x, double y, double width,
                   enum ssi_ink ink, enum ssi_ink_align align, const char *format, ...);
/** A number that ends at x, "–" where it is undefined. */
void ssi_bench_number(const struct ssi_bench_drawing *d, double x, double y, double width,
                      enum ssi_ink ink, double value, int decimals);
/** A row of a figure's numbers. */
void ssi_bench_row(struct ssi_output *numbers, const double *values, size_t count);

/** Whether a sentence is the first about a comparison. */
bool ssi_bench_begins(const struct ssi_bench *bench, size_t sentence);

/** The distance of an axis's tics. */
double ssi_bench_step(double span);

/* document_figures.c: below the table, from y on */
SSI_NODISCARD enum ssi_status ssi_bench_draw_figures(const struct ssi_bench_drawing *d,
                                                     const struct ssi_bench_task *task,
                                                     size_t best, double y,
                                                     const char *title,
                                                     struct ssi_error *err);

/* document_task.c */
SSI_NODISCARD enum ssi_status ssi_bench_draw_task(const struct ssi_bench_drawing *d,
                                                  const struct ssi_bench_task *task,
                                                  struct ssi_error *err);

#endif
