/*
 * personal.h - messages about a record, without what is @pii in it
 */
#ifndef WEIR_PERSONAL_H
#define WEIR_PERSONAL_H

#include "stdlib/runtime/engine.h"

/* The message as a log, a queue or an alert may have it: at most MESSAGE_MAX
 * bytes of UTF-8, without secrets and personal data. Lives with the record. */
str record_message(struct weir_record *r, str message);

#endif
