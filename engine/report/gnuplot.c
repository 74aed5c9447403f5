// SPDX-License-Identifier: GPL-3.0-or-later
// The one place that starts programs: gnuplot, and fontconfig's list of fonts. gnuplot
// gets script files of ours in a folder of ours, no environment, no input and a time
// limit. Its exit code alone is not believed (a full disk ends with 0), so anything on
// stderr is a failure too, and callers check each file.
#define _GNU_SOURCE // pipe2
#include "gnuplot_internal.h"

#include "confine_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ssi/memory.h"

enum { PATH_SIZE = 4096, SAID_SIZE = 160 };

static bool try_folder(struct ssi_str folder, const char *program, char *path,
                       size_t size)
{
    int len = snprintf(path, size, "%.*s/%s", (int)folder.len, folder.ptr, program);
    return folder.len > 0 && folder.ptr[0] == '/' && len > 0 && (size_t)len < size &&
           access(path, X_OK) == 0;
}

static bool find_program(const char *program, char *path, size_t size)
{
    const char *search = getenv("PATH");
    struct ssi_str rest = ssi_str_z(search ? search : "/usr/local/bin:/usr/bin:/bin"),
                   folder;
    while (ssi_str_split(&rest, ':', &folder)) {
        if (folder.len < PATH_SIZE && try_folder(folder, program, path, size)) {
            return true;
        }
    }
    return false;
}

enum ssi_status ssi_gnuplot_find(char *path, size_t size, struct ssi_error *err)
{
    if (find_program("gnuplot", path, size)) {
        return SSI_OK;
    }
    return ssi_error_set(
        err, SSI_EGNUPLOT,
        "gnuplot is not in PATH: install it (Debian: apt install gnuplot-nox "
        "fonts-dejavu-core) and run again");
}

/** A program to run in a folder, and what it says on `fd` (1 or 2), up to a limit. */
struct call {
    const char *program, *folder;
    char *const *argv;
    unsigned seconds;
    int fd;
    size_t limit;
    struct ssi_output *said;
};

/** In the child: nothing but system calls between fork and exec. */
static void become(const struct call *call, int said)
{
    char home[] = "HOME=/nonexistent", locale[] = "LC_ALL=C.UTF-8";
    char cache[] = "XDG_CACHE_HOME=.";
    char *environment[] = {home, locale, cache, NULL};
    (void)umask(077);
    int nothing = open("/dev/null", O_RDWR);
    if (nothing >= 0 && dup2(nothing, 0) >= 0 && dup2(nothing, 1) >= 0 &&
        dup2(nothing, 2) >= 0 && dup2(said, call->fd) >= 0 && chdir(call->folder) == 0) {
        ssi_confine(call->seconds);
        execve(call->program, call->argv, environment);
    }
    _exit(127);
}

static int64_t now_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** Collect what it says until it closes the pipe; false when the time is over. */
static bool listen(int fd, int64_t deadline_ms, const struct call *call)
{
    char more[4096];
    for (;;) {
        int64_t left = deadline_ms - now_ms();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&wait, 1, (int)(left < 60000 ? left : 60000)) : 0;
        if (left <= 0 || (ready < 0 && errno != EINTR)) {
            return false;
        }
        if (ready <= 0) {
            continue;
        }
        ssize_t got = read(fd, more, sizeof more);
        if (got <= 0) {
            return true;
        }
        size_t room = call->limit - ssi_output_bytes(call->said).len;
        ssi_output_write(call->said, more, (size_t)got < room ? (size_t)got : room);
    }
}

/** Its words in one line. */
static struct ssi_str one_line(struct ssi_str said, char buf[SAID_SIZE])
{
    for (size_t i = 0; i < said.len; i++) {
        buf[i] = said.ptr[i] == '\n' || said.ptr[i] == '\t' ? ' ' : said.ptr[i];
    }
    return ssi_str_trim(ssi_str_of(buf, said.len));
}

