/*
 * argo.h - templates of Argo Workflows that do some work: a container, a
 * script, a request, a resource of Kubernetes
 */
#ifndef WEIR_IMPORT_ARGO_H
#define WEIR_IMPORT_ARGO_H

#include "compiler/import/ways.h"

struct argo_reading {
    struct import *im;
    struct import_body body;
    struct map templates;
    const struct tree *defaults; // spec.templateDefaults, or NULL
    const struct tree *retry;    // of a template with steps around, or NULL
    bool whole;                  // no other document uses its templates
    unsigned depth;
    unsigned in_exit; // a hook's own failure asks for no hook
};

/* It is a container, a script or the like, and holds no steps. */
bool argo_does_work(const struct tree *t);
/* Its step, which stands at the step or task that runs it. */
void argo_read_work(struct argo_reading *r, const struct tree *t, str label,
                    span at);

#endif
