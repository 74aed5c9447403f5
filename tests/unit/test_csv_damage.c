// SPDX-License-Identifier: GPL-3.0-or-later
// One damage a file, thousands of files: whatever happens to one row, the rows beside it
// are read, and what is not as it was is either reported or a row that is valid in
// itself.

#include "ssi/events.h"

#include "testing_ingest.h"

static const char header[] =
    "activityId,activityType,createdAt,seatId,memberIdentityKey\n";

static const char *const plain_rows[] = {
    "a1,PROFILE_VIEWED,11-02-2026 08:00:00,4400000001,ACwAAA1\n",
    "a2,SEARCH_PERFORMED,11-02-2026 08:00:01,4400000001,\n",
    "a3,SAVED_LEAD,11-03-2026 09:30:00,4400000002,ACwAAA2\n",
    "a4,MESSAGE_SENT,11-04-2026 23:59:59,4400000003,ACwAAA3\n",
    "a5,INMAIL_SENT,11-05-2026 00:00:00,4400000001,ACwAAA4\n",
};

static const char *const quoted_rows[] = {
    "\"b1\",\"PROFILE_VIEWED\",\"11-02-2026 08:00:00\",\"4400000001\",\"x,1\"\r\n",
    "\"b2\",\"SEARCH_PERFORMED\",\"11-02-2026 08:00:01\",\"4400000001\",\"\"\r\n",
    "\"b3\",\"SAVED_LEAD\",\"11-03-2026 09:30:00\",\"4400000002\",\"he \"\"x\"\" y\"\r\n",
    "\"b4\",\"MESSAGE_SENT\",\"11-04-2026 23:59:59\",\"4400000003\",\"z\"\r\n",
    "\"b5\",\"INMAIL_SENT\",\"11-05-2026 00:00:00\",\"4400000001\",\"w\"\r\n",
};

enum { ROWS = 5, DAMAGED = 2, SIZE = 1024 };

/** What a damage does at a byte of the row: removes `cut` bytes, puts `insert` there. */
struct damage {
    const char *name;
    char only; /* applies where this byte stands; 0 = everywhere */
    size_t cut;
    const char *insert;
    size_t insert_len;
    bool to_line_end; /* cuts to the end of the line, the end itself stays */
};

static const struct damage damages[] = {
    {"separator dropped", ',', 1, "", 0, false},
    {"separator added", 0, 0, ",", 1, false},
    {"quote dropped", '"', 1, "", 0, false},
    {"quote added", 0, 0, "\"", 1, false},
    {"NUL", 0, 0, "\0", 1, false},
    {"bad UTF-8", 0, 0, "\xff", 1, false},
    {"half a character", 0, 0, "\xe2\x82", 2, false},
    {"line cut", 0, 0, "", 0, true},
    {"stray CR", 0, 0, "\r", 1, false},
    {"line end added", 0, 0, "\n", 1, false},
    {"CR LF added", 0, 0, "\r\n", 2, false},
    {"line end dropped", '\n', 1, "", 0, false},
    {"byte dropped", 0, 1, "", 0, false},
    {"byte changed", 0, 1, "~", 1, false},
    {"two quotes added", 0, 0, "\"\"", 2, false},
    {"separator and quote added", 0, 0, ",\"", 2, false},
    {"quote and line end added", 0, 0, "\"\n", 2, false},
    {"Latin-1 letter", 0, 1, "\xe9", 1, false},
    {"semicolon for comma", ',', 1, ";", 1, false},
    {"blank added", 0, 0, " ", 1, false},
    {"tab added", 0, 0, "\t", 1, false},
};

struct result {
    size_t files, reported, valid, unchanged;
};

/** An accepted event, as text to compare. */
static void describe(const struct ssi_event *event, char *buf, size_t size)
{
    (void)snprintf(buf, size, "%.*s|%d|%lld|%.*s|%.*s", (int)event->event_id.len,
                   event->event_id.ptr, (int)event->activity, (long long)event->secs,
                   (int)event->member.len, event->member.ptr, (int)event->counterpart.len,
                   event->counterpart.ptr);
}

struct accepted {
    char rows[2 * ROWS + 4][160];
    size_t count;
    struct ssi_account account;
};

