// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * JSON values to build, write and read: a thin door to jansson. Objects are written with
 * sorted keys and two-space indents, so the same values are the same bytes.
 */
#ifndef SSI_JSON_H
#define SSI_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "ssi/error.h"
#include "ssi/output.h"

struct ssi_json;

/** New values; NULL when memory is out. A value put into another belongs to it. */
struct ssi_json *ssi_json_object(void);
struct ssi_json *ssi_json_array(void);
struct ssi_json *ssi_json_text(struct ssi_str text); /**< invalid UTF-8 becomes U+FFFD */
struct ssi_json *ssi_json_integer(int64_t value);
struct ssi_json *ssi_json_real(double value); /**< written with 15 significant digits */
struct ssi_json *ssi_json_flag(bool value);
struct ssi_json *ssi_json_null(void);
void ssi_json_free(struct ssi_json *value);

/** Takes value also on failure; a NULL value is a failure, so calls may be nested. */
SSI_NODISCARD enum ssi_status ssi_json_set(struct ssi_json *object, const char *key,
                                           struct ssi_json *value, struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_json_push(struct ssi_json *array,
                                            struct ssi_json *value,
                                            struct ssi_error *err);

SSI_NODISCARD enum ssi_status ssi_json_write(const struct ssi_json *value,
                                             struct ssi_output *output,
                                             struct ssi_error *err);
SSI_NODISCARD enum ssi_status ssi_json_parse(struct ssi_str bytes,
                                             struct ssi_json **out_value,
                                             struct ssi_error *err);

/** Borrowed views; NULL, 0 or the empty text where there is no such value. */
const struct ssi_json *ssi_json_get(const struct ssi_json *object, const char *key);
size_t ssi_json_size(const struct ssi_json *array);
const struct ssi_json *ssi_json_at(const struct ssi_json *array, size_t index);
/** The key at a place of an object, in the order of the text it was read from. */
struct ssi_str ssi_json_key(const struct ssi_json *object, size_t index);
struct ssi_str ssi_json_get_text(const struct ssi_json *object, const char *key);
struct ssi_str ssi_json_as_text(const struct ssi_json *value);
int64_t ssi_json_get_integer(const struct ssi_json *object, const char *key);
bool ssi_json_get_flag(const struct ssi_json *object, const char *key);

#endif
