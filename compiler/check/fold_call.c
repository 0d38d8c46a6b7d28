/*
 * Calls a function of stdlib/value on literals, whatever its C type: a code
 * such as "TI>B" (text and int to bool) says what the pointer is cast to.
 */
#include "compiler/check/forms.h"

#include <string.h>

/* For each letter the C type, how to read it and how to keep it. */
typedef str type_T;
typedef int64_t type_I;
typedef weir_decimal type_D;
typedef weir_money type_M;
typedef bool type_B;
typedef weir_date type_A;
typedef weir_time type_C;
typedef weir_timestamp type_S;
typedef weir_duration type_U;

#define GET_T(v) ((v)->text)
#define GET_I(v) ((v)->i)
#define GET_D(v) ((v)->decimal)
#define GET_M(v) ((v)->money)
#define GET_B(v) ((v)->i != 0)
#define GET_A(v) ((weir_date)(v)->i)
#define GET_C(v) ((v)->i)
#define GET_S(v) ((v)->timestamp)
#define GET_U(v) ((v)->i)

#define PUT_T text
#define PUT_I i
#define PUT_D decimal
#define PUT_M money
#define PUT_B i
#define PUT_A i
#define PUT_C i
#define PUT_S timestamp
#define PUT_U i

#define CALL1(R, A)                                                            \
    if (!strcmp(f->code, #A ">" #R)) {                                         \
        out->PUT_##R = ((type_##R(*)(struct weir_context *, type_##A))f->run)( \
            x, GET_##A(v[0]));                                                 \
        return true;                                                           \
    }
#define CALL2(R, A, B)                                                        \
    if (!strcmp(f->code, #A #B ">" #R)) {                                     \
        out->PUT_##R =                                                        \
            ((type_##R(*)(struct weir_context *, type_##A, type_##B))f->run)( \
                x, GET_##A(v[0]), GET_##B(v[1]));                             \
        return true;                                                          \
    }
#define CALL3(R, A, B, C)                                             \
    if (!strcmp(f->code, #A #B #C ">" #R)) {                          \
        out->PUT_##R = ((type_##R(*)(struct weir_context *, type_##A, \
                                     type_##B, type_##C))f->run)(     \
            x, GET_##A(v[0]), GET_##B(v[1]), GET_##C(v[2]));          \
        return true;                                                  \
    }

// clang-format off
/* A flat switch over the codes of one argument. */
static bool call_one(const struct form *f, struct weir_context *x,
                     const union graph_value *const *v,
                     union graph_value *out)
{
    CALL1(A, A)
    CALL1(I, A)
    CALL1(T, A)
    CALL1(T, B)
    CALL1(T, C)
    CALL1(D, D)
    CALL1(I, D)
    CALL1(T, D)
    CALL1(D, I)
    CALL1(I, I)
    CALL1(S, I)
    CALL1(T, I)
    CALL1(D, M)
    CALL1(I, M)
    CALL1(M, M)
    CALL1(T, M)
    CALL1(A, S)
    CALL1(C, S)
    CALL1(I, S)
    CALL1(S, S)
    CALL1(T, S)
    CALL1(A, T)
    CALL1(B, T)
    CALL1(C, T)
    CALL1(D, T)
    CALL1(I, T)
    CALL1(M, T)
    CALL1(S, T)
    CALL1(T, T)
    CALL1(U, T)
    CALL1(T, U)
    CALL1(U, U)
    return false;
}

/* A flat switch over the codes of two arguments. */
static bool call_two(const struct form *f, struct weir_context *x,
                     const union graph_value *const *v,
                     union graph_value *out)
{
    CALL2(A, A, A)
    CALL2(I, A, A)
    CALL2(A, A, I)
    CALL2(T, A, T)
    CALL2(C, C, C)
    CALL2(D, D, D)
    CALL2(D, D, I)
    CALL2(M, D, M)
    CALL2(M, D, T)
    CALL2(I, I, I)
    CALL2(M, I, T)
    CALL2(U, I, U)
    CALL2(M, M, D)
    CALL2(M, M, I)
    CALL2(D, M, M)
    CALL2(M, M, M)
    CALL2(S, S, S)
    CALL2(U, S, S)
    CALL2(A, S, T)
    CALL2(C, S, T)
    CALL2(S, S, T)
    CALL2(T, S, T)
    CALL2(S, S, U)
    CALL2(T, T, I)
    CALL2(A, T, T)
    CALL2(B, T, T)
    CALL2(S, T, T)
    CALL2(T, T, T)
    CALL2(U, U, I)
    CALL2(D, U, U)
    CALL2(U, U, U)
    return false;
}

/* A flat switch over the codes of three arguments. */
static bool call_three(const struct form *f, struct weir_context *x,
                       const union graph_value *const *v,
                       union graph_value *out)
{
    CALL3(S, A, C, T)
    CALL3(D, D, D, I)
    CALL3(M, M, D, I)
    CALL3(M, M, D, T)
    CALL3(D, M, M, I)
    CALL3(T, S, T, T)
    CALL3(T, T, I, I)
    CALL3(T, T, I, T)
    CALL3(S, T, T, T)
    CALL3(T, T, T, T)
    return false;
}
// clang-format on

bool form_call(const struct form *f, struct weir_context *x,
               const union graph_value *const *args, union graph_value *out)
{
    if (!f->code[0] || !f->run)
        return false;
    switch (f->nparams) {
    case 1: return call_one(f, x, args, out);
    case 2: return call_two(f, x, args, out);
    case 3: return call_three(f, x, args, out);
    default: return false; // now() and today() are of the run
    }
}