static void read_events(struct setting *setting, struct ssi_str bytes,
                        struct accepted *out)
{
    struct ssi_reader reader;
    struct ssi_events events;
    struct ssi_event event;
    struct ssi_error err = {0};
    memset(out, 0, sizeof *out);
    assert_ok(open_bytes(setting, &reader, "damaged.csv", bytes, &err));
    assert_ok(ssi_events_init(&events, &reader, &err));
    enum ssi_status status;
    while ((status = ssi_events_next(&events, &event, &err)) == SSI_OK) {
        assert_true(out->count < SSI_COUNT(out->rows));
        describe(&event, out->rows[out->count++], sizeof out->rows[0]);
    }
    assert_int_equal(status, SSI_END);
    out->account = events.reader.account;
    assert_balanced(&out->account);
    ssi_events_release(&events);
}

static size_t assemble(const char *const *rows, char *buf, size_t *out_start,
                       size_t *out_len)
{
    size_t at = sizeof header - 1;
    memcpy(buf, header, at);
    for (size_t r = 0; r < ROWS; r++) {
        size_t len = strlen(rows[r]);
        if (r == DAMAGED) {
            *out_start = at;
            *out_len = len;
        }
        memcpy(buf + at, rows[r], len);
        at += len;
    }
    return at;
}

static size_t apply(const struct damage *damage, const char *whole, size_t len, size_t at,
                    size_t row_end, char *out)
{
    size_t cut = damage->to_line_end ? row_end - 1 - at : damage->cut;
    memcpy(out, whole, at);
    memcpy(out + at, damage->insert, damage->insert_len);
    memcpy(out + at + damage->insert_len, whole + at + cut, len - at - cut);
    return len - cut + damage->insert_len;
}

/** The undamaged rows must all be there, in order; the rest is of the damaged row. */
static void check_file(const struct accepted *good, const struct accepted *got,
                       bool joins, const char *name, size_t at, struct result *result)
{
    size_t next = 0;
    size_t others = 0;
    bool whole = false;
    for (size_t i = 0; i < got->count; i++) {
        while (next < ROWS && (next == DAMAGED || (joins && next == DAMAGED + 1)) &&
               strcmp(got->rows[i], good->rows[next]) != 0) {
            next++;
        }
        if (next < ROWS && strcmp(got->rows[i], good->rows[next]) == 0) {
            whole |= next == DAMAGED;
            next++;
        } else {
            others++;
        }
    }
    while (next < ROWS && (next == DAMAGED || (joins && next == DAMAGED + 1))) {
        next++;
    }
    if (next != ROWS) {
        print_error("%s at byte %zu: a good row is lost\n", name, at);
    }
    assert_int_equal(next, ROWS);
    assert_true(others <= 2);
    result->files++;
    result->reported += got->account.rejected > 0;
    result->valid += got->account.rejected == 0 && !whole;
    result->unchanged += got->account.rejected == 0 && whole;
    // a row that went missing without a word would be the one unforgivable thing; a row
    // cut off at its first byte leaves a blank line, which is counted
    assert_true(whole || others > 0 || got->account.rejected > 0 ||
                got->account.blank_lines > 0);
}

static void damage_all(struct setting *setting, const char *const *rows,
                       struct result *result)
{
    static char whole[SIZE];
    static char damaged[SIZE + 8];
    static struct accepted good;
    static struct accepted got;
    size_t start = 0;
    size_t row_len = 0;
    size_t len = assemble(rows, whole, &start, &row_len);
    read_events(setting, ssi_str_of(whole, len), &good);
    assert_int_equal(good.count, ROWS);
    for (size_t d = 0; d < SSI_COUNT(damages); d++) {
        for (size_t at = start; at < start + row_len; at++) {
            const struct damage *damage = &damages[d];
            if (damage->only && whole[at] != damage->only) {
                continue;
            }
            size_t size = apply(damage, whole, len, at, start + row_len, damaged);
            bool joins = damage->cut > 0 && whole[at] == '\n';
            read_events(setting, ssi_str_of(damaged, size), &got);
            check_file(&good, &got, joins, damage->name, at - start, result);
        }
    }
}

static void test_csv_damage__no_good_row_is_lost(void **state)
{
    struct result result = {0};
    damage_all(*state, plain_rows, &result);
    damage_all(*state, quoted_rows, &result);
    print_message("%zu damaged files: %zu reported, %zu left a row valid in itself, %zu "
                  "changed nothing that is read\n",
                  result.files, result.reported, result.valid, result.unchanged);
    assert_true(result.files >= 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_damage__no_good_row_is_lost),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
