// SPDX-License-Identifier: Apache-2.0
//
// What both floors in C have in common: the listener, the constant answers, and how many requests end in the bytes of
// a connection. The same as FloorListener, ConstantAnswer and RequestCount in Java.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096, READ_BYTES = 16 * 1024, MOST_ANSWERS = 1024 };

#define HEAD "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n"
#define REST "Content-Length: 13\r\n\r\nHello, World!"
#define ANSWER HEAD REST
#define LAST_ANSWER HEAD "Connection: close\r\n" REST

enum { ANSWER_BYTES = sizeof ANSWER - 1, LAST_BYTES = sizeof LAST_ANSWER - 1, LAST = MOST_ANSWERS * ANSWER_BYTES };

// MOST_ANSWERS answers, to be sent at once, and behind them the one that is a connection's last.
static char answers[LAST + LAST_BYTES];

// How many requests end in the bytes of a connection: an empty line is all that is looked for, but for the field that
// ends the connection.
struct requests {
  uint64_t tail; // the last eight bytes of a request whose end has not come
  bool closing;  // whether that one wants to be the connection's last
  bool last;     // whether the connection's last request has ended
};

// Of each connection, by its descriptor; the kernel gives a page when it is first touched.
static struct requests *connections;
static int most_files;

static void fail(const char *call) {
  perror(call);
  exit(1);
}

// How many answers the next bytes of a connection are owed; -1 when these are too many to be requests.
static int ended(struct requests *r, const unsigned char *bytes, int count) {
  int whole = 0;
  uint64_t tail = r->tail;
  for (int i = 0; i < count && !r->last; i++) {
    tail = tail << 8 | bytes[i];
    if ((uint32_t)tail == 0x0d0a0d0a) {
      whole++;
      tail = 0;
      r->last = r->closing;
    } else if (tail == 0x3a20636c6f73650d) { // ": close\r", as load generators write it
      r->closing = true;
    }
  }
  r->tail = tail;
  return whole <= MOST_ANSWERS ? whole : -1;
}

// Where some answers begin, of which the last may be the connection's last, and how long they are.
static const char *answers_from(int count, bool last) {
  return last ? answers + LAST - (count - 1) * ANSWER_BYTES : answers;
}

static int answers_length(int count, bool last) {
  return count * ANSWER_BYTES + (last ? LAST_BYTES - ANSWER_BYTES : 0);
}

// Makes the answers, listens on 127.0.0.1 and says so; arguments: port, and threads (1).
static int floor_listener(int argc, char **argv, int flags) {
  if (argc < 3 || strcmp(argv[2], "1") != 0) {
    fprintf(stderr, "%s: wants a port, and 1 for its one thread\n", argv[0]);
    exit(2);
  }
  for (int i = 0; i < MOST_ANSWERS; i++) {
    memcpy(answers + i * ANSWER_BYTES, ANSWER, ANSWER_BYTES);
  }
  memcpy(answers + LAST, LAST_ANSWER, LAST_BYTES);
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) < 0) fail("getrlimit");
  if (files.rlim_cur > 1 << 20) {
    files.rlim_cur = 1 << 20;
    if (setrlimit(RLIMIT_NOFILE, &files) < 0) fail("setrlimit");
  }
  most_files = files.rlim_cur;
  connections = calloc(most_files, sizeof *connections);
  if (connections == NULL) fail("calloc");

  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) fail("socket");
  int one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); // accepted sockets inherit it, tcp(7)
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, (struct sockaddr *)&address, size) < 0) fail("bind");
  if (listen(fd, BACKLOG) < 0) fail("listen");
  if (getsockname(fd, (struct sockaddr *)&address, &size) < 0) fail("getsockname");
  printf("version %s\nlistening on http://127.0.0.1:%d\n", "C " __VERSION__, ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}
