// SPDX-License-Identifier: Apache-2.0
//
// The least server over io_uring, in C and without liburing. Beside UringFloor.java it shows what Java costs: the same
// submissions, in the same order. Linux 6.1 or newer.
//
//   accept, multishot ─▶ recv, once, into a buffer that the kernel picks
//                         │
//                         ├─▶ the last request: send ─▶ close, in one submission
//                         └─▶ it stays:         send ─▶ recv, multishot ─▶ send ─▶ send …
//
// One io_uring_enter a turn. Sends do not wait, and are heard of only when they fail.
//
//   cc -O2 -o target/floor-c-uring src/jmh/c/floor_uring.c     (./lab compare does it)
//   target/floor-c-uring 8080 1 [WORD…]
//   curl -i http://127.0.0.1:8080/                             HTTP/1.1 200 OK … Hello, World!, whatever is asked
//   strace -c -f target/floor-c-uring 8080 1                   one io_uring_enter for several requests
//
// Each word turns one thing round, to be measured beside the floor without it:
//
//   hear-sends        every send has its completion, as one has it whose memory is used again
//   multishot-first   the first recv is a multishot one too, and is taken back before the close
//   link              the close is linked behind the last send
//   direct            accepted sockets stand in the ring's own table and are no descriptors of the process
//   registered        io_uring_enter takes the ring by its registered number
//   single            a turn for each completion: none waits for others

#define _GNU_SOURCE
#include "floor.h"

#include <linux/io_uring.h>
#include <linux/time_types.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>

enum { SUBMISSIONS = 1024, COMPLETIONS = 8192, BUFFERS = 256, BUFFER_BYTES = 8 * 1024, STAGGER = 128 };
enum { DIRECT_FILES = 16 * 1024, MOST_WANTED = 16, MOST_NANOS = 100 * 1000 };

// What a completion is of; its descriptor stands in the lower half.
enum kind { ACCEPT, RECEIVE, SEND, CLOSE, NOBODY };

static bool hear_sends, multishot_first, linked, direct, registered, single;

static int ring, listener;
static bool *is_open; // by descriptor
static int open_count;

static struct io_uring_sqe *sqes;
static struct io_uring_cqe *cqes;
static _Atomic uint32_t *sq_head, *sq_tail, *cq_head, *cq_tail;
static uint32_t sq_mask, cq_mask, tail, submitted;

static struct io_uring_buf_ring *buffers;
static unsigned char buffer_bytes[BUFFERS][BUFFER_BYTES + STAGGER];
static uint16_t buffers_tail;

// Submits what is queued and waits, for MOST_NANOS at the most where it waits for several.
static void enter(unsigned wanted) {
  struct __kernel_timespec most = {.tv_nsec = MOST_NANOS};
  struct io_uring_getevents_arg argument = {.ts = (uintptr_t)&most};
  unsigned flags = IORING_ENTER_GETEVENTS | (wanted > 1 ? IORING_ENTER_EXT_ARG : 0)
      | (registered ? IORING_ENTER_REGISTERED_RING : 0);
  atomic_store_explicit(sq_tail, tail, memory_order_release);
  int done = syscall(SYS_io_uring_enter, registered ? 0 : ring, tail - submitted, wanted, flags,
      wanted > 1 ? &argument : NULL, sizeof argument);
  if (done >= 0) {
    submitted += done;
  } else if (errno == EINTR || errno == ETIME || errno == EBUSY || errno == EAGAIN) {
    submitted = atomic_load_explicit(sq_head, memory_order_acquire);
  } else {
    fail("io_uring_enter");
  }
}

static struct io_uring_sqe *submission(int operation, int fd, uint64_t kind) {
  if (tail - atomic_load_explicit(sq_head, memory_order_acquire) > sq_mask) enter(0);
  struct io_uring_sqe *sqe = &sqes[tail++ & sq_mask];
  memset(sqe, 0, sizeof *sqe);
  sqe->opcode = operation;
  sqe->fd = fd;
  sqe->user_data = kind << 32 | (uint32_t)fd;
  return sqe;
}

