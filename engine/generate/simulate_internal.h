// SPDX-License-Identifier: GPL-3.0-or-later
/** The simulation day by day, and the files that events go to. */
#ifndef SSI_GENERATE_SIMULATE_INTERNAL_H
#define SSI_GENERATE_SIMULATE_INTERNAL_H

#include "generate_internal.h"

#include <assert.h>

/** One event of a day. What `value` is depends on the kind: somebody + 1, a count, 0. */
struct ssi_gen_event {
    uint32_t second, person;
    uint64_t kind : 8, value : 56;
};

static_assert(sizeof(struct ssi_gen_event) == 16, "an event is 16 bytes");

/** The events of one day, in the order drawn, then in the order of time. */
struct ssi_gen_day_log {
    struct ssi_gen_event *drawn, *sorted;
    size_t count, drawn_cap, sorted_cap;
};

SSI_NODISCARD enum ssi_status ssi_gen_day_log_add(struct ssi_gen_day_log *log,
                                                  struct ssi_gen_event event,
                                                  struct ssi_error *err);
/** Fill `sorted`; equal seconds stay in the order drawn. O(events + 86,400). */
SSI_NODISCARD enum ssi_status ssi_gen_day_log_sort(struct ssi_gen_day_log *log,
                                                   struct ssi_error *err);
void ssi_gen_day_log_release(struct ssi_gen_day_log *log);

/** An answer that is on its way. */
struct ssi_gen_pending {
    uint32_t person, lead, second;
};

enum { SSI_GEN_PENDING_DAYS = 32 };

struct ssi_gen_simulation {
    struct ssi_gen_world *world;
    struct ssi_gen_day_log seat_log, event_log;
    struct {
        struct ssi_gen_pending *items;
        size_t count, cap;
    } pending[SSI_GEN_PENDING_DAYS]; /**< by day modulo their number */
    bool exact;                      /**< a number of navigator rows was asked for */
    uint64_t rows_left;              /**< of it */
    double expected_left; /**< navigator rows still to be drawn at natural rates */
    double accepted_left; /**< and those that accepted requests will bring */
    struct ssi_gen_cells *navigator; /**< the current file */
    struct ssi_gen_cells *next; /**< the following one while it overlaps, else NULL */
    struct ssi_gen_cells *outcome, *activity, *connections, *deals;
    uint64_t last_activity_id, event_count, repeated;
};

SSI_NODISCARD enum ssi_status ssi_gen_simulation_init(struct ssi_gen_simulation *sim,
                                                      struct ssi_gen_world *world,
                                                      struct ssi_error *err);
/** Before the first day of each week. */
void ssi_gen_simulation_week(struct ssi_gen_simulation *sim, int32_t week);
/** Draw a day and write it. */
SSI_NODISCARD enum ssi_status ssi_gen_simulation_day(struct ssi_gen_simulation *sim,
                                                     int32_t day, struct ssi_error *err);
void ssi_gen_simulation_release(struct ssi_gen_simulation *sim);

/* export.c */

extern const char ssi_gen_navigator_header[], ssi_gen_outcome_header[],
    ssi_gen_activity_header[];

/** Write the sorted events of a day; InMails get their outcome. */
void ssi_gen_write_navigator(struct ssi_gen_simulation *sim, int32_t day);
void ssi_gen_write_activity(struct ssi_gen_simulation *sim, int32_t day);

#endif