static enum ssi_status judge(int status, bool in_time, const struct call *call,
                             struct ssi_error *err)
{
    char quoted[SSI_QUOTE_SIZE], buf[SAID_SIZE];
    struct ssi_str said = ssi_output_bytes(call->said);
    if (!in_time) {
        return ssi_error_set(err, SSI_EGNUPLOT, "gnuplot did not end within %u seconds",
                             call->seconds);
    }
    if (WIFSIGNALED(status)) {
        return ssi_error_set(err, SSI_EGNUPLOT, "gnuplot was ended by signal %d",
                             WTERMSIG(status));
    }
    if (call->fd == 2 && said.len > 0) {
        return ssi_error_set(err, SSI_EGNUPLOT, "gnuplot complained: %s",
                             ssi_quote(one_line(said, buf), quoted));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return ssi_error_set(err, SSI_EGNUPLOT, "gnuplot failed with exit status %d",
                             WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    }
    return SSI_OK;
}

static enum ssi_status run(const struct call *call, struct ssi_error *err)
{
    int pipe_fds[2], status = 0;
    if (pipe2(pipe_fds, O_CLOEXEC) !=
        0) { /* at once: other threads start programs, too */
        return ssi_error_errno(err, "cannot make a pipe for", call->program);
    }
    pid_t child = fork();
    if (child == 0) {
        become(call, pipe_fds[1]);
    }
    close(pipe_fds[1]);
    if (child < 0) {
        close(pipe_fds[0]);
        return ssi_error_errno(err, "cannot start", call->program);
    }
    bool in_time = listen(pipe_fds[0], now_ms() + (int64_t)call->seconds * 1000, call);
    close(pipe_fds[0]);
    if (!in_time) {
        kill(child, SIGKILL);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return judge(status, in_time, call, err);
}

static enum ssi_status run_gnuplot(const char *gnuplot, const char *folder,
                                   char *const *argv, unsigned seconds,
                                   struct ssi_error *err)
{
    struct call call = {.program = gnuplot,
                        .folder = folder,
                        .argv = argv,
                        .seconds = seconds,
                        .fd = 2,
                        .limit = SAID_SIZE};
    SSI_TRY(ssi_output_memory(&call.said, err));
    enum ssi_status status = run(&call, err);
    ssi_output_abandon(call.said);
    return status;
}

enum ssi_status ssi_gnuplot_run(const char *gnuplot, const char *folder,
                                const char *const *scripts, size_t count,
                                unsigned seconds, struct ssi_error *err)
{
    enum { FIXED = 2, SCRIPT_SIZE = 128 };
    char **argv = ssi_alloc(count + FIXED + 1, sizeof *argv);
    char *names = ssi_alloc(count + FIXED, SCRIPT_SIZE);
    enum ssi_status status = argv && names ? SSI_OK : ssi_error_nomem(err);
    for (size_t i = 0; status == SSI_OK && i < count + FIXED; i++) {
        const char *text = i == 0 ? "gnuplot" : i == 1 ? "-d" : scripts[i - FIXED];
        argv[i] = names + i * SCRIPT_SIZE;
        snprintf(argv[i], SCRIPT_SIZE, "%s", text);
    }
    if (status == SSI_OK) {
        status = run_gnuplot(gnuplot, folder, argv, seconds, err);
    }
    ssi_free(names);
    ssi_free((void *)argv);
    return status;
}

unsigned ssi_gnuplot_seconds(unsigned asked, unsigned pages)
{
    enum { LEAST = 60, PAGES_A_SECOND = 4 };
    return asked ? asked : LEAST + pages / PAGES_A_SECOND;
}

enum ssi_status ssi_fontconfig_list(const char *folder, struct ssi_output *list)
{
    enum { SECONDS = 60, LIMIT = 64 << 20 };
    char path[PATH_SIZE], name[] = "fc-list", option[] = "--format";
    char format[] = "%{fontformat} %{charset}\n";
    char *argv[] = {name, option, format, NULL};
    if (!find_program("fc-list", path, sizeof path)) {
        return SSI_EGNUPLOT;
    }
    struct call call = {.program = path,
                        .folder = folder,
                        .argv = argv,
                        .seconds = SECONDS,
                        .fd = 1,
                        .limit = LIMIT,
                        .said = list};
    return run(&call, NULL);
}