static void accept_connections(void) {
  struct io_uring_sqe *sqe = submission(IORING_OP_ACCEPT, listener, ACCEPT);
  sqe->ioprio = IORING_ACCEPT_MULTISHOT;
  if (direct) {
    sqe->file_index = IORING_FILE_INDEX_ALLOC;
  } else {
    sqe->accept_flags = SOCK_CLOEXEC;
  }
}

static void receive(int fd, bool multishot) {
  struct io_uring_sqe *sqe = submission(IORING_OP_RECV, fd, RECEIVE);
  sqe->flags = IOSQE_BUFFER_SELECT | (direct ? IOSQE_FIXED_FILE : 0);
  sqe->ioprio = multishot ? IORING_RECV_MULTISHOT : 0;
}

// MSG_WAITALL makes a send of a part one that has failed.
static void answer(int fd, int owed, bool last) {
  struct io_uring_sqe *sqe = submission(IORING_OP_SEND, fd, last ? NOBODY : SEND);
  sqe->addr = (uintptr_t)answers_from(owed, last);
  sqe->len = answers_length(owed, last);
  sqe->msg_flags = MSG_DONTWAIT | MSG_WAITALL | MSG_NOSIGNAL;
  sqe->flags = (hear_sends ? 0 : IOSQE_CQE_SKIP_SUCCESS) | (last && linked ? IOSQE_IO_LINK : 0)
      | (direct ? IOSQE_FIXED_FILE : 0);
}

static void close_behind(int fd) {
  struct io_uring_sqe *sqe = submission(IORING_OP_CLOSE, fd, CLOSE);
  if (direct) sqe->fd = 0;
  sqe->file_index = direct ? fd + 1 : 0;
  sqe->flags = IOSQE_CQE_SKIP_SUCCESS;
}

// Closes; before that, a receive under way is taken back, for it holds the socket, and the last answers are sent.
static void end(int fd, bool receiving, int owed) {
  if (!is_open[fd]) return;
  is_open[fd] = false;
  open_count--;
  if (receiving) {
    struct io_uring_sqe *sqe = submission(IORING_OP_ASYNC_CANCEL, -1, NOBODY);
    sqe->addr = (uint64_t)RECEIVE << 32 | (uint32_t)fd;
    sqe->flags = IOSQE_CQE_SKIP_SUCCESS;
  }
  if (owed > 0) answer(fd, owed, true);
  close_behind(fd);
}

static void accepted(int fd, bool more) {
  if (fd >= 0) {
    connections[fd] = (struct requests){0};
    is_open[fd] = true;
    open_count++;
    receive(fd, multishot_first);
  } else if (fd != -ECONNABORTED) {
    errno = -fd;
    fail("accept");
  }
  if (!more) accept_connections();
}

static void give_back(uint16_t number) {
  struct io_uring_buf *entry = &buffers->bufs[buffers_tail++ & (BUFFERS - 1)];
  entry->addr = (uintptr_t)buffer_bytes[number];
  entry->len = BUFFER_BYTES;
  entry->bid = number;
}

static void received(int fd, int result, uint32_t flags) {
  bool more = flags & IORING_CQE_F_MORE;
  if (result > 0) {
    uint16_t number = flags >> IORING_CQE_BUFFER_SHIFT;
    int owed = is_open[fd] ? ended(&connections[fd], buffer_bytes[number], result) : 0;
    give_back(number);
    if (owed < 0 || (owed > 0 && connections[fd].last)) {
      end(fd, more, owed);
    } else if (owed > 0) {
      answer(fd, owed, false);
    }
  } else if (result != -ECANCELED && result != -ENOBUFS) {
    end(fd, false, 0);
  }
  if (!more && result != -ECANCELED && is_open[fd]) receive(fd, true);
}

static void completed(const struct io_uring_cqe *cqe) {
  int fd = (int)cqe->user_data;
  switch (cqe->user_data >> 32) {
  case ACCEPT:
    accepted(cqe->res, cqe->flags & IORING_CQE_F_MORE);
    break;
  case RECEIVE:
    received(fd, cqe->res, cqe->flags);
    break;
  case SEND:
    // The client does not read, or is gone; where all sends are heard of, only the second is seen.
    if (!hear_sends || cqe->res < 0) end(fd, true, 0);
    break;
  case CLOSE:
    // Linked behind a send that has failed.
    if (cqe->res == -ECANCELED) close_behind(fd);
    break;
  }
}

