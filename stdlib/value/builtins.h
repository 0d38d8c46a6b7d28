/*
 * builtins.h - all functions that builtins.def, operators.def and casts.def
 * name
 *
 * What generated C and the constant folding include.
 */
#ifndef WEIR_BUILTINS_H
#define WEIR_BUILTINS_H

#include "stdlib/value/any.h"
#include "stdlib/value/cache.h"
#include "stdlib/value/csv.h"
#include "stdlib/value/encode.h"
#include "stdlib/value/form.h"
#include "stdlib/value/int.h"
#include "stdlib/value/json.h"
#include "stdlib/value/list.h"
#include "stdlib/value/money.h"
#include "stdlib/value/regex.h"
#include "stdlib/value/text.h"

#endif
