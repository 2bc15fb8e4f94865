// SPDX-License-Identifier: Apache-2.0
//
// The least server over epoll, in C. Beside EpollFloor.java it shows what Java costs: the same calls, in the same order.
//
//   epoll_wait ─▶ listener:   accept4 until there is none ─▶ recv at once, for a client speaks first
//              └▶ connection: recv ─▶ one send of as many answers as requests came ─▶ or close
//                             ▲  │
//                             └──┘ nothing came yet: epoll_ctl(ADD), edge-triggered, once
//
//   cc -O2 -o target/floor-c-epoll src/jmh/c/floor_epoll.c     (./lab compare does it)
//   target/floor-c-epoll 8080 1
//   curl -i http://127.0.0.1:8080/                             HTTP/1.1 200 OK … Hello, World!, whatever is asked
//   strace -c -f target/floor-c-epoll 8080 1                   recv, send and a share of epoll_wait a request

#define _GNU_SOURCE
#include "floor.h"

#include <sys/epoll.h>

enum { EVENTS = 256 };

static int epoll;
static unsigned char bytes[READ_BYTES];

static void add(int fd, uint32_t mask) {
  struct epoll_event event = {.events = mask, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

// False when the connection is over. A client that does not take its answers is given up.
static bool answer(int fd, int count) {
  struct requests *r = &connections[fd];
  int owed = ended(r, bytes, count);
  if (owed <= 0) {
    return owed == 0;
  }
  int length = answers_length(owed, r->last);
  return send(fd, answers_from(owed, r->last), length, MSG_NOSIGNAL) == length && !r->last;
}

// One recv and one send; more where a recv has left something behind, of which an edge does not tell again.
// Returns whether the connection is still open.
static bool serve(int fd, bool ends) {
  int count;
  do {
    count = recv(fd, bytes, sizeof bytes, 0);
    if (count < 0 && errno == EAGAIN) {
      return true;
    }
    if (count <= 0 || !answer(fd, count)) {
      close(fd);
      return false;
    }
  } while (ends || count == sizeof bytes);
  return true;
}

static void accept_all(int listener) {
  while (true) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EAGAIN) return;
      if (errno == ECONNABORTED) continue;
      fail("accept4");
    }
    connections[fd] = (struct requests){0};
    if (serve(fd, false)) {
      add(fd, EPOLLIN | EPOLLRDHUP | EPOLLET);
    }
  }
}

int main(int argc, char **argv) {
  int listener = floor_listener(argc, argv, SOCK_NONBLOCK);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) fail("epoll_create1");
  add(listener, EPOLLIN);
  struct epoll_event events[EVENTS];
  while (true) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == listener) {
        accept_all(listener);
      } else {
        serve(events[i].data.fd, (events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
      }
    }
  }
}
