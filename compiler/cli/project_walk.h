/*
 * project_walk.h - the .weir files, or the exports, under a folder
 */
#ifndef WEIR_PROJECT_WALK_H
#define WEIR_PROJECT_WALK_H

#include "compiler/cli/command.h"

struct walk {
    struct cli *cli;
    struct arena *arena;
    str root;       // the project's folder on disk
    VEC(str) files; // relative to the root
    str project;    // a folder that is a project of its own, passed over
    uint32_t depth;
    bool exports; // .json, .yaml and .yml instead of .weir
};

/* Adds what is under `folder` (relative to the root, "" the root), in no
 * order. Hidden folders, links to folders, `build` in the root and projects of
 * their own are passed over. False after a problem. */
bool walk_folder(struct walk *w, str folder);

#endif
