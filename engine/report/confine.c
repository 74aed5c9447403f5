// SPDX-License-Identifier: GPL-3.0-or-later
// What a drawing program may not do, said to the kernel before it starts: no new
// processes, no sockets, no tracing, bounded files, memory and time. Threads of its own
// remain (pango finds fonts in one). A second wall: no text from data gets into a script
// unquoted, and where a kernel refuses the filter, that first wall stands alone.
#include "confine_internal.h"

#ifdef __linux__
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define SSI_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SSI_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

static void limit(int what, rlim_t most)
{
    struct rlimit limits = {most, most};
    (void)setrlimit(what, &limits);
}

#ifdef SSI_AUDIT_ARCH
enum { A_THREAD = 0x00010000 }; /* CLONE_THREAD of clone(2) */

#define SSI_LOAD(field)                                                                  \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, field))
#define SSI_RETURN(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define SSI_REFUSE(call, error)                                                          \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1),                                   \
        SSI_RETURN(SECCOMP_RET_ERRNO | (error))

/** Of system calls; another architecture's numbers would mean other calls. */
static void filter_calls(void)
{
    struct sock_filter rules[] = {
        SSI_LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SSI_AUDIT_ARCH, 1, 0),
        SSI_RETURN(SECCOMP_RET_KILL_PROCESS),
        SSI_LOAD(nr),
#ifdef SYS_fork
        SSI_REFUSE(SYS_fork, EPERM),
        SSI_REFUSE(SYS_vfork, EPERM),
#endif
        SSI_REFUSE(SYS_clone3, ENOSYS), /* its flags lie in memory; clone is tried then */
        SSI_REFUSE(SYS_execveat, EPERM),
        SSI_REFUSE(SYS_socket, EPERM),
        SSI_REFUSE(SYS_connect, EPERM),
        SSI_REFUSE(SYS_ptrace, EPERM),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
        SSI_LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, A_THREAD, 1, 0),
        SSI_RETURN(SECCOMP_RET_ERRNO | EPERM),
        SSI_RETURN(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
        (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
    }
}
#else
static void filter_calls(void)
{
}
#endif

void ssi_confine(unsigned seconds)
{
    static const rlim_t memory = (rlim_t)8 << 30, file = (rlim_t)4 << 30;
    enum { FILES = 256 };
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* it ends with us */
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, file);
    limit(RLIMIT_AS, memory);
    limit(RLIMIT_NOFILE, FILES);
    limit(RLIMIT_CPU, seconds + 1);
    filter_calls();
}
#else
void ssi_confine(unsigned seconds)
{
    (void)seconds;
}
#endif
