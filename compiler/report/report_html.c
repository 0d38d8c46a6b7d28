/*
 * The report as one HTML file: no request leaves it, it works without scripts,
 * and with them it can be searched and filtered.
 */
#include "compiler/base/visible.h"
#include "compiler/report/report.h"

static const char HEAD[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
    "<title>Audit of integration flows</title>\n<style>\n"
    ":root{color-scheme:light dark;--line:#8886;--bad:#c22;--warn:#b60;"
    "--info:#27a;--soft:#8882}\n"
    "@media(prefers-color-scheme:dark){:root{--bad:#f77;--warn:#fa4;"
    "--info:#7bf}}\n"
    "body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;"
    "padding:0 1rem}\n"
    "table{border-collapse:collapse;margin:1rem 0;width:100%}\n"
    "th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid "
    "var(--line);vertical-align:top}\n"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}\n"
    ".error{color:var(--bad)}.warning{color:var(--warn)}.info,.unknown{"
    "color:var(--info)}\n"
    ".picture{overflow-x:auto;border:1px solid var(--line);border-radius:6px;"
    "padding:.5rem}\n"
    "svg text{font:12px system-ui,sans-serif;fill:currentColor}\n"
    "svg rect{fill:var(--soft);stroke:currentColor;stroke-opacity:.5}\n"
    "svg .node.error rect{stroke:var(--bad);stroke-width:3;stroke-opacity:1}\n"
    "svg .node.warning rect{stroke:var(--warn);stroke-width:3;"
    "stroke-opacity:1}\n"
    "svg .way{fill:none;stroke:currentColor;stroke-opacity:.55}\n"
    "svg .fail{fill:none;stroke:var(--bad);stroke-dasharray:5 4}\n"
    "#find{position:sticky;top:0;background:Canvas;padding:.6rem 0;"
    "border-bottom:1px solid var(--line)}\n"
    "input,select{font:inherit;padding:.3rem .5rem}\n"
    "summary{cursor:pointer}summary h3{display:inline}\n"
    "code{overflow-wrap:anywhere}\n"
    "@media print{#find{display:none}details{break-inside:avoid}"
    "details:not([open])>*{display:block}}\n"
    "</style>\n</head>\n<body>\n<h1>Audit of integration flows</h1>\n";

static const char FIND[] =
    "<form id=\"find\" role=\"search\"><label>Search <input id=\"words\" "
    "type=\"search\"></label> <label>Level <select id=\"level\"><option "
    "value=\"\">all</option><option>error</option><option>warning</option>"
    "<option>info</option><option>unknown</option></select></label> <output "
    "id=\"shown\" aria-live=\"polite\"></output></form>\n";

static const char SCRIPT[] =
    "<script>\n"
    "(function(){\n"
    "var words=document.getElementById('words'),"
    "level=document.getElementById('level'),"
    "shown=document.getElementById('shown'),"
    "flows=[].slice.call(document.querySelectorAll('details.flow'));\n"
    "function show(){var w=words.value.toLowerCase(),l=level.value,n=0;"
    "flows.forEach(function(f){"
    "var name=f.querySelector('h3').textContent.toLowerCase(),any=false;"
    "[].slice.call(f.querySelectorAll('li')).forEach(function(x){"
    "var ok=(!l||x.className===l)&&(!w||name.indexOf(w)>=0||"
    "x.textContent.toLowerCase().indexOf(w)>=0);x.hidden=!ok;any=any||ok;});"
    "var plain=!l&&(!w||name.indexOf(w)>=0);"
    "f.hidden=!(any||plain);if(!f.hidden)n++;});"
    "shown.textContent=n+' of '+flows.length+' flows';}\n"
    "words.addEventListener('input',show);"
    "level.addEventListener('change',show);"
    "document.getElementById('find').addEventListener('submit',"
    "function(e){e.preventDefault();});"
    "window.addEventListener('beforeprint',function(){"
    "flows.forEach(function(f){f.open=true;});});show();\n"
    "})();\n</script>\n</body>\n</html>\n";

