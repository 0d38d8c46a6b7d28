/*
 * serverless.h - what versions 0.8 and 1.0 of Serverless Workflow share
 */
#ifndef WEIR_IMPORT_SERVERLESS_H
#define WEIR_IMPORT_SERVERLESS_H

#include "compiler/import/import.h"

/* { seconds: 3, minutes: 1 } or "PT30S" in us; -1 otherwise. */
int64_t serverless_duration(const struct tree *t);

/* The classes of a status: 503 is a passing failure, 404 not found. */
weir_class_set serverless_status(int64_t status);

void serverless_read_08(struct import *im, const struct tree *t);
void serverless_read_10(struct import *im, const struct tree *t);

#endif