static int register_with(int operation, void *argument, unsigned count) {
  int done = syscall(SYS_io_uring_register, ring, operation, argument, count);
  if (done < 0) fail("io_uring_register");
  return done;
}

static void *map(int fd, size_t size, off_t offset) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
      fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED | MAP_POPULATE, fd, offset);
  if (memory == MAP_FAILED) fail("mmap");
  return memory;
}

static void open_ring(void) {
  struct io_uring_params p = {.cq_entries = COMPLETIONS,
      .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN};
  ring = syscall(SYS_io_uring_setup, SUBMISSIONS, &p);
  if (ring < 0) fail("io_uring_setup");
  size_t sq_size = p.sq_off.array + p.sq_entries * sizeof(uint32_t);
  size_t cq_size = p.cq_off.cqes + p.cq_entries * sizeof *cqes;
  char *rings = map(ring, sq_size > cq_size ? sq_size : cq_size, IORING_OFF_SQ_RING);
  sqes = map(ring, p.sq_entries * sizeof *sqes, IORING_OFF_SQES);
  cqes = (void *)(rings + p.cq_off.cqes);
  sq_head = (void *)(rings + p.sq_off.head);
  sq_tail = (void *)(rings + p.sq_off.tail);
  cq_head = (void *)(rings + p.cq_off.head);
  cq_tail = (void *)(rings + p.cq_off.tail);
  sq_mask = p.sq_entries - 1;
  cq_mask = p.cq_entries - 1;
  for (uint32_t i = 0; i < p.sq_entries; i++) {
    ((uint32_t *)(rings + p.sq_off.array))[i] = i; // submissions are used in the order of their places
  }

  buffers = map(-1, BUFFERS * sizeof(struct io_uring_buf), 0);
  struct io_uring_buf_reg group = {.ring_addr = (uintptr_t)buffers, .ring_entries = BUFFERS};
  register_with(IORING_REGISTER_PBUF_RING, &group, 1);
  for (int i = 0; i < BUFFERS; i++) give_back(i);

  if (direct) {
    struct io_uring_rsrc_register files = {.nr = most_files < DIRECT_FILES ? most_files : DIRECT_FILES, .flags = IORING_RSRC_REGISTER_SPARSE};
    register_with(IORING_REGISTER_FILES2, &files, sizeof files);
  }
  if (registered) {
    struct io_uring_rsrc_update one = {.offset = 0, .data = ring};
    register_with(IORING_REGISTER_RING_FDS, &one, 1);
  }
}

static bool has(int argc, char **argv, const char *word) {
  for (int i = 3; i < argc; i++) {
    if (strcmp(argv[i], word) == 0) return true;
  }
  return false;
}

int main(int argc, char **argv) {
  hear_sends = has(argc, argv, "hear-sends");
  multishot_first = has(argc, argv, "multishot-first");
  linked = has(argc, argv, "link");
  direct = has(argc, argv, "direct");
  registered = has(argc, argv, "registered");
  single = has(argc, argv, "single");
  listener = floor_listener(argc, argv, 0); // blocking: the kernel waits by itself only for such a one
  is_open = calloc(most_files, sizeof *is_open);
  if (is_open == NULL) fail("calloc");
  open_ring();
  accept_connections();
  for (unsigned wanted = 1;;) {
    atomic_store_explicit((_Atomic uint16_t *)&buffers->tail, buffers_tail, memory_order_release);
    enter(wanted);
    uint32_t head = atomic_load_explicit(cq_head, memory_order_relaxed);
    uint32_t count = atomic_load_explicit(cq_tail, memory_order_acquire) - head;
    for (uint32_t i = 0; i < count; i++) completed(&cqes[(head + i) & cq_mask]);
    atomic_store_explicit(cq_head, head + count, memory_order_release);
    unsigned most = open_count / 4 < MOST_WANTED ? open_count / 4 : MOST_WANTED;
    wanted = single || count < wanted ? 1 : count < most ? count : most;
    if (wanted < 1) wanted = 1;
  }
}
