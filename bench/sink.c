/* A counting SMTP sink: takes every message, keeps none, and says exactly what came.
 *
 *   sink [--port P] [--delay-ms D]
 *
 * Listens on 127.0.0.1 and prints the port as its first line. At SIGTERM it prints one line of JSON and ends:
 * messages taken, distinct recipients and how many of them came more than once, the sum and the exclusive or of the
 * hashes of all recipients (both modulo 2^64), bytes read, connections, round trips (times that replies were written)
 * and its own CPU seconds. A recipient counts when its message is accepted, not before.
 *
 * With --delay-ms each flush of replies waits that long: what a relay at a distance of one such round trip looks like.
 * One process, one thread, epoll. PIPELINING, SIZE, 8BITMIME and CHUNKING are offered (RFC 5321, 2920, 1870, 6152, 3030).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 17, LONGEST_LINE = 4096, MOST_REPLIES = 1 << 14, SLOTS = 1 << 22, EVENTS = 64,
       BLOCK = 256 };

struct peer {
    int fd;
    uint32_t generation;   /* a delayed reply must not reach the next owner of the descriptor */
    int in_body;
    int matched;           /* how much of CRLF . CRLF the bytes so far end with */
    int in_chunk, is_last; /* BDAT: its bytes are counted, not searched */
    size_t chunk_left;
    size_t line_length;
    uint64_t recipient;
    int has_recipient;
    size_t reply_length;
    char line[LONGEST_LINE];
    char replies[MOST_REPLIES];
};

struct flush {             /* replies that wait for their moment */
    struct flush *next;
    struct peer *peer;
    uint32_t generation;
    double due;
    size_t length;
    char text[];
};

static struct peer *peers[1 << 16];
static struct flush *oldest, *newest;
static double delay;
static char input[READ_SIZE];
static uint64_t *seen;     /* hashes of recipients, open addressing; 0 is an empty slot */
static uint8_t *times;
static uint64_t messages, distinct, repeated, sum, exclusive_or, bytes, connections, round_trips;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec + at.tv_nsec / 1e9;
}

/* FNV-1a, then the finish of splitmix64: near addresses get far hashes, so that sums do not cancel out. */
static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++)
        h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    return h ^ (h >> 31);
}

static void count(uint64_t h)
{
    messages++;
    sum += h;
    exclusive_or ^= h;
    size_t slot = h & (SLOTS - 1);
    while (seen[slot] && seen[slot] != h)
        slot = (slot + 1) & (SLOTS - 1);
    if (!seen[slot]) {
        if (++distinct > SLOTS / 2) {
            fputs("sink: too many recipients\n", stderr);
            exit(1);
        }
        seen[slot] = h;
        times[slot] = 1;
    } else if (times[slot] == 1) {
        times[slot] = 2;
        repeated++;
    }
}

static void hang_up(struct peer *peer)
{
    close(peer->fd);
    peer->fd = -1;
    peer->generation++;
}

static void put(struct peer *peer, const char *text, size_t length)
{
    if (peer->fd < 0)
        return;
    round_trips++;
    if (send(peer->fd, text, length, MSG_NOSIGNAL) != (ssize_t)length)
        hang_up(peer);
}

static void flush_replies(struct peer *peer)
{
    if (!peer->reply_length)
        return;
    if (delay > 0) {
        struct flush *one = malloc(sizeof *one + peer->reply_length);
        if (!one)
            fail("malloc");
        *one = (struct flush){.peer = peer, .generation = peer->generation, .due = now() + delay,
                              .length = peer->reply_length};
        memcpy(one->text, peer->replies, peer->reply_length);
        if (newest)
            newest->next = one;
        else
            oldest = one;
        newest = one;
    } else {
        put(peer, peer->replies, peer->reply_length);
    }
    peer->reply_length = 0;
}

static void flush_due(void)
{
    double at = oldest ? now() : 0;
    while (oldest && oldest->due <= at) {
        struct flush *one = oldest;
        oldest = one->next;
        if (!oldest)
            newest = NULL;
        if (one->generation == one->peer->generation)
            put(one->peer, one->text, one->length);
        free(one);
    }
}

static void reply(struct peer *peer, const char *text)
{
    size_t length = strlen(text);
    if (peer->reply_length + length > MOST_REPLIES)
        flush_replies(peer);
    memcpy(peer->replies + peer->reply_length, text, length);
    peer->reply_length += length;
}

