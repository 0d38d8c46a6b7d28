/*
 * kestra.h - what a task's type is to the flow graph
 *
 * Source: https://kestra.io/plugins
 */
#ifndef WEIR_IMPORT_KESTRA_H
#define WEIR_IMPORT_KESTRA_H

#include "compiler/import/import.h"

/* "flow.If" of "io.kestra.plugin.core.flow.If" (or of "core.tasks" of old),
 * "aws.s3.Upload" of "io.kestra.plugin.aws.s3.Upload". */
str kestra_short_type(str type, bool *core);
/* What is the platform's own and not listed changes nothing outside. */
enum graph_node_kind kestra_kind_of(const struct tree *t, str type, bool core);
/* "s3" of "aws.s3.Upload", "postgresql" of "jdbc.postgresql.Query". */
str kestra_system_of(str type);

#endif
