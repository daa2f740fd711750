#pragma once
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <readline/history.h>
#include <readline/readline.h>

/* Readline keeps its state in global variables, which Swift rightly refuses to touch from concurrent code. These
   functions are the only way to them; one thread, the one that owns the terminal, calls them. */

/* Ctrl-C and Ctrl-Z reach the line as keys instead of the process as signals. */
static inline void creadline_prepare(int meta) {
    struct termios modes;
    rl_prep_terminal(meta);
    if (tcgetattr(fileno(rl_instream), &modes) == 0) {
        modes.c_cc[VINTR] = _POSIX_VDISABLE;
        modes.c_cc[VSUSP] = _POSIX_VDISABLE;
        tcsetattr(fileno(rl_instream), TCSADRAIN, &modes);
    }
}

static inline void creadline_configure(const char *name, rl_completion_func_t *complete, rl_compdisp_func_t *show) {
    rl_readline_name = name;
    rl_catch_signals = 0; /* the process decides what a signal means */
    rl_catch_sigwinch = 0;
    rl_change_environment = 0; /* no LINES and COLUMNS for children */
    rl_erase_empty_line = 1; /* an accepted line is printed again by its owner */
    rl_attempted_completion_function = complete;
    rl_completion_display_matches_hook = show;
    rl_completer_word_break_characters = " \t\n";
    rl_basic_word_break_characters = " \t\n";
    rl_completer_quote_characters = "\"";
    rl_completion_query_items = 0;
    rl_prep_term_function = creadline_prepare;
    rl_variable_bind("enable-bracketed-paste", "on");
    rl_variable_bind("bell-style", "none");
    rl_variable_bind("skip-completed-text", "on");
    rl_variable_bind("enable-active-region", "off");
}

/* Where the environment names no locale, or one that this machine lacks, the terminal is taken to speak UTF-8: readline
   would otherwise read every other octet of a letter as a command. */
static inline void creadline_initialize(void) {
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
    rl_initialize();
    rl_variable_bind("input-meta", "on");
    rl_variable_bind("output-meta", "on");
    rl_variable_bind("convert-meta", "off");
}

static inline void creadline_no_filenames(void) { rl_attempted_completion_over = 1; }
static inline void creadline_append_to_match(int character) { rl_completion_append_character = character; }
static inline const char *creadline_line(void) { return rl_line_buffer; }
static inline int creadline_point(void) { return rl_point; }
static inline void creadline_set_point(int point) { rl_point = point <= rl_end ? point : rl_end; }
static inline int creadline_end(void) { return rl_end; }
static inline int creadline_is_searching(void) { return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH) != 0; }
static inline void creadline_set_streams(FILE *in, FILE *out) { rl_instream = in; rl_outstream = out; }
static inline const char *creadline_last_entry(void) {
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : 0;
    return last ? last->line : 0;
}

/* Leaves the line being typed, as Ctrl-C does. */
static inline void creadline_abandon(void) {
    rl_replace_line("", 1);
    rl_point = rl_end = rl_mark = 0;
    using_history();
}

static inline void creadline_restore_at_exit(void) { atexit(rl_deprep_terminal); }
