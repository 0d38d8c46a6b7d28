/*
 * rule_list.h - the library of rules as lines
 */
#ifndef WEIR_RULE_LIST_H
#define WEIR_RULE_LIST_H

#include "stdlib/value/str.h"

/* Prints a line for each rule that `only` names, a rule or a category, or for
 * each of all when it is empty; how many. */
uint32_t rule_list_print(str only);

#endif