static void end_message(struct peer *peer)
{
    char text[64];
    peer->in_body = peer->in_chunk = 0;
    count(peer->recipient);
    peer->has_recipient = 0;
    snprintf(text, sizeof text, "250 2.0.0 Ok: queued as %08llX\r\n", (unsigned long long)messages);
    reply(peer, text);
}

static void take_recipient(struct peer *peer)
{
    char *from = memchr(peer->line, '<', peer->line_length);
    char *to = from ? memchr(from, '>', peer->line + peer->line_length - from) : NULL;
    if (!to || peer->has_recipient) {
        reply(peer, to ? "452 4.5.3 One recipient per message\r\n" : "501 5.1.3 No address\r\n");
        return;
    }
    peer->recipient = hash_of(from + 1, to - from - 1);
    peer->has_recipient = 1;
    reply(peer, "250 2.1.5 Ok\r\n");
}

/* A chunk for nobody is read and refused; the next message begins anew all the same. */
static void end_chunk(struct peer *peer)
{
    peer->in_chunk = 0;
    if (!peer->has_recipient)
        reply(peer, "503 5.5.1 No recipient\r\n");
    else if (peer->is_last)
        end_message(peer);
    else
        reply(peer, "250 2.0.0 Ok\r\n");
}

static void begin_chunk(struct peer *peer)
{
    char *rest;
    peer->line[peer->line_length - 1] = 0;
    peer->chunk_left = strtoul(peer->line + 4, &rest, 10);
    peer->is_last = !strncasecmp(rest, " LAST", 5);
    peer->in_chunk = 1;
    if (!peer->chunk_left)
        end_chunk(peer);
}

static int is_command(const struct peer *peer, const char *name)
{
    size_t length = strlen(name);
    return peer->line_length >= length && !strncasecmp(peer->line, name, length);
}

static void obey(struct peer *peer)
{
    if (is_command(peer, "RCPT")) {
        take_recipient(peer);
    } else if (is_command(peer, "MAIL")) {
        reply(peer, "250 2.1.0 Ok\r\n");
    } else if (is_command(peer, "DATA")) {
        if (peer->has_recipient) {
            peer->in_body = 1;
            peer->matched = 2;     /* a full stop may stand on the first line */
            reply(peer, "354 Go on\r\n");
        } else {
            reply(peer, "503 5.5.1 No recipient\r\n");
        }
    } else if (is_command(peer, "BDAT")) {
        begin_chunk(peer);
    } else if (is_command(peer, "EHLO")) {
        reply(peer, "250-sink.example\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-CHUNKING\r\n"
                    "250 ENHANCEDSTATUSCODES\r\n");
    } else if (is_command(peer, "HELO")) {
        reply(peer, "250 sink.example\r\n");
    } else if (is_command(peer, "RSET")) {
        peer->has_recipient = 0;
        reply(peer, "250 2.0.0 Ok\r\n");
    } else if (is_command(peer, "QUIT")) {
        reply(peer, "221 2.0.0 Bye\r\n");
    } else if (is_command(peer, "NOOP")) {
        reply(peer, "250 2.0.0 Ok\r\n");
    } else {
        reply(peer, "502 5.5.2 Unknown\r\n");
    }
}

/* Whether a line that begins with a full stop begins in the block at ``at``, or right behind it. The compiler makes
 * this many bytes at a time, so that a body costs the sink little more than to read it. */
static int has_dotted_line(const char *at)
{
    unsigned char found = 0;
    for (int i = 0; i < BLOCK; i++)
        found |= (at[i] == '\n') & (at[i + 1] == '.');
    return found;
}

/* Returns the end of the whole blocks from ``i`` on in which no body can end, and what the bytes before it match. */
static size_t skip_blocks(struct peer *peer, const char *at, size_t i, size_t length)
{
    size_t from = i;
    while (i + BLOCK < length && !has_dotted_line(at + i))
        i += BLOCK;
    if (i > from)
        peer->matched = at[i - 1] == '\r' ? 1 : at[i - 1] == '\n' && at[i - 2] == '\r' ? 2 : 0;
    return i;
}

