// Prints the processor time, in seconds, from a message `begin` to a message `end`:
//   receive-libstrophe JID PASSWORD HOST PORT CA-FILE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <strophe.h>

static double begun;

static double processor_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int message(xmpp_conn_t *connection, xmpp_stanza_t *stanza, void *context)
{
    char *body = xmpp_message_get_body(stanza);
    (void)connection;
    if (body && strcmp(body, "begin") == 0)
        begun = processor_seconds();
    if (body && strcmp(body, "end") == 0) {
        printf("%f\n", processor_seconds() - begun);
        xmpp_stop(context);
    }
    xmpp_free(context, body);
    return 1;
}

static void changed(xmpp_conn_t *connection, xmpp_conn_event_t event, int error, xmpp_stream_error_t *stream,
                    void *context)
{
    (void)error;
    (void)stream;
    if (event != XMPP_CONN_CONNECT) {
        xmpp_stop(context);
        return;
    }
    xmpp_handler_add(connection, message, NULL, "message", NULL, context);
    xmpp_stanza_t *presence = xmpp_presence_new(context);
    xmpp_send(connection, presence);
    xmpp_stanza_release(presence);
}

int main(int count, char **words)
{
    if (count != 6)
        return 2;
    xmpp_initialize();
    xmpp_ctx_t *context = xmpp_ctx_new(NULL, NULL);
    xmpp_conn_t *connection = xmpp_conn_new(context);
    xmpp_conn_set_flags(connection, XMPP_CONN_FLAG_LEGACY_SSL);
    xmpp_conn_set_cafile(connection, words[5]);
    xmpp_conn_set_jid(connection, words[1]);
    xmpp_conn_set_pass(connection, words[2]);
    if (xmpp_connect_client(connection, words[3], (unsigned short)atoi(words[4]), changed, context) != XMPP_EOK)
        return 1;
    xmpp_run(context);
    xmpp_conn_release(connection);
    xmpp_ctx_free(context);
    xmpp_shutdown();
    return 0;
}