void report_escape(struct buf *out, str text)
{
    while (text.len) {
        struct visible v = visible_next(text);
        switch (v.shown) {
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '&': buf_text(out, "&amp;"); break;
        case '"': buf_text(out, "&quot;"); break;
        case '\'': buf_text(out, "&#39;"); break;
        default: visible_char(out, v.shown);
        }
        text = str_slice(text, v.bytes, text.len);
    }
}

static void add_number(struct buf *out, const char *what, uint32_t n)
{
    buf_printf(out, "<tr><th scope=\"row\">%s</th><td class=\"n\">%u</td></tr>",
               what, n);
}

static void add_summary(const struct report *r, struct buf *out)
{
    uint32_t broken = 0, read = 0;

    for (uint32_t i = 0; i < r->nfiles; i++) {
        broken += r->files[i].broken;
        read += r->files[i].platform.len > 0;
    }
    buf_text(out, "<h2>Summary</h2>\n<table>");
    add_number(out, "files", r->nfiles);
    add_number(out, "of these read", read);
    add_number(out, "of no known platform", r->nfiles - read - broken);
    add_number(out, "broken", broken);
    add_number(out, "flows", r->g ? r->g->flows.n : 0);
    add_number(out, "findings", r->diags->all.n);
    add_number(out, "of these errors", r->sum->errors);
    add_number(out, "warnings", r->sum->warnings);
    add_number(out, "infos", r->sum->infos);
    add_number(out, "unknown: the export can't say", r->sum->unknown);
    if (r->change) {
        add_number(out, "new since the earlier report", r->change->fresh);
        add_number(out, "mended since", r->change->mended);
        add_number(out, "left", r->change->left);
    }
    buf_text(out, "</table>\n");
}

static void add_risks(const struct report *r, struct buf *out)
{
    buf_text(out, "<h2>Risk register</h2>\n<table><thead><tr><th>rule<th>what "
                  "is wanted<th class=\"n\">findings<th class=\"n\">unknown<th "
                  "class=\"n\">flows<th>likelihood<th>effect</tr></thead>"
                  "<tbody>\n");
    for (uint32_t i = 0; i < r->nrisks; i++) {
        const struct report_risk *x = &r->risks[i];
        buf_text(out, "<tr><td><code>");
        report_escape(out, x->rule.id);
        buf_text(out, "</code><td>");
        report_escape(out, x->rule.summary);
        buf_printf(out,
                   "<td class=\"n\">%u<td class=\"n\">%u<td class=\"n\">%u"
                   "<td>%s<td class=\"%s\">%s</tr>\n",
                   x->failed, x->unknown, x->flows, report_likelihood(r, x),
                   diag_level_name(x->level), report_effect(x));
    }
    buf_text(out, "</tbody></table>\n<p>Likelihood is how much of the estate "
                  "shows it: high above a third of the flows, medium above a "
                  "tenth. Effect is the rule's level.</p>\n");
}

/* A text of several lines, as one. */
static void add_lines(struct buf *out, str text)
{
    while (text.len) {
        ptrdiff_t end = str_find(text, STR("\n"));
        size_t n = end < 0 ? text.len : (size_t)end;
        report_escape(out, str_slice(text, 0, n));
        buf_char(out, ' ');
        text = str_slice(text, n + 1, text.len);
    }
}