/* Returns how many bytes belonged to the body; the byte after them begins the next command. */
static size_t take_body(struct peer *peer, const char *at, size_t length)
{
    static const char end[] = "\r\n.\r\n";
    size_t i = 0;
    while (i < length) {
        if (peer->matched == 0 && (i = skip_blocks(peer, at, i, length), peer->matched == 0)) {
            const char *found = memchr(at + i, '\r', length - i);
            if (!found)
                return length;
            i = found - at + 1;
            peer->matched = 1;
        } else if (at[i] == end[peer->matched]) {
            i++;
            if (++peer->matched == 5) {
                end_message(peer);
                return i;
            }
        } else {
            peer->matched = 0;
        }
    }
    return i;
}

static size_t take_chunk(struct peer *peer, const char *at, size_t length)
{
    size_t taken = length < peer->chunk_left ? length : peer->chunk_left;
    (void)at;
    peer->chunk_left -= taken;
    if (!peer->chunk_left)
        end_chunk(peer);
    return taken;
}

static size_t take_line(struct peer *peer, const char *at, size_t length)
{
    const char *found = memchr(at, '\n', length);
    size_t taken = found ? (size_t)(found - at) + 1 : length;
    if (peer->line_length + taken > LONGEST_LINE) {
        hang_up(peer);
        return length;
    }
    memcpy(peer->line + peer->line_length, at, taken);
    peer->line_length += taken;
    if (found) {
        obey(peer);
        peer->line_length = 0;
    }
    return taken;
}

static void receive(struct peer *peer)
{
    ssize_t length = read(peer->fd, input, READ_SIZE);
    if (length <= 0) {
        if (length == 0 || (errno != EAGAIN && errno != EINTR))
            hang_up(peer);
        return;
    }
    bytes += length;
    for (ssize_t at = 0; at < length && peer->fd >= 0;)
        at += (peer->in_chunk ? take_chunk : peer->in_body ? take_body : take_line)(peer, input + at, length - at);
    if (peer->fd >= 0)
        flush_replies(peer);
}

static void welcome(int epoll, int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK), yes = 1;
    if (fd < 0 || fd >= 1 << 16)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct peer *peer = peers[fd];
    if (!peer && !(peer = peers[fd] = calloc(1, sizeof *peer)))
        fail("calloc");
    *peer = (struct peer){.fd = fd, .generation = peer->generation + 1};
    connections++;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
        fail("epoll_ctl");
    reply(peer, "220 sink.example ESMTP\r\n");
    flush_replies(peer);
}

static void report(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf("{\"messages\":%llu,\"distinct\":%llu,\"repeated\":%llu,\"sum\":%llu,\"xor\":%llu,\"bytes\":%llu,"
           "\"connections\":%llu,\"round_trips\":%llu,\"cpu_seconds\":%.6f}\n",
           (unsigned long long)messages, (unsigned long long)distinct, (unsigned long long)repeated,
           (unsigned long long)sum, (unsigned long long)exclusive_or, (unsigned long long)bytes,
           (unsigned long long)connections, (unsigned long long)round_trips, cpu);
    fflush(stdout);
}

static int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 512)
        || getsockname(fd, (struct sockaddr *)&at, &length))
        fail("listen");
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

static int catch_end(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    return signalfd(-1, &ends, 0);
}

static int patience(void)
{
    if (!oldest)
        return -1;
    double left = (oldest->due - now()) * 1000;
    return left <= 0 ? 0 : (int)left + 1;
}

int main(int argc, char **argv)
{
    int port = 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--port"))
            port = atoi(argv[i + 1]);
        else if (!strcmp(argv[i], "--delay-ms"))
            delay = atof(argv[i + 1]) / 1000;
    }
    seen = calloc(SLOTS, sizeof *seen);
    times = calloc(SLOTS, sizeof *times);
    int ending = catch_end(), epoll = epoll_create1(0), listener = listen_on(port);
    struct epoll_event events[EVENTS] = {{.events = EPOLLIN, .data.fd = listener}};
    if (!seen || !times || epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, events))
        fail("epoll");
    events[0].data.fd = ending;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, ending, events))
        fail("epoll");
    for (;;) {
        int number = epoll_wait(epoll, events, EVENTS, patience());
        for (int i = 0; i < number; i++) {
            int fd = events[i].data.fd;
            if (fd == ending) {
                report();
                return 0;
            }
            if (fd == listener)
                welcome(epoll, listener);
            else if (peers[fd] && peers[fd]->fd == fd)
                receive(peers[fd]);
        }
        flush_due();
    }
}
