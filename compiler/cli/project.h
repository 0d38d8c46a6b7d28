/*
 * project.h - which files are meant
 *
 * A project is a folder with a weir.yaml; its estate is every .weir file under
 * its `sources:`. A folder without one, in no project, is an estate too; so
 * are files that are named one by one and belong to no project.
 *
 * Hidden folders, symbolic links to folders, `build` beside weir.yaml and
 * folders that are projects of their own are not searched.
 */
#ifndef WEIR_PROJECT_H
#define WEIR_PROJECT_H

#include "compiler/cli/command.h"
#include "compiler/cli/config.h"

struct project {
    str root;             // the folder on disk: "." "../.." "examples/01"
    struct config config; // defaults without a weir.yaml
    bool has_config;
    str below;          // a project of its own that was passed over, or ""
    VEC(str) names;     // relative to the root, sorted; NUL behind each
    VEC(str) documents; // named files that are no .weir: manifests, exports
    bool part;          // a file was named: others may be left out
    VEC(str)
    only; // the parts that were named, folders end in "/"; none:
          // all of it
};

/*
 * Finds the project of the paths (none: the current folder) and its files, and
 * sets c->sources.prefix. False after a problem. A project without files is
 * no problem here.
 */
bool project_open(struct project *p, struct cli *c, const str *paths,
                  uint32_t n);

/* The same for an audit: the .json, .yaml and .yml files that are named or
 * stand under the folders go to p->documents; `sources:` says nothing of
 * them. */
bool project_open_exports(struct project *p, struct cli *c, const str *paths,
                          uint32_t n);

/* The path on disk of a name, with a NUL behind it. */
str project_path(const struct project *p, struct arena *a, str name);

/* True when a file is among the parts that were named. */
bool project_wants(const struct project *p, str name);

#endif