static void add_plan(const struct report *r, struct buf *out)
{
    buf_text(out, "<h2>Remediation plan</h2>\n<p>Most harmful first, then what "
                  "concerns most flows.</p>\n<ol>\n");
    for (uint32_t i = 0; i < r->nrisks; i++) {
        const struct report_risk *x = &r->risks[i];
        if (!x->failed)
            continue;
        buf_text(out, "<li><code>");
        report_escape(out, x->rule.id);
        buf_printf(out, "</code>, %u flow%s. ", x->flows,
                   x->flows == 1 ? "" : "s");
        add_lines(out, x->mend);
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ol>\n");
}

static void add_owners(const struct report *r, struct buf *out)
{
    buf_text(out, "<h2>Owners</h2>\n<table><thead><tr><th>flow<th>owner<th>"
                  "platform<th>runs</tr></thead><tbody>\n");
    for (uint32_t i = 0; r->g && i < r->g->flows.n; i++) {
        const struct graph_flow *f = r->g->flows.at[i];
        buf_printf(out, "<tr><td><a href=\"#flow%u\">", i);
        report_escape(out, f->name);
        buf_text(out, "</a><td>");
        report_escape(out, f->owner ? f->owner->name : STR("not known"));
        buf_text(out, "<td>");
        report_escape(out, f->format);
        buf_printf(out, "<td>%s</tr>\n", f->enabled ? "yes" : "no");
    }
    buf_text(out, "</tbody></table>\n");
}

static void add_systems(const struct report *r, struct buf *out)
{
    if (!r->nsystems)
        return;
    buf_text(out, "<h2>Systems and who writes to them</h2>\n<table><thead><tr>"
                  "<th>system<th>version<th>flow<th class=\"n\">reads<th "
                  "class=\"n\">writes</tr></thead><tbody>\n");
    for (uint32_t i = 0; i < r->nsystems; i++)
        for (uint32_t j = 0; j < r->systems[i].nuses; j++) {
            const struct report_use *u = &r->systems[i].uses[j];
            str version = r->systems[i].system->version;
            buf_text(out, "<tr><td>");
            report_escape(out, r->systems[i].system->alias);
            buf_text(out, "<td>");
            report_escape(out, version.len ? version : STR("not known"));
            buf_printf(out, "<td><a href=\"#flow%u\">", u->flow->index);
            report_escape(out, u->flow->name);
            buf_printf(out, "</a><td class=\"n\">%u<td class=\"n\">%u</tr>\n",
                       u->reads, u->writes);
        }
    buf_text(out, "</tbody></table>\n");
}

static void add_finding(const struct report *r, uint32_t i, struct buf *out)
{
    const struct diag *d = r->diags->all.at[i];
    struct place at = source_locate(r->diags->sources, d->at.pos);

    buf_printf(out, "<li class=\"%s\"><b>%s</b> <code>", diag_word(d),
               diag_word(d));
    report_escape(out, d->id);
    buf_text(out, "</code> ");
    if (r->change && r->change->is_fresh[i])
        buf_text(out, "<b>new</b> ");
    if (at.src)
        buf_printf(out, "line %u: ", at.line);
    report_escape(out, d->message);
    buf_text(out, "</li>\n");
}

static void add_flow(const struct report *r, uint32_t i, struct buf *out)
{
    const struct report_flow *f = &r->flows[i];

    buf_printf(out, "<details class=\"flow\" id=\"flow%u\"><summary><h3>", i);
    report_escape(out, f->flow->name);
    buf_printf(out, "</h3> %u errors, %u warnings, %u unknown</summary>\n<p>",
               f->errors, f->warnings, f->unknown);
    report_escape(out, f->file);
    if (f->flow->doc.len)
        buf_text(out, "<br>");
    report_escape(out, f->flow->doc);
    buf_text(out, "</p>\n<ul>\n");
    for (uint32_t j = 0; j < f->nfound; j++)
        add_finding(r, f->found[j], out);
    buf_text(out, "</ul>\n<div class=\"picture\" tabindex=\"0\">\n");
    report_picture(r, f, out);
    buf_text(out, "</div>\n</details>\n");
}

static void add_loose(const struct report *r, struct buf *out)
{
    if (!r->nloose)
        return;
    buf_text(out, "<h2>Of no single flow</h2>\n<ul>\n");
    for (uint32_t i = 0; i < r->nloose; i++)
        add_finding(r, r->loose[i], out);
    buf_text(out, "</ul>\n");
}

void report_print_html(const struct report *r, struct buf *out)
{
    buf_text(out, HEAD);
    if (r->day.len) {
        buf_text(out, "<p>");
        report_escape(out, r->day);
        buf_text(out, "</p>\n");
    }
    add_summary(r, out);
    add_risks(r, out);
    add_plan(r, out);
    add_owners(r, out);
    add_systems(r, out);
    buf_text(out, "<h2>Flows</h2>\n");
    buf_text(out, FIND);
    for (uint32_t i = 0; r->g && i < r->g->flows.n; i++)
        add_flow(r, i, out);
    add_loose(r, out);
    buf_text(out, SCRIPT);
}
